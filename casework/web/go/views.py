"""The command box: a code, a page or what she wants to do. What she types is never in a URL."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from casework.cases import policies
from casework.cases.queries import MOST_HITS
from casework.web.cases.asking import posted
from casework.web.cases.forms import line_field
from casework.web.cases.head import row_of
from casework.web.cases.lists import by_code, search
from casework.web.go.places import Place, fitting, places, places_of
from casework.web.http import SignedInRequest, unlocked

MOST_SHOWN = 8


class GoForm(forms.Form):
    # Not `words`: the box stands beside the page's own form on every page.
    to = line_field(
        focus=True,
        label=_("A code, a page, or what you want to do"),
        help_text=_("Also a code and a word, as in CW-… note; or her label, name or alias."),
    )


@require_http_methods(["GET", "POST"])
@unlocked
def go(request: SignedInRequest) -> HttpResponse:
    """One place that fits leads straight there, several are listed, and none is looked for in her
    cases. While she types (htmx) only places are listed and nothing is opened.
    """
    if not request.user.is_admitted:
        return redirect("waiting")
    form = GoForm(posted(request))
    typed = form.cleaned_data["to"] if form.is_bound and form.is_valid() else ""
    if request.htmx:
        return render(request, "go/_found.html", {"found": _found(request, typed)[:MOST_SHOWN]})
    if typed and (url := _straight(request, typed)):
        return redirect(url)
    page: dict[str, Any] = {"form": form, "found": _found(request, typed), "typed": typed}
    if typed and not page["found"] and policies.can_list(request.user):
        hits = search(request, typed)
        if len(hits) == 1:
            return redirect("case", hits[0].code)
        page["rows"] = [row_of(case, request.keys) for case in hits[:MOST_HITS]]
    return render(request, "go/go.html", page)


def _found(request: SignedInRequest, typed: str) -> list[Place]:
    """Pages of a case when what was typed begins with a code of hers; else pages of the desk."""
    words = typed.split()
    for count in range(len(words), 0, -1):  # a code may be heard, and typed, in several parts
        if case := by_code(request, " ".join(words[:count])):
            rest = " ".join(words[count:])
            return fitting(places_of(case)[1:], rest) if rest else places_of(case)
    return fitting(places(request.user), typed)


def _straight(request: SignedInRequest, typed: str) -> str:
    """Where only one thing can be meant: the case of a code, a whole label, the one that fits."""
    if case := by_code(request, typed):
        return places_of(case)[0].url
    found = _found(request, typed)
    exact = [one for one in found if one.label.casefold() == typed.casefold()]
    meant = exact or found
    return meant[0].url if len(meant) == 1 else ""
