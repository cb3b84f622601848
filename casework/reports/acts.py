"""What the rules may know: the clear columns of the log, and who somebody is. No key is needed.

A rule is a plain function over these, so that it can be tried on invented entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from casework.accounts.models import Role

HOUR: Final = timedelta(hours=1)
# From and up to which hour of her own clock each role works. The roster adds to it.
Hours = Mapping[Role, tuple[int, int]]
# As a house begins; they are set as the numbers of the rules are (`numbers`).
HOURS: Final[Hours] = {
    Role.CASEWORKER: (6, 22),
    Role.SUPERVISOR: (6, 23),
    Role.ADMINISTRATOR: (6, 21),
}

# Verbs by which somebody looks and changes nothing; those of them that open a case, and the log.
OPENED: Final = frozenset(
    {
        "case.read",
        "case.revealed",
        "consent.read",
        "emergency_sheet.read",
        "erasure.read",
        "record.read",
        "referral.read",
        "situation.read",
    }
)
OF_THE_LOG: Final = frozenset({"audit.read", "audit.person_read"})
LOOKED: Final = OPENED | {
    *OF_THE_LOG,
    "alert.read",
    "case.readers_listed",
    "emergency_sheet.word_checked",
    "cases.listed",
    "cases.searched",
    "referrals.listed",
}
# What leaves the desk on paper or as a file.
OF_AN_EXTRACT: Final = "log_export.fetched"
COPIED: Final = frozenset(
    {"case.printed", "copy.made", "consent.copied", "packet_file.made", OF_AN_EXTRACT}
)


class Act(NamedTuple):
    """One entry of the log, by one person."""

    number: int
    at: datetime
    verb: str
    outcome: str = "done"
    times: int = 1
    code: str = ""
    desk: str = ""
    network: str = ""
    # Of what it is one, by the log's id of it.
    subject: str = ""


@dataclass(frozen=True)
class Whose:
    """Who did it, as far as a sweep may know."""

    roles: frozenset[str]
    zone: ZoneInfo
    # Codes of the desks that she supervises.
    supervises: frozenset[str] = frozenset()
    # Codes of the cases that she owns, or whose owner she stands in for.
    own: frozenset[str] = frozenset()
    # Since when a case is closed, by its code.
    closed: Mapping[str, datetime] = field(default_factory=dict)
    hours: Hours = field(default_factory=lambda: HOURS)
    # When she was on call.
    turns: tuple[tuple[datetime, datetime], ...] = ()
    # From which networks she came of late; and if from none, whether she ever came from any.
    networks: frozenset[str] = frozenset()
    was_here: bool = False

    def is_hers(self, act: Act) -> bool:
        return act.code in self.own or act.desk in self.supervises

    def works_at(self, at: datetime) -> bool:
        """Within the hours of one of her roles, or on call."""
        hour = at.astimezone(self.zone).hour
        usual = [self.hours[Role(role)] for role in self.roles] or [self.hours[Role.CASEWORKER]]
        is_usual = any(first <= hour < last for first, last in usual)
        return is_usual or any(start <= at < end for start, end in self.turns)


class Finding(NamedTuple):
    """How much there was of it, and by which entries it can be seen."""

    times: int
    entries: tuple[int, ...]


def opened(acts: Iterable[Act]) -> list[Act]:
    return [act for act in acts if act.verb in OPENED and act.outcome == "done"]


def wrote(acts: Iterable[Act]) -> list[Act]:
    """Whatever she did about a case but looking, and carrying away what she saw."""
    done = (act for act in acts if act.code and act.outcome == "done")
    return [act for act in done if act.verb not in LOOKED | COPIED]


def codes(acts: Iterable[Act]) -> set[str]:
    return {act.code for act in acts if act.code}
