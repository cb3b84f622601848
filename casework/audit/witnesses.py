"""Who outside the house is shown each checkpoint, and how far each of them has come.

Every witness is optional and on its own: one that is silent is noted and keeps none from its turn.
One that saw another log is an alarm, for it proves that this one was put back or rewritten.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import transaction

from casework.audit import alarms, sweeps
from casework.audit.models import AuditCheckpoint, AuditCosignature, AuditWitness
from casework.audit.witness_answers import Disagrees, NoAnswer
from casework.audit.witness_file import FileWitness
from casework.audit.witness_http import HttpWitness
from casework.audit.witness_mail import MailWitness
from casework.crypto.notes import Signature, parse_key

DISAGREES = "disagrees"

logger = logging.getLogger(__name__)


class Witness(Protocol):
    @property
    def name(self) -> str: ...

    def wants(self, kept: AuditWitness, at: datetime) -> bool:
        """Whether it is to be shown a checkpoint now."""
        ...

    def show(self, newest: AuditCheckpoint, kept: AuditWitness) -> Signature | None:
        """Show it `newest`; its cosignature if it gives one. Raises Disagrees or NoAnswer."""
        ...


def configured() -> Iterator[Witness]:
    """As the settings name them."""
    if settings.LOG_WITNESS_FILE:
        yield FileWitness(settings.LOG_WITNESS_FILE)
    if settings.LOG_WITNESS_MAIL:
        yield MailWitness(settings.LOG_WITNESS_MAIL)
    for key, url in settings.LOG_WITNESSES:
        yield HttpWitness(parse_key(key), url)


def hand_over(at: datetime) -> int:
    """Show the newest checkpoint to each that has not seen it; how many took it."""
    newest = AuditCheckpoint.objects.newest()
    if newest is None:
        return 0
    return sweeps.each(configured(), lambda witness: _hand_over(witness, newest, at))


def _hand_over(witness: Witness, newest: AuditCheckpoint, at: datetime) -> int:
    kept, _new = AuditWitness.objects.get_or_create(name=witness.name)
    if not witness.wants(kept, at) or (kept.size == newest.size and not kept.outcome):
        return 0
    try:
        cosignature = witness.show(newest, kept)
    except Disagrees as error:
        alarms.ring(alarms.WITNESS + witness.name, at=at, number=error.size)
        _note(kept, DISAGREES, at)
        return 0
    except NoAnswer as error:
        _note(kept, error.code, at)
        return 0
    _keep(kept, newest, cosignature, at)
    return 1


@transaction.atomic
def _keep(
    kept: AuditWitness, newest: AuditCheckpoint, cosignature: Signature | None, at: datetime
) -> None:
    if cosignature:
        line = str(cosignature).rstrip("\n")
        AuditCosignature.objects.create(size=newest.size, witness=kept.name, line=line, at=at)
    kept.size, kept.at, kept.outcome, kept.since = newest.size, at, "", None
    kept.save(update_fields=["size", "at", "outcome", "since"])
    alarms.clear(alarms.WITNESS + kept.name)


def _note(kept: AuditWitness, outcome: str, at: datetime) -> None:
    if kept.outcome == outcome:
        return
    logger.warning("witness %s: %s", kept.name, outcome)
    kept.outcome, kept.since = outcome, at
    kept.save(update_fields=["outcome", "since"])
