"""Why a record ends, why it is held, and how long what kind of thing is kept (reference 2.9, 3.1).

Terms are settings of the house: an administrator chooses within the bounds given here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    HER_REQUEST = "her_request", _("she asked for it")
    CLOSED = "closed", _("closed, and kept for as long as it may be")
    TRANSFERRED = "transferred", _("another organisation has taken over")
    VOID = "void", _("begun in error")
    UNOPENED = "expired", _("a draft that nobody opened")
    REFUSED = "consent_refused", _("she said no before it was opened")


class HoldReason(TextChoices):
    HER_CLAIM = "her_claim", _("she wants it kept for a claim of hers")
    LAW = "law", _("a law names it")
    INQUIRY = "inquiry", _("an inquiry or a complaint is under way")


class Outcome(TextChoices):
    WAITS = "", _("waits")
    ERASED = "erased", _("erased")
    KEPT = "kept", _("kept")


# Against her own request only these hold a record (reference 3.1).
HOLDS_AGAINST_HER_REQUEST: Final = frozenset({HoldReason.HER_CLAIM, HoldReason.LAW})


class Kept(TextChoices):
    """What has a term."""

    CLOSED = "closed", _("a closed case, from its closing")
    TRANSFERRED = "transferred", _("a case that another organisation took over")
    VOID = "void", _("a case begun in error")
    UNOPENED = "expired", _("a draft that nobody opened")
    BACKUPS = "backups", _("a backup of the database")
    ACCOUNT = "account", _("the account of somebody who left")


class Term(NamedTuple):
    """Days: as the house begins, and between which it may choose."""

    days: int
    least: int
    most: int


TERMS: Final[dict[Kept, Term]] = {
    Kept.CLOSED: Term(365, least=180, most=3650),
    Kept.TRANSFERRED: Term(90, least=30, most=3650),
    Kept.VOID: Term(30, least=7, most=365),
    Kept.UNOPENED: Term(30, least=14, most=60),
    Kept.BACKUPS: Term(35, least=1, most=35),
    Kept.ACCOUNT: Term(365, least=90, most=3650),
}

HER_REQUEST_WITHIN: Final = timedelta(hours=72)
# When it is late by so much, whoever has not answered is replaced: by the next one, and then by an
# administrator, who opens nothing.
HER_REQUEST_CLIMBS: Final = (timedelta(0), timedelta(hours=24))
# Of what somebody typed before she said no: long enough to see that it was a slip of the hand.
REFUSED_AFTER: Final = timedelta(minutes=30)
# Two people have so long to look at a plan before it counts as late.
PLAN_WITHIN: Final = timedelta(days=14)
# Who keeps a record that could go looks at it again after so long.
KEPT_FOR: Final = timedelta(days=90)
COPY_WITHIN: Final = timedelta(days=30)

# Before a draft ends by the clock its supervisors are told.
DRAFT_TOLD_BEFORE: Final = timedelta(days=7)
# Tasks (`reminders.rules.Kind`): a plan, her request for its end, her request for a copy.
PLAN_TASK: Final = "retention_due"
REQUEST_TASK: Final = "erasure_due"
COPY_TASK: Final = "copy_due"
