"""Lists of cases and the search: codes and labels, and nothing is opened that is not shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import require
from casework.access.keys import load_for_labels
from casework.cases import policies, queries
from casework.cases.actions import reading
from casework.cases.models import Case
from casework.cases.queries import MOST_HITS, Cursor, Scope
from casework.crypto.codes import is_case_code, normalise_case_code
from casework.web.cases.asking import posted
from casework.web.cases.filters import CaseFilter
from casework.web.cases.forms import FindForm
from casework.web.cases.head import row_of
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def case_list(request: SignedInRequest) -> HttpResponse:
    """One scope, filtered, 50 a page, with the exact number of all that fit."""
    require(policies.can_list(request.user), "can_list")
    scopes = queries.scopes_of(request.user)
    asked = request.GET.get("scope", "")
    scope = Scope(asked) if asked in scopes else scopes[0]
    chosen = CaseFilter(request.GET, queryset=queries.in_scope(scope, request.user))
    page = queries.page(chosen.qs, chosen.order, Cursor.read(request.GET.get("after", "")))
    through_desk = scope in {Scope.DESK, Scope.WITHOUT_OWNER}
    load_for_labels(
        request.keys, [case.pk for case in page.cases], at=now(), groups_first=through_desk
    )
    reading.listed(scope, by=request.user, at=now(), count=len(page.cases))
    return render(
        request,
        "cases/list.html",
        {
            "tabs": _tabs(request, scopes, scope, count := chosen.qs.count()),
            "rows": [row_of(case, request.keys) for case in page.cases],
            "count": count,
            "filter": chosen.form,
            "show_owner": scope != Scope.MINE,
            "may_begin": request.user.is_caseworker,
            "clear_url": f"?scope={scope}" if _is_narrowed(request) else "",
            "first_url": _url(request, scope, after="") if "after" in request.GET else "",
            "next_url": _url(request, scope, after=str(page.after)) if page.after else "",
            "scope": scope,
        },
    )


@require_http_methods(["GET", "POST"])
@unlocked
def find(request: SignedInRequest) -> HttpResponse:
    """By code, label, name or alias. What she types is never in a URL: only POST searches."""
    require(policies.can_list(request.user), "can_list")
    form = FindForm(posted(request))
    if request.method == "GET" or not form.is_valid():
        return render(request, "cases/find.html", {"form": form})
    words = form.cleaned_data["words"]
    if known := by_code(request, words):
        return redirect("case", known.code)
    found = search(request, words)
    rows = [row_of(case, request.keys) for case in found[:MOST_HITS]]
    page = {"form": form, "rows": rows, "is_searched": True, "too_many": len(found) > MOST_HITS}
    return render(request, "cases/find.html", page)


def by_code(request: SignedInRequest, typed: str) -> Case | None:
    """A case that she sees by its code, however it was typed."""
    code = normalise_case_code(typed)
    if not is_case_code(code):
        return None
    return Case.objects.visible_to(request.user).filter(code=code).first()


def search(request: SignedInRequest, words: str) -> list[Case]:
    """Her cases whose label or names hold these words; one entry with the number of hits."""
    found = queries.find(request.keys, request.user, words, at=now())
    reading.searched(by=request.user, at=now(), count=len(found))
    return found


def _tabs(
    request: SignedInRequest, scopes: list[Scope], current: Scope, count: int
) -> list[tuple[str, Any, bool, int | None]]:
    """Each scope keeps the filters; only the one that is shown is counted."""
    counts = {current: count}
    return [
        (_url(request, scope, after=""), scope.label, scope == current, counts.get(scope))
        for scope in scopes
    ]


def _url(request: SignedInRequest, scope: Scope, *, after: str) -> str:
    query = request.GET.copy()
    query["scope"] = scope
    query.pop("after", None)
    if after:
        query["after"] = after
    return f"{reverse('case_list')}?{query.urlencode()}"


def _is_narrowed(request: SignedInRequest) -> bool:
    return any(request.GET.get(name) for name in ("state", "risk", "path"))
