"""Print who could be the second person today, for each desk and each thing that needs one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from casework.accounts.models import Desk
from casework.cases.quorum import Act, Tier, second_person


class Command(BaseCommand):
    help = "One line a desk and rule: the place, and who could be the second person there."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        gaps = 0
        for desk in Desk.objects.select_related("deputy").order_by("code"):
            for act in Act:
                second = second_person(desk, act, ())
                gaps += second.tier == Tier.NOBODY
                names = ", ".join(person.username for person in second.people) or "-"
                self.stdout.write(f"{desk.code}  {act.label}: {second.tier}  {names}")
        if gaps:
            raise CommandError(f"{gaps} times there is nobody.")
