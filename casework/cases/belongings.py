"""Every row that belongs to one case, in whatever table, as the models themselves tell.

A new table that leads to a case belongs to it from its first day: nobody has to think of it when
the case is erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db import models

# What stays of an erased case, and why.
STAYS: Final = {
    "cases_case": "its code, its desk, and when it was opened and closed",
    "cases_erasure": "the certificate",
}


@cache
def tables() -> list[tuple[type[models.Model], str]]:
    """Each model that leads to a case with the look-up on which it does, in an order in which they
    can be deleted: what points at a row comes before it."""
    found = {model: path for model in apps.get_models() if (path := _path(model, frozenset()))}
    order: TopologicalSorter[type[models.Model]] = TopologicalSorter(dict.fromkeys(found, ()))
    for model in found:
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and target in found and target is not model:
                order.add(target, model)
    return [(model, found[model]) for model in order.static_order()]


def goes(model: type[models.Model]) -> bool:
    return model._meta.db_table not in STAYS


def rows_of(case_id: UUID) -> Iterator[models.QuerySet[models.Model]]:
    """What goes with a case, table by table."""
    for model, path in tables():
        if goes(model):
            yield model._base_manager.filter(**{path: case_id})


def _path(model: type[models.Model], seen: frozenset[type[models.Model]]) -> str:
    """`case_id` or a foreign key that leads to a case; else through a row that leads there."""
    fields = model._meta.concrete_fields
    for field in fields:
        if field.name == "case_id" or field.related_model is apps.get_model("cases", "Case"):
            return field.name
    for field in fields:
        target = field.related_model
        if isinstance(target, type) and target not in seen and target is not model:
            path = _path(target, seen | {model})
            if path:
                return f"{field.name}__{path}"
    return ""
