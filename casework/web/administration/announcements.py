"""Announcements: who writes them, and how each reader puts them away.

One text holds the words in every language of the house, with an empty line between; each reader
finds the paragraphs in hers, or all of them where none is.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access import announcements, policies
from casework.access.errors import WrongState, require
from casework.access.models import Announcement
from casework.accounts.models import Desk, User
from casework.accounts.sealed import open_for_house
from casework.web.attempts import said_with_undo
from casework.web.cases.forms import EXACTLY, PRIVATE, OnceField, moment_field
from casework.web.choices import DeskChoice
from casework.web.http import SignedInRequest, unlocked
from casework.web.templatetags.ui import paragraphs

_SHOWN = 50


class AnnouncementForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    text = forms.CharField(
        label=gettext_lazy("What to say"),
        max_length=announcements.LENGTH,
        widget=forms.Textarea(attrs=PRIVATE | {"rows": 3, "maxlength": announcements.LENGTH}),
        help_text=gettext_lazy(
            "To people who work here. No name, no code and no place of anybody in a case. With an"
            " empty line between the languages, each reads the words in hers."
        ),
    )
    desk = DeskChoice(
        label=gettext_lazy("For whom"),
        queryset=Desk.objects.none(),
        required=False,
        empty_label=gettext_lazy("everybody"),
    )
    since = moment_field(label=gettext_lazy("From"), input_formats=EXACTLY)
    until = moment_field(
        label=gettext_lazy("Until"),
        input_formats=EXACTLY,
        help_text=gettext_lazy("In your own time. It can be ended before."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].queryset = Desk.objects.in_use().order_by("name", "code")  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@unlocked
def announcement_list(request: SignedInRequest) -> HttpResponse:
    """Those that stand or come, and those that were; POST makes one."""
    require(policies.can_announce(request.user), "can_announce")
    at = now()
    form = AnnouncementForm(request.POST or None, initial={"since": at})
    if request.method == "POST" and form.is_valid():
        try:
            announcements.announce(**form.cleaned_data, by=request.user, at=at)
        except WrongState as error:
            form.add_error("until", str(error))
        else:
            messages.success(request, _("It stands on the first page of whom it is for."))
            return redirect("announcement_list")
    rows = Announcement.objects.select_related("desk", "made_by").order_by("-since", "pk")[:_SHOWN]
    page = {"form": form, "rows": [_row(one, at) for one in rows]}
    return render(request, "administration/announcements.html", page)


@require_POST
@unlocked
def announcement_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    require(policies.can_announce(request.user), "can_announce")
    announcements.end(get_object_or_404(Announcement, pk=pk), by=request.user, at=now())
    messages.success(request, _("Nobody reads it any more."))
    return redirect("announcement_list")


@require_POST
@unlocked
def announcement_put_away(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """She has read it. One that is not for her is not there."""
    hers = announcements.for_her(request.user, now())
    announcements.put_away(get_object_or_404(hers, pk=pk), by=request.user)
    undo = reverse("announcement_take_out", args=[pk])
    said_with_undo(request, _("You have put it away."), undo)
    return redirect("home")


@require_POST
@unlocked
def announcement_take_out(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """That she put it away is undone."""
    hers = announcements.for_her(request.user, now())
    announcements.take_out(get_object_or_404(hers, pk=pk), by=request.user)
    return redirect("home")


def announced(person: User, at: datetime) -> list[dict[str, Any]]:
    """Rows for `administration/_announced.html`. One query when there are none."""
    rows = (_row(one, at) for one in announcements.shown_to(person, at))
    return [row | {"parts": _in_her_language(row["parts"])} for row in rows]


def _in_her_language(parts: list[str]) -> list[str]:
    return [part for part in parts if _language_of(part) == get_language()] or parts


def _language_of(part: str) -> str:
    """By most of its letters: one of hangul or hanzi says as much as three Latin ones."""
    counts = {
        "ko": 3 * len(re.findall("[가-힣]", part)),
        "zh-hans": 3 * len(re.findall("[一-鿿]", part)),
        "en": len(re.findall("[A-Za-z]", part)),
    }
    return max(counts, key=counts.__getitem__)


def _row(one: Announcement, at: datetime) -> dict[str, Any]:
    stands = one.ended_at is None and at < one.until
    return {"row": one, "parts": paragraphs(open_for_house(one, "text")), "stands": stands}
