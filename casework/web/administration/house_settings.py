"""Every setting of the house that is a row, on one page: as it is now, its bounds, its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from casework.access import policies
from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.reading import Asked, page
from casework.cases import code_words, terms
from casework.cases.erasure_codes import TERMS, Kept
from casework.cases.models import CodeWords, KeptFor
from casework.cases.places import Country
from casework.referrals.models import PoliceCountry
from casework.reminders import intervals
from casework.reminders.models import Interval
from casework.reports import thresholds
from casework.reports.numbers import NUMBERS
from casework.reports.threshold_rows import Threshold
from casework.web.audit.lines import people_of
from casework.web.days import span
from casework.web.http import SignedInRequest, unlocked

SHOWN: Final = 50
_POLICE: Final = {"police.switched_on": True, "police.switched_off": False}


class Setting(NamedTuple):
    name: str
    now: str
    bounds: str


class Group(NamedTuple):
    """Settings that are changed on one page; `url` is "" where no page changes them."""

    title: str
    settings: list[Setting]
    url: str
    lede: str = ""


class Changed(NamedTuple):
    at: datetime
    by: User
    what: str


@require_GET
@unlocked
def house_settings(request: SignedInRequest) -> HttpResponse:
    """What is set, within which bounds, and who changed what when."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    changed = [*_intervals_changed(), *_terms_changed(), *_police_changed(), *_words_changed()]
    changed += _limits_changed()
    changed.sort(key=lambda one: one.at, reverse=True)
    shown: dict[str, Any] = {"groups": _groups(), "changed": changed[:SHOWN]}
    return render(request, "administration/settings.html", shown)


def _groups() -> list[Group]:
    on_server = _("Set where the server runs, and not from here; it takes a start.")
    police = _("A supervisor switches it, on her page of partners.")
    return [
        Group(_("How often cases are looked after"), _intervals(), reverse("interval_list")),
        Group(_("How long what is kept"), _terms(), reverse("term_set")),
        Group(_("The police as a service"), _police(), "", police),
        Group(_("Coded lists"), _coded_lists(), reverse("coded_lists")),
        Group(_("What is unusual"), _unusual(), reverse("unusual_rules")),
        Group(_("The server"), _server(), "", on_server),
    ]


def _intervals() -> list[Setting]:
    found = []
    for level, rhythm in intervals.current().items():
        for measure, hours in intervals.hours_of(rhythm).items():
            least, most = intervals.bounds(level, measure)
            name = f"{level.label} · {measure.label}"
            found.append(Setting(name, span(hours), _between(span(least), span(most))))
    return found


def _terms() -> list[Setting]:
    return [
        Setting(str(kind.label), _days(terms.days(kind)),
                _between(_days(TERMS[kind].least), _days(TERMS[kind].most)))
        for kind in Kept
    ]  # fmt: skip


def _police() -> list[Setting]:
    rows = PoliceCountry.objects.order_by("country")
    found = [Setting(row.get_country_display(), _on(row.is_on), "") for row in rows]
    return found or [Setting(_("every country"), _on(False), "")]


def _coded_lists() -> list[Setting]:
    changed = len(code_words.in_force())
    return [Setting(_("codes with words of the house, or switched off"), str(changed), "")]


def _unusual() -> list[Setting]:
    limits = thresholds.current()
    return [
        Setting(f"{number.name.label} · {number.unit}", str(limits[name]),
                _between(str(number.least), str(number.most)))
        for name, number in NUMBERS.items()
    ]  # fmt: skip


def _server() -> list[Setting]:
    least_most = _between(_minutes(120), _minutes(900))
    return [
        Setting(_("idle lock"), _minutes(settings.IDLE_LOCK_SECONDS), least_most),
        Setting(_("idle lock on a phone or a shared computer"),
                _minutes(settings.SHARED_IDLE_LOCK_SECONDS), least_most),
        Setting(_("the log is kept"), _years(settings.AUDIT_YEARS),
                _between(_years(5), _years(30))),
        Setting(_("hour (UTC) from which on the log is recomputed each day"),
                f"{settings.LOG_VERIFY_HOUR}:00", _between("0:00", "23:00")),
        Setting(_("open cases that one person can carry"), str(settings.CASES_PER_PERSON),
                _between("1", "200")),
    ]  # fmt: skip


def _minutes(seconds: int) -> str:
    return _("%(minutes)d minutes") % {"minutes": seconds // 60}


def _intervals_changed() -> Iterator[Changed]:
    for row in Interval.objects.select_related("set_by").order_by("-set_at", "id")[:SHOWN]:
        name = f"{row.get_level_display()} · {row.get_measure_display()}"
        yield Changed(row.set_at, row.set_by, f"{name}: {span(row.before)} → {span(row.hours)}")


def _terms_changed() -> Iterator[Changed]:
    """What each was before is what was set before it."""
    before = {kind.value: TERMS[kind].days for kind in Kept}
    for row in KeptFor.objects.select_related("set_by").order_by("set_at", "id"):
        change = f"{_days(before[row.kind])} → {_days(row.days)}"
        before[row.kind] = row.days
        yield Changed(row.set_at, row.set_by, f"{row.get_kind_display()}: {change}")


def _police_changed() -> Iterator[Changed]:
    """From the log: of a country the row holds only what was set last."""
    said = [one for verb in _POLICE for one in page(Asked({"verb": verb}), size=SHOWN).lines]
    people = people_of(one.by for one in said)
    for one in said:
        name = f"{_('The police as a service')} · {Country(one.reason).label}"
        yield Changed(one.at, people[one.by], f"{name}: {_on(_POLICE[one.verb])}")


def _words_changed() -> Iterator[Changed]:
    for row in CodeWords.objects.select_related("set_by").order_by("-set_at", "id")[:SHOWN]:
        what = _("switched off") if row.is_off else (row.english or _("as it was made"))
        yield Changed(row.set_at, row.set_by, f"{row.list} · {row.code}: {what}")


def _limits_changed() -> Iterator[Changed]:
    for row in Threshold.objects.select_related("set_by").order_by("-set_at", "id")[:SHOWN]:
        change = f"{row.before} → {row.limit}"
        yield Changed(row.set_at, row.set_by, f"{row.get_rule_display()}: {change}")


def _years(years: int) -> str:
    return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _between(least: str, most: str) -> str:
    return _("between %(least)s and %(most)s") % {"least": least, "most": most}


def _on(is_on: bool) -> str:
    return _("on") if is_on else _("off")
