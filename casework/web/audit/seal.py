"""The state of the seal, in sight on every administrator's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.audit import alarms, growth, high_water
from casework.audit.growth import Room
from casework.audit.high_water import MarkMalformed
from casework.audit.models import (
    AuditAlarm,
    AuditCheckpoint,
    AuditHead,
    AuditVerification,
    AuditWitness,
)
from casework.audit.witness_answers import NoAnswer
from casework.audit.witnesses import DISAGREES, configured

# Entries are signed within minutes, and the whole log is recomputed each day: later is too late.
SIGNED_WITHIN = timedelta(minutes=15)
VERIFIED_WITHIN = timedelta(hours=36)


class Witnessing(NamedTuple):
    """A witness: what it has seen, when it last took something, and why it took nothing since."""

    name: str
    size: int
    at: datetime | None
    why: str
    is_wrong: bool


class Seal(NamedTuple):
    """How far the log has come, and how far the mark outside the database says it had come."""

    size: int
    marked: int
    root: str
    room: Room
    checkpoint: AuditCheckpoint | None
    verification: AuditVerification | None
    witnesses: list[Witnessing]
    alarms: list[str]

    @property
    def is_behind(self) -> bool:
        """The database holds fewer entries than the mark: it was rolled back."""
        return self.size < self.marked

    @property
    def is_broken(self) -> bool:
        return self.is_behind or bool(self.alarms)

    @property
    def is_unsigned(self) -> bool:
        """Nobody has signed for longer than it should take."""
        last = self.checkpoint
        return last is not None and self.size > last.size and _is_older(last.at, SIGNED_WITHIN)

    @property
    def is_unverified(self) -> bool:
        return _is_older(self.verification.ended_at if self.verification else None, VERIFIED_WITHIN)

    @property
    def silent(self) -> int:
        """How many witnesses took nothing of late."""
        return sum(bool(one.why) for one in self.witnesses)

    @property
    def needs_care(self) -> bool:
        """Nothing is wrong with it, and something will be."""
        late = self.is_unsigned or self.is_unverified
        return late or bool(self.silent) or self.room.is_short


def state_of_seal() -> Seal:
    head = AuditHead.objects.first()
    try:
        mark = high_water.read()
    except MarkMalformed:
        mark = None
    size = head.size if head else 0
    return Seal(
        size=size,
        marked=mark.size if mark else 0,
        root=head.root.hex()[:16] if head else "",
        room=growth.room(size),
        checkpoint=AuditCheckpoint.objects.newest(),
        verification=AuditVerification.objects.order_by("-started_at").first(),
        witnesses=list(_witnesses()),
        alarms=[_alarm(one) for one in AuditAlarm.objects.order_by("since", "id")],
    )


def _witnesses() -> Iterator[Witnessing]:
    """Those of the settings; what was said by one that is named no more stays in the tables."""
    kept = {one.name: one for one in AuditWitness.objects.all()}
    for witness in configured():
        one = kept.get(witness.name) or AuditWitness(name=witness.name)
        why = _why(one.outcome) if one.outcome else ""
        yield Witnessing(_name(one.name), one.size, one.at, why, one.outcome == DISAGREES)


def _name(name: str) -> str:
    return {"file": _("the file on another disk"), "mail": _("the mailbox")}.get(name, name)


def _why(outcome: str) -> str:
    return {
        NoAnswer.UNREACHABLE: _("it cannot be reached"),
        NoAnswer.UNKNOWN_LOG: _("it does not know this log: its keeper has to name it there"),
        NoAnswer.UNKNOWN_KEY: _("it does not know the key: its keeper has to name it there"),
        NoAnswer.MALFORMED: _("what it answers cannot be read"),
        DISAGREES: _("it saw another log"),
    }.get(outcome, outcome)


def _alarm(alarm: AuditAlarm) -> str:
    number: dict[str, object] = {"number": alarm.number}
    if alarm.code.startswith(alarms.WITNESS):
        number["name"] = _name(alarm.code.removeprefix(alarms.WITNESS))
        said = _("A witness saw another log of %(number)d entries: %(name)s.")
    elif alarm.code == alarms.VERIFYING and alarm.number:
        said = _("The log was recomputed and does not hold. First fault: entry %(number)d.")
    elif alarm.code == alarms.VERIFYING:
        said = _("The log was recomputed and does not hold; verify_audit names what is wrong.")
    elif not alarm.number:
        said = _("The log is not signed any more: it does not fit its mark outside the database.")
    else:
        said = _("The log is not signed any more. First fault: entry %(number)d.")
    return said % number


def _is_older(moment: datetime | None, than: timedelta) -> bool:
    return moment is not None and now() - moment > than
