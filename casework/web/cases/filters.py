"""What a list may be narrowed to: all of it lies in clear, so that the database can do it."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from casework.cases.models import Case
from casework.cases.queries import Order
from casework.cases.scopes import CaseQuerySet
from casework.cases.states import CaseState, Risk
from casework.pathways.situations import Path

NO_RISK = "none"


class CaseFilter(filters.FilterSet):  # type: ignore[misc]  # it comes without types
    """An answer that is not offered narrows nothing."""

    state = filters.ChoiceFilter(
        label=_("State"), choices=CaseState.choices, empty_label=_("any state")
    )
    risk = filters.ChoiceFilter(
        label=_("Risk"),
        choices=[(level or NO_RISK, label) for level, label in Risk.choices],
        empty_label=_("any risk"),
        method="of_risk",
    )
    path = filters.ChoiceFilter(
        label=_("Path"), choices=Path.choices, empty_label=_("any path"), method="on_path"
    )
    sort = filters.ChoiceFilter(
        label=_("Order"), choices=Order.choices, empty_label=None, method="in_order"
    )

    class Meta:
        model = Case
        fields = ("state", "risk", "path", "sort")

    @property
    def order(self) -> Order:
        asked = self.form.cleaned_data.get("sort") if self.form.is_valid() else ""
        return Order(asked or Order.DUE)

    def of_risk(self, cases: CaseQuerySet, name: str, level: str) -> CaseQuerySet:
        return cases.filter(risk="" if level == NO_RISK else level)

    def on_path(self, cases: CaseQuerySet, name: str, path: str) -> CaseQuerySet:
        return cases.filter(situation__startswith=path)

    def in_order(self, cases: CaseQuerySet, name: str, order: str) -> CaseQuerySet:
        """The page orders itself: it must know where the page before ended."""
        return cases
