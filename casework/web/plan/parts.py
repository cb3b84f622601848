"""The parts of her plan by the word in their address: which form, and how a sheet is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Post
from casework.cases.actions import plan
from casework.cases.actions.sheets import add_sheet, change_sheet
from casework.cases.contacts import ContactOutcome
from casework.cases.models import Case, Sheet
from casework.cases.sheets import OpenSheet, SheetKind
from casework.referrals.queries import partner_choices, partner_in_words, partner_names
from casework.reminders import actions as reminders
from casework.web.choices import told_apart
from casework.web.http import SignedInRequest
from casework.web.plan.forms import (
    ConferenceForm,
    ContactForm,
    GoalForm,
    NeedForm,
    PlanForm,
    SafetyPlanForm,
)


@dataclass(frozen=True)
class Part:
    """`is_rewritten`: a sheet may be written anew; of the others each is added and stays."""

    word: str
    kind: SheetKind
    new: str | Promise
    change: str | Promise
    is_rewritten: bool
    form: Callable[..., PlanForm]


PARTS = {
    part.word: part
    for part in (
        Part("safety", SheetKind.SAFETY_PLAN, _("Safety plan"), "", False, SafetyPlanForm),
        Part("need", SheetKind.NEED, _("A need"), _("Follow a need"), True, NeedForm),
        Part("goal", SheetKind.GOAL, _("A goal of hers"), _("Follow a goal"), True, GoalForm),
        Part("contact", SheetKind.CONTACT, _("Contact or attempt"), "", False, ContactForm),
        Part(
            "conference",
            SheetKind.CONFERENCE,
            _("Case conference"),
            _("Case conference"),
            True,
            ConferenceForm,
        ),
    )
}


def part_of(word: str) -> Part:
    try:
        return PARTS[word]
    except KeyError:
        raise Http404 from None


def form_of(
    part: Part, case: Case, posted: QueryDict | None, *, told: dict[str, Any], revision: int
) -> PlanForm:
    """With what stands in the sheet; `revision` is what is kept against."""
    options: dict[str, Any] = {}
    if part.kind == SheetKind.SAFETY_PLAN:
        chosen = posted.get("path") if posted else ""
        options["path"] = chosen or told.get("path") or case.situation[:2]
        told = {"path": options["path"]} | told
    elif part.kind == SheetKind.NEED:
        options["partners"] = _providers(str(told.get("provider", "")))
        moment = told.get("appointment")
        told = told | {"appointment": datetime.fromisoformat(moment) if moment else None}
    elif part.kind == SheetKind.CONTACT:
        options["at"] = now()
    elif part.kind == SheetKind.CONFERENCE:
        options["colleagues"] = colleagues(case)
    return part.form(posted, initial=told | {"revision": revision}, **options)


def colleagues(case: Case) -> list[tuple[str, str]]:
    """Those at work on the desk, once each."""
    posts = Post.objects.current().of_admitted().filter(desk=case.desk_id)
    ordered = posts.select_related("person").order_by("person__name", "person__username")
    found = {post.person_id: told_apart(post.person) for post in ordered}
    return [(str(pk), name) for pk, name in found.items()]


def _providers(chosen: str) -> list[tuple[str, str]]:
    """Active partners, and the one that stands there, whatever has become of it."""
    found = partner_choices()
    if chosen and chosen not in dict(found):
        found.append((chosen, partner_in_words(chosen, partner_names())))
    return found


def keep(
    part: Part, case: Case, form: PlanForm, sheet: OpenSheet | None, request: SignedInRequest
) -> None:
    """Add it, or write it anew. Raises Stale and WrongState; nothing is written then."""
    act: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    once, revision = form.cleaned_data["once"], form.cleaned_data["revision"] or 0
    if part.kind == SheetKind.NEED:
        against = {"pk": sheet.id, "revision": revision} if sheet else {"pk": once}
        moment = form.cleaned_data["appointment"]
        plan.follow_need(case, form.document(), appointment=moment, **against, **act)
    elif sheet is not None:
        change_sheet(case, sheet.id, form.document(), revision=revision, **act)
    elif part.kind == SheetKind.SAFETY_PLAN:
        plan.write_safety_plan(case, form.document(), since=revision, pk=once, **act)
    elif part.kind == SheetKind.CONTACT:
        _contact(case, form, **act)
    else:
        add_sheet(case, part.kind, form.document(), pk=once, **act)


@transaction.atomic
def _contact(case: Case, form: PlanForm, *, by: Any, at: datetime, keys: Any) -> None:
    """Whoever spoke with her has followed her up; an attempt has not."""
    once, next_at = form.cleaned_data["once"], form.cleaned_data["next_at"]
    is_new = not Sheet.objects.filter(pk=once).exists()
    plan.log_contact(case, form.document(), next_at=next_at, by=by, at=at, keys=keys, pk=once)
    if is_new and form.cleaned_data["outcome"] == ContactOutcome.REACHED:
        reminders.follow_up_done(case, by=by, at=at, promised_at=next_at)
