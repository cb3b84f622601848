"""Print what falls due: each kind of task, when, to whom, and who is told when it is late."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.reminders import intervals
from casework.reminders.printed import lines
from casework.reminders.rules import RHYTHMS


class Command(BaseCommand):
    help = "Print the rhythm of each level, and every kind of task with when, who and its ladder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-set", action="store_true", help="with the intervals that this house has set"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        rhythms = intervals.current() if options["as_set"] else RHYTHMS
        self.stdout.write("\n".join(lines(rhythms)))
