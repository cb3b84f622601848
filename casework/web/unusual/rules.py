"""The table of what is unusual, as it is set, and what is expected of whom for a while."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.reports import asking, policies, thresholds
from casework.reports.alert_rows import Expected
from casework.reports.codes import Hour, Rule
from casework.reports.numbers import NUMBERS
from casework.reports.threshold_rows import Threshold
from casework.web.cases.asking import posted
from casework.web.http import SignedInRequest, unlocked
from casework.web.unusual.forms import LimitForm

SHOWN = 50


@require_GET
@unlocked
def unusual_rules(request: SignedInRequest) -> HttpResponse:
    """Every rule with its number, the hours, who changed them, and what is expected now."""
    require(policies.can_set_thresholds(request.user), "can_set_thresholds")
    limits = thresholds.current()
    changed = Threshold.objects.select_related("set_by").order_by("-set_at", "id")[:SHOWN]
    expected = Expected.objects.in_force(now()).select_related("person", "set_by")
    page = {
        "rules": [{"number": NUMBERS[name], "limit": limits[name]} for name in Rule],
        "hours": [{"number": NUMBERS[name], "limit": limits[name]} for name in Hour],
        "history": changed,
        "expected": expected.exclude(person=request.user).order_by("until", "id"),
    }
    return render(request, "unusual/rules.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def unusual_rule(request: SignedInRequest, rule: str) -> HttpResponse:
    """Change one number: of a rule, or an hour."""
    require(policies.can_set_thresholds(request.user), "can_set_thresholds")
    if rule not in NUMBERS:
        raise Http404
    number, limit = NUMBERS[rule], thresholds.current()[rule]
    form = LimitForm(posted(request), number=number, initial={"limit": limit})
    if request.method == "POST" and form.is_valid():
        try:
            done = _set(request, rule, form.cleaned_data["limit"])
        except WrongState as error:
            form.add_error("limit", str(error))
        else:
            messages.success(request, done)
            return redirect("unusual_rules")
    return render(request, "unusual/rule.html", {"form": form, "number": number})


def _set(request: SignedInRequest, rule: str, limit: int) -> str:
    """At once, or asked for where the rule is to ask about less; what to say of it."""
    if thresholds.takes_two(rule, limit, request.user):
        thresholds.ask(rule, limit, by=request.user, at=now())
        return _("With it the rule asks about less: another administrator is asked to agree.")
    thresholds.change(rule, limit, by=request.user, at=now())
    return _("It holds from now on. The log says who changed it.")


@require_POST
@unlocked
def expected_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """From now on it is asked about again."""
    require(policies.can_see_alerts(request.user), "can_see_alerts")
    found = get_object_or_404(Expected.objects.select_related("person"), pk=pk)
    asking.end_expected(found, by=request.user, at=now())
    messages.success(request, _("It is asked about again from now on."))
    return redirect("unusual_rules")
