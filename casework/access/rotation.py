"""A new version of the provider's key for sign-in, and the end of the older ones.

Under that key lie the locks: what a person's passphrase opens, and what her recovery code opens. A
rotation begins with a new version in the provider's file; recovery locks get it at once, for their
outer layer needs no code, and each passphrase lock at its person's next sign-in. When the older
versions are dropped, the locks in every older backup are dead, whoever knows the passphrase.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.accounts.models import Status
from casework.accounts.rows import Subject
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import providers, recovery
from casework.crypto.providers import provider
from casework.vault.models import Lock

_HOUSE = Subject("house", "house")
_COLUMNS = ["sealed_seed", "provider_version", "entry", "mac", "revision"]


def begin(*, at: datetime) -> int:
    """A new version, by which every lock is made from now on. Returns its number."""
    version = providers.add_version(settings.PROVIDER_FILE, "login")
    providers.forget()
    with transaction.atomic():
        record("provider.rotated", _HOUSE, by=None, at=at, reason=f"login:{version}")
    renew_recovery_locks(at=at)
    return version


@transaction.atomic
def renew_recovery_locks(*, at: datetime) -> int:
    """Safe to run twice; returns how many. Raises Forged, Stale."""
    older = _older().filter(kind=Lock.Kind.RECOVERY).order_by("pk")
    found = list(older.select_for_update(of=("self",)).select_related("person"))
    for lock in found:
        fresh.require_fresh(lock)
        bound, entry = (lock.person_id, "recovery lock", lock.principal_id), new_entry()
        lock.sealed_seed = recovery.replace_outer(
            lock.sealed_seed, *bound, version=lock.provider_version
        )
        lock.provider_version = provider().version("login")
        lock.protect(entry).save(update_fields=_COLUMNS)
        record("lock.renewed", lock.person, by=None, at=at, entry=entry, rows=[lock])
    return len(found)


def waiting() -> QuerySet[Lock]:
    """Passphrase locks of people who work here that still lie under an older version."""
    hers = {"person__is_active": True, "person__status__in": (Status.ADMITTED, Status.WAITING)}
    older = _older().filter(kind=Lock.Kind.PASSPHRASE, **hers)
    return older.select_related("person").order_by("person__username")


def finish(*, at: datetime, without_those_who_wait: bool = False) -> list[int]:
    """Drop every older version; returns which. Whoever has not signed in since the rotation needs
    her recovery code then. Raises WrongState.
    """
    renew_recovery_locks(at=at)
    if waiting().exists() and not without_those_who_wait:
        raise WrongState(
            _("Some have not signed in since then: they would need their recovery code.")
        )
    with transaction.atomic():
        version = provider().version("login")
        record("provider.older_dropped", _HOUSE, by=None, at=at, reason=f"login:{version}")
    gone = providers.drop_older(settings.PROVIDER_FILE, "login")
    providers.forget()
    return gone


def _older() -> QuerySet[Lock]:
    return Lock.objects.filter(provider_version__lt=provider().version("login"))
