"""`manage.py intake_table`: each field of the intake, a line of tab-separated codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casework.cases.field import Field
from casework.cases.fields import CONSENT, FIELDS, INCIDENT


class Command(BaseCommand):
    help = "Prints the table of the intake: section, field, kind, list, need (R K O N), how stored."

    def handle(self, **options: Any) -> None:
        for row in (*FIELDS, *CONSENT, *INCIDENT):
            self.stdout.write("\t".join(_cells(row)))


def _cells(row: Field) -> list[str]:
    codes = row.choices.__name__ if row.choices else "-"
    return [row.section, row.name, row.kind, codes, row.need, row.store]
