"""Print who could be the second person today, for each desk and each thing that needs one; then
where somebody is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import connection

from casework.accounts.models import Desk
from casework.cases.gaps import gaps
from casework.cases.quorum import Act, Tier, second_person


class Command(BaseCommand):
    help = "One line a desk and rule: the place, and who could be the second person there."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        _require_a_house()
        nobody = 0
        for desk in Desk.objects.in_use().select_related("deputy").order_by("code"):
            for act in Act:
                second = second_person(desk, act, ())
                nobody += second.tier == Tier.NOBODY
                names = ", ".join(person.username for person in second.people) or "-"
                self.stdout.write(f"{desk.code}  {act.label}: {second.tier}  {names}")
        for gap in gaps():
            who = f" ({gap.who})" if gap.who else ""
            self.stdout.write(f"{gap.desk.code}  gap: {gap.lack.label}{who}")
        if nobody:
            raise CommandError(f"{nobody} times there is nobody.")


def _require_a_house() -> None:
    """Migrated or not, an empty database gets a sentence."""
    tables = connection.introspection.table_names()
    if Desk._meta.db_table not in tables or not Desk.objects.exists():
        raise CommandError("This house has no desk yet. manage.py found makes the first one.")
