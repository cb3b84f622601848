"""Looking is an act: each of these puts one entry on record and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.cases import policies
from casework.cases.models import Case
from casework.cases.reasons import LookingReason


@transaction.atomic
def listed(scope: str, *, by: User, at: datetime, count: int) -> None:
    """She saw a page of a list with the labels of `count` cases."""
    record("cases.listed", Subject("cases", scope), by=by, at=at, count=count)


@transaction.atomic
def searched(*, by: User, at: datetime, count: int) -> None:
    """She looked for a case and got `count` hits. What she typed is nowhere."""
    record("cases.searched", Subject("cases", "find"), by=by, at=at, count=count)


@transaction.atomic
def opened(case: Case, sections: Iterable[str], *, by: User, at: datetime) -> None:
    """She opened the case's page, and with it these sections of the record."""
    record("case.read", case, by=by, at=at, reason=",".join(sorted(sections)))


@transaction.atomic
def revealed(case: Case, reason: LookingReason, *, by: User, at: datetime) -> None:
    """She had the names and the contact shown."""
    require(policies.can_reveal(by, case), "can_reveal")
    record("case.revealed", case, by=by, at=at, reason=reason)


@transaction.atomic
def printed(case: Case, reason: LookingReason, *, with_names: bool, by: User, at: datetime) -> None:
    """She made a sheet of the case for paper, with her names and contact on it or without."""
    require(policies.can_reveal(by, case), "can_reveal")
    codes = f"{reason},names" if with_names else reason
    record("case.printed", case, by=by, at=at, reason=codes)


@transaction.atomic
def sheet_read(case: Case, *, by: User, at: datetime) -> None:
    """She read the emergency sheet of a case that is not hers."""
    record("emergency_sheet.read", case, by=by, at=at)


@transaction.atomic
def word_checked(case: Case, *, by: User, at: datetime) -> None:
    """She had a word compared that was said to her. What came of it stands in no log."""
    record("emergency_sheet.word_checked", case, by=by, at=at)


@transaction.atomic
def readers_listed(case: Case, *, by: User, at: datetime, count: int) -> None:
    """She looked up who looked."""
    require(policies.can_see_readers(by, case), "can_see_readers")
    record("case.readers_listed", case, by=by, at=at, count=count)
