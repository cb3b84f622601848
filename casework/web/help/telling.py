"""What somebody says of the desk itself: picked from lists, so that it cannot carry a case."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.audit.models import AuditEntry

SINCE: Final = timedelta(days=90)


class Part(models.TextChoices):
    HOME = "home", _("Today, and tasks")
    INTAKE = "intake", _("The intake")
    CALL = "call", _("She is on the line")
    CASE = "case", _("The page of a case")
    PATH = "path", _("Her path")
    CONSENT = "consent", _("Her consent")
    REFERRAL = "referral", _("Referrals and partners")
    LOG = "log", _("The log")
    DOOR = "door", _("Signing in, locking, leaving")
    ALL = "all", _("All of it")


class What(models.TextChoices):
    GOOD = "good", _("it works well for me")
    NOT_FOUND = "not_found", _("I could not find what I wanted to do")
    UNCLEAR = "unclear", _("a word or a sentence is not clear")
    WRONG_WORD = "wrong_word", _("a word hurts, or is not what we say")
    MISSING = "missing", _("an answer that I needed is missing")
    TOO_MUCH = "too_much", _("it asks for too much")
    SLOW = "slow", _("it is slow")
    BROKEN = "broken", _("something went wrong")
    HARD_TO_READ = "hard_to_read", _("it is hard to see, to hear or to press")
    UNSAFE = "unsafe", _("it does not feel safe")


class Device(models.TextChoices):
    DESK = "desk", _("a computer")
    PHONE = "phone", _("a phone")


class TellingForm(forms.Form):
    part = forms.ChoiceField(choices=Part, label=_("Where?"), widget=forms.RadioSelect)
    what = forms.ChoiceField(choices=What, label=_("What?"), widget=forms.RadioSelect)
    device = forms.ChoiceField(choices=Device, label=_("On what?"), widget=forms.RadioSelect)


@transaction.atomic
def tell(told: dict[str, str], *, by: User, at: datetime) -> None:
    """One entry of the log: three codes, and nothing that anybody typed."""
    codes = f"{Part(told['part'])},{What(told['what'])},{Device(told['device'])}"
    record("feedback.given", Subject("page", told["part"]), by=by, at=at, reason=codes)


def told_lately(at: datetime) -> list[tuple[str, str, int]]:
    """Where, what and how often in the last quarter; the most frequent first, nobody named."""
    entries = AuditEntry.objects.with_verb("feedback.given").between(at - SINCE, None)
    reasons = entries.values_list("reason", flat=True)
    counts = Counter(tuple(codes.split(",")[:2]) for codes in reasons)
    return [
        (str(Part(part).label), str(What(what).label), count)
        for (part, what), count in counts.most_common()
    ]
