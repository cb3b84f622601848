"""Print what falls due: each kind of task, when, and to whom it goes."""

from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.reminders.printed import lines


class Command(BaseCommand):
    help = "Print the rhythm of each risk level, and every kind of task with when and who."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(lines()))
