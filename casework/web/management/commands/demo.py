from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access import founding
from casework.web.demo.check import check
from casework.web.demo.people import people_file


class Command(BaseCommand):
    help = "Prove that the demo organisation is what it promises to be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            required=True,
            help="open everything as the demo's people and print one line for each claim",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not founding.is_demo():
            raise CommandError(_("This house was not founded as a demo."))
        missing = 0
        try:
            for holds, sentence in check(people_file(), at=now()):
                self.stdout.write(f"{'ok' if holds else 'MISSING'} {sentence}")
                missing += not holds
        except FileNotFoundError:
            raise CommandError(_("The file of the demo's people is missing.")) from None
        if missing:
            raise CommandError(_("%(count)d of the claims do not hold.") % {"count": missing})
