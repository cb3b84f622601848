"""Print the counts of the house at the end of each quarter, as they were frozen then."""

from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.reports.quarters import LEAST, STEP, frozen


class Command(BaseCommand):
    help = "Print the frozen counts of each quarter; cells of fewer than ten are left out."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"cells under {LEAST} are left out, others rounded down by {STEP}")
        for until, counts in frozen():
            self.stdout.write(f"\nquarter until {until}")
            for cell, count in sorted(counts.items()):
                self.stdout.write(f"  {cell:<20} {count}")
