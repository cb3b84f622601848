"""Why this work: what the founding article says, and who says it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casework.web.background import facts


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Opens nothing about any case, and asks for no key."""
    parts = [
        ("market", _("Why women are sold"), facts.MARKET),
        ("numbers", _("How many there are"), facts.NUMBERS),
        ("ways", _("What waits behind the river"), facts.WAYS),
        ("return", _("Arrest and return"), facts.RETURN),
    ]
    context = {"parts": parts, "births": _births(), "sources": facts.SOURCES}
    return render(request, "background/why.html", context)


def _births() -> list[dict[str, Any]]:
    """S02: boys for every 100 girls, and the bar of each: two pixels a boy, from 130 on."""
    told = [(_("China"), 120), (_("usual average"), 105)]
    return [
        {"label": label, "boys": boys, "y": 6 + 42 * place, "width": 2 * boys}
        for place, (label, boys) in enumerate(told)
    ]
