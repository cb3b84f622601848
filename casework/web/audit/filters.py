"""What an administrator may ask the log: person, case, verb, period, outcome, in any mix."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.audit.models import AuditEntry
from casework.crypto.codes import is_case_code, normalise_case_code
from casework.web.audit.words import OUTCOMES, VERBS
from casework.web.choices import told_apart


class _PersonFilter(filters.ModelChoiceFilter):  # type: ignore[misc]  # django-filter has no types
    """As everywhere: by name, with the user name beside it."""

    class field_class(filters.ModelChoiceFilter.field_class):  # type: ignore[misc]  # noqa: N801  # its name
        def label_from_instance(self, obj: User) -> str:
            return told_apart(obj)


class AuditFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    person = _PersonFilter(
        label=_("Person"),
        queryset=User.objects.order_by("name", "username"),
        method="by_person",
        empty_label=_("anybody"),
    )
    code = filters.CharFilter(label=_("Case code"), method="by_code", max_length=20)
    verb = filters.ChoiceFilter(
        label=_("What was done"), choices=list(VERBS.items()), empty_label=_("anything")
    )
    since = filters.DateFilter(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}), method="from_day"
    )
    until = filters.DateFilter(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}), method="to_day"
    )
    outcome = filters.ChoiceFilter(
        label=_("Outcome"), choices=list(OUTCOMES.items()), empty_label=_("any")
    )

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()

    def by_person(self, entries: QuerySet[AuditEntry], name: str, person: User) -> Any:
        return entries.filter(by=str(person.pk))

    def by_code(self, entries: QuerySet[AuditEntry], name: str, code: str) -> Any:
        known = normalise_case_code(code)
        return entries.filter(subject_code=known if is_case_code(known) else code.strip())

    def from_day(self, entries: QuerySet[AuditEntry], name: str, day: date) -> Any:
        return entries.filter(at__gte=_midnight(day))

    def to_day(self, entries: QuerySet[AuditEntry], name: str, day: date) -> Any:
        if day == date.max:
            return entries
        return entries.filter(at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    """The first moment of a day in the reader's own time zone."""
    return make_aware(datetime.combine(day, time.min))
