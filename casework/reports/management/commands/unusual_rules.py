"""Print what is unusual: each rule, from how many on it fires, and what it asks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.reports import thresholds
from casework.reports.printed import lines


class Command(BaseCommand):
    help = "Print every rule of what is unusual, with its number, its bounds and its question."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-set", action="store_true", help="with the numbers that this house has set"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        limits = thresholds.current() if options["as_set"] else None
        self.stdout.write("\n".join(lines(limits)))
