"""A supervisor admits a person by her six words, and wraps the keys of the desk to her.

The words are heard from the person, never shown to who types them: so a public key that was
exchanged on the way is found out. An administrator alone can admit nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.access import keys as case_keys
from casework.access import policies
from casework.access.errors import WrongState, require
from casework.access.factors import is_enrolled
from casework.access.models import UserGrant
from casework.accounts.models import Desk, Invitation, Post, Role, Status, User
from casework.accounts.rows import LoggedRow, Subject
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import fingerprints, wraps
from casework.vault.keyring import Keyring
from casework.vault.models import Lock, Membership, Principal, RecoveryHold
from casework.vault.principals import current, group_seed, group_seeds, join, recovery, unwrap_seed

TRIES = 3
_BATCH = 500


class WrongWords(Exception):
    """The words are not hers. `left` tries remain; at none, the request has ended."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def words_of(person: User) -> list[str]:
    """Her six words, for her own page alone, in her language."""
    principal = Principal.objects.filter(person=person).order_by("-epoch")[0].check_mac()
    language = person.language if person.language in fingerprints.LANGUAGES else "en"
    return fingerprints.words(principal.public_key, language)


def admit(person: User, *, words: str, by: User, at: datetime, keys: Keyring) -> None:
    """Admit her to those of her desks that `by` supervises.

    Raises NotAllowed, WrongState and WrongWords; a wrong try is written before, and stays counted.
    """
    require(policies.can_admit(by, person), "can_admit")
    require(bool(_posts_vouched_for(by, person, keys)), "holds_the_desk")
    left = _check_words(person, words, by=by, at=at)
    if left is not None:
        raise WrongWords(left)
    _admit(person, words, by=by, at=at, keys=keys)


@transaction.atomic
def admit_by_sheet(person: User, *, sheet: bytes, at: datetime) -> None:
    """The first supervisor of a desk admits herself with the recovery key. Raises WrongState.

    `sheet` is the recovery key's seed, typed from paper on her own waiting page.
    """
    principal, person = _held_still(person)
    if wraps.public_key(sheet) != bytes(recovery().public_key):
        raise WrongState(_("This is not the recovery key of this house."))
    posts = _posts_on(person, Desk.objects.all())
    desks = [post.desk for post in posts if post.role == Role.SUPERVISOR and post.desk]
    if not desks or any(User.objects.supervising(desk) for desk in desks):
        raise WrongState(_("A supervisor of your desk can admit you. Ask her."))
    entry = new_entry()
    rows: list[LoggedRow] = []
    for group in _groups_of(posts):
        holds = current(group=group)
        held = RecoveryHold.objects.select_related("holds", "wrapped_to").get(holds=holds)
        fresh.require_fresh(holds, held.wrapped_to, held)
        rows.append(join(person, holds, unwrap_seed(held, sheet), to=principal, entry=entry))
    rows.append(_mark_admitted(person, entry))
    record(
        "person.admitted", person, by=person, at=at, entry=entry, rows=rows, reason="recovery_key"
    )


@transaction.atomic
def _check_words(person: User, words: str, *, by: User, at: datetime) -> int | None:
    """None when they are hers; else how many tries are left after this one."""
    request = _request_of(person)
    principal = current(person=person)
    fresh.require_fresh(request, principal)
    if fingerprints.matches(principal.public_key, words):
        return None
    entry = new_entry()
    request.wrong_words += 1
    request.protect(entry).save(update_fields=["wrong_words", "entry", "mac", "revision"])
    left = TRIES - request.wrong_words
    rows: list[LoggedRow] = [request]
    gone: list[LoggedRow] = []
    if left == 0 and person.status == Status.WAITING:
        rows.append(_turn_away(person, entry))
        gone = list(Lock.objects.filter(person=person))
    for number, subject in enumerate(_subjects(person)):
        record(
            "admission.refused",
            subject,
            by=by,
            at=at,
            entry=entry if number == 0 else None,
            rows=rows if number == 0 else (),
            gone=gone if number == 0 else (),
            reason="wrong_words",
            outcome="ended" if left == 0 else "refused",
        )
    Lock.objects.filter(pk__in=[lock.pk for lock in gone]).delete()
    return left


@transaction.atomic
def _admit(person: User, words: str, *, by: User, at: datetime, keys: Keyring) -> None:
    principal, person = _held_still(person)
    if not fingerprints.matches(principal.public_key, words):
        raise WrongState(_("She has just made a new key. Ask her for her words again."))
    require_fresh_admitter(by)
    groups = [current(group=group) for group in _groups_of(_posts_on(person, held_desks(by, keys)))]
    if person.status != Status.ADMITTED or not _is_in(person, groups, principal):
        fresh.require_fresh(*groups)
        entry = new_entry()
        rows: list[LoggedRow] = [
            join(person, holds, group_seed(keys, holds), to=principal, entry=entry)
            for holds in groups
        ]
        rows.append(_mark_admitted(person, entry))
        record("person.admitted", person, by=by, at=at, entry=entry, rows=rows)
    _wrap_cases_anew(person, principal, by=by, at=at, keys=keys)


def _wrap_cases_anew(
    person: User, principal: Principal, *, by: User, at: datetime, keys: Keyring
) -> None:
    """Her grants wrapped to a key pair that she has lost, as far as `by` can open the cases."""
    lost = UserGrant.objects.in_force(at).filter(user=person).exclude(principal=principal)
    ids = list(lost.order_by("content_object").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        lost = UserGrant.objects.filter(pk__in=ids[start : start + _BATCH])
        batch = list(lost.select_for_update())
        case_keys.load(keys, [grant.case_id for grant in batch], at=at)
        mine = [grant for grant in batch if keys.holds(grant.case_id)]
        fresh.require_fresh(*mine)
        entry = new_entry()
        for grant in mine:
            grant.principal, grant.key_version = principal, keys.case_key_version(grant.case_id)
            grant.own_wrap = False
            key = keys.case_key(grant.case_id)
            grant.wrapped_key = wraps.wrap(principal.public_key, key, *grant.binding())
            grant.protect(entry).save()
        if mine:
            record(
                "access.rewrapped", person, by=by, at=at, entry=entry, rows=mine, count=len(mine)
            )


def require_fresh_admitter(by: User) -> None:
    """Who admits must herself be what the log says: her row and posts are the newest."""
    fresh.require_fresh(User.objects.get(pk=by.pk), *Post.objects.current().filter(person=by))


def held_desks(by: User, keys: Keyring) -> list[Desk]:
    """The desks whose supervisors' key she holds: some supervisor, or the sheet, gave it to her.

    An administrator's word alone names a supervisor, and makes nobody who admits others.
    """
    keys.group_seeds = None  # she may have joined a group since they were asked
    principals = Principal.objects.filter(pk__in=group_seeds(keys))
    held = set(principals.values_list("group", flat=True))
    return [desk for desk in by.desks_as(Role.SUPERVISOR) if desk.supervisors_id in held]


def _posts_vouched_for(by: User, person: User, keys: Keyring) -> list[Post]:
    """Her posts on the desks that `by` holds; an administrator's, for whoever holds any."""
    held = held_desks(by, keys)
    mine = Q(desk__in=held) | Q(role=Role.ADMINISTRATOR)
    return list(Post.objects.current().filter(mine, person=person)) if held else []


def _held_still(person: User) -> tuple[Principal, User]:
    """Her row and newest key pair, held until the transaction ends: she cannot leave beside it."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active or person.status == Status.INVITED:
        raise WrongState(_("She is not waiting to be admitted."))
    if not settings.DEMO and not is_enrolled(person):
        raise WrongState(_("She has not set up her second factor yet. Ask her to do it first."))
    principal = current(person=person)
    fresh.require_fresh(person, principal, *Post.objects.current().filter(person=person))
    return principal, person


def _is_in(person: User, groups: list[Principal], principal: Principal) -> bool:
    """Whether she holds each of these key pairs, wrapped to the one she has now."""
    places = Membership.objects.filter(user=person, holds__in=groups, wrapped_to=principal)
    found = list(places)
    fresh.require_fresh(*found)
    return len(found) == len(groups)


def _mark_admitted(person: User, entry: UUID) -> User:
    person.status = Status.ADMITTED
    person.protect(entry).save(update_fields=["status", "entry", "mac", "revision"])
    return person


def _turn_away(person: User, entry: UUID) -> User:
    """Whoever set this passphrase is perhaps not she: her sessions and locks end."""
    person.status = Status.INVITED
    person.session_epoch += 1
    person.protect(entry).save(
        update_fields=["status", "session_epoch", "entry", "mac", "revision"]
    )
    return person


def _request_of(person: User) -> Invitation:
    """The invitation she used last: her words are asked for three times at most.

    `person` is held, and stands from here on as she does: perhaps she was admitted meanwhile.
    """
    used = Invitation.objects.select_for_update().filter(person=person, used_at__isnull=False)
    request = used.order_by("-used_at").first()
    person.refresh_from_db(from_queryset=User.objects.select_for_update())
    if request is None or request.wrong_words >= TRIES or person.status == Status.INVITED:
        raise WrongState(_("This request has ended. An administrator can invite her again."))
    return request


def _subjects(person: User) -> list[Subject]:
    """One for each of her desks, so that every supervisor finds it among her desk's entries."""
    posts = Post.objects.current().filter(person=person).select_related("desk")
    codes = sorted({post.desk.code if post.desk else "" for post in posts})
    return [Subject("person", str(person.pk), person.username, code) for code in codes]


def _groups_of(posts: Iterable[Post]) -> list[Group]:
    """The key groups that these posts belong to, each once."""
    groups: dict[int, Group] = {}
    for post in posts:
        assert post.desk is not None
        groups[post.desk.duty_id] = post.desk.duty
        if post.role == Role.SUPERVISOR:
            groups[post.desk.supervisors_id] = post.desk.supervisors
    return [groups[pk] for pk in sorted(groups)]


def _posts_on(person: User, desks: Iterable[Desk]) -> list[Post]:
    posts = Post.objects.current().filter(person=person, desk__in=list(desks))
    found = list(posts.select_related("desk", "desk__duty", "desk__supervisors").order_by("role"))
    # A desk's row says which groups come with a post.
    fresh.require_fresh(*{post.desk for post in found if post.desk is not None})
    return found
