"""The intake, in the order a conversation takes. Whatever was told so far can be saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.web import drafts
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake import acts
from casework.web.intake.forms import Leaf, leaf_of
from casework.web.intake.incidents import listed
from casework.web.intake.page import BEFORE_RISK, asks_to_draw, draft_name, drawn, page_of_section
from casework.web.intake.record import ORDER, Opened, open_record
from casework.web.intake.stale import stored_otherwise

FIRST, LAST = ORDER[0], ORDER[-1]


@require_GET
@unlocked
def intake(request: SignedInRequest, code: str) -> HttpResponse:
    """Go on where something is still to be asked."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    opened = open_record(case, request.keys)
    missing = opened.missing()
    open_sections = [section for section in ORDER if missing[section]]
    return _show(request, case, opened, open_sections[0] if open_sections else FIRST)


@require_http_methods(["GET", "POST"])
@unlocked
def intake_section(request: SignedInRequest, code: str, section: str) -> HttpResponse:
    """One section of a case: read, written down, saved against what it was read at."""
    if section not in ORDER:
        raise Http404
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    opened = open_record(case, request.keys)
    if request.method == "GET":
        return _show(request, case, opened, section)
    leaf = leaf_of(section, opened, request.POST)
    if asks_to_draw(request):
        return _draw(request, case, leaf, opened)
    if leaf.is_valid():
        return _save(request, case, leaf, opened)
    return _show_again(request, case, leaf, opened)


def _draw(request: SignedInRequest, case: Case, leaf: Leaf, opened: Opened) -> HttpResponse:
    """The same questions as they make sense after an answer; nothing is saved or judged."""
    leaf.show(request.POST)
    return drawn(request, "intake/section.html", _page(request, case, leaf, opened))


def _save(request: SignedInRequest, case: Case, leaf: Leaf, opened: Opened) -> HttpResponse:
    """Save, and say how it went. Too late: both texts; sent twice: as if it were the first."""
    stays = "stay" in request.POST
    act = acts.finish if leaf.form.section == LAST and not stays else acts.save
    try:
        act(case, leaf, opened, by=request.user, at=now(), keys=request.keys)
    except Stale:
        if not acts.is_saved(case, leaf, request.keys):
            return _show_both(request, case, leaf)
    except WrongState as error:
        leaf.form.add_error(None, str(error))
        return _show_again(request, case, leaf, opened)
    drafts.drop(request, form=draft_name(leaf.form.section), case=case)
    messages.success(request, _("Saved."))
    if stays:
        return redirect("intake_section", case.code, leaf.form.section)
    return _next(case, leaf.form.section)


def _next(case: Case, section: str) -> HttpResponse:
    """Consent is asked right after the safety gate, risk after her health; last comes the case."""
    if section == FIRST and case.consent == "not_asked":
        return redirect("consent", case.code)
    if section == BEFORE_RISK and case.risk == Risk.NOT_SET:
        return redirect("risk_assess", case.code)
    after = ORDER[ORDER.index(section) + 1 :]
    return redirect("intake_section", case.code, after[0]) if after else redirect("case", case.code)


def _show(request: SignedInRequest, case: Case, opened: Opened, section: str) -> HttpResponse:
    """The section as it is stored, or as she left it in a draft."""
    draft = drafts.read(request, form=draft_name(section), case=case)
    more = _of_draft(case, section, opened, draft) if draft else {}
    leaf = leaf_of(section, opened, draft if more else None)
    if draft and more:
        leaf.show(draft)
    if "stored" in more:
        leaf.follow(opened)  # both texts are in sight
    reading.opened(case, [section], by=request.user, at=now())
    return render(request, "intake/section.html", _page(request, case, leaf, opened) | more)


def _of_draft(case: Case, section: str, opened: Opened, draft: QueryDict) -> dict[str, Any]:
    """What a page says about her draft; nothing of one that came a moment before its save."""
    typed = leaf_of(section, opened, draft)
    if typed.is_valid() and acts.says_the_same(case, typed, opened):
        return {}
    if not typed.is_behind(opened):
        return {"from_draft": True}
    return {"from_draft": True, "is_behind": True, "stored": stored_otherwise(typed, opened)}


def _show_again(request: SignedInRequest, case: Case, leaf: Leaf, opened: Opened) -> HttpResponse:
    """Something cannot be stored as it was typed: nothing of it is lost, with or without script."""
    drafts.keep_if_it_fits(request, form=draft_name(leaf.form.section), case=case)
    return render(request, "intake/section.html", _page(request, case, leaf, opened))


def _show_both(request: SignedInRequest, case: Case, leaf: Leaf) -> HttpResponse:
    """Somebody saved first: what she typed stays, what they wrote stands beside it."""
    drafts.keep_if_it_fits(request, form=draft_name(leaf.form.section), case=case)
    opened = open_record(case, request.keys)
    stored = stored_otherwise(leaf, opened)
    leaf.follow(opened)
    reading.opened(case, [leaf.form.section], by=request.user, at=now())
    page = _page(request, case, leaf, opened) | {"is_behind": True, "stored": stored}
    return render(request, "intake/section.html", page, status=409)


def _page(request: SignedInRequest, case: Case, leaf: Leaf, opened: Opened) -> dict[str, Any]:
    page = page_of_section(case, leaf, opened, request.keys)
    if leaf.form.section == "incidents":
        page["incidents"] = listed(case, request.keys)
    return page
