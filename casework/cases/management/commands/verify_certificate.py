"""Hold the certificate of an erased record against the log and the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from casework.cases.certificates import faults, find, lines


class Command(BaseCommand):
    help = "Print what a certificate says; exit 1 with a sentence for whatever does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="as it stands on the certificate: ER-…")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        erasure = find(options["number"])
        if erasure is None:
            raise CommandError("There is no certificate of this number.")
        for term, text in lines(erasure):
            self.stdout.write(f"{term}: {text}")
        found = list(faults(erasure))
        for sentence in found:
            self.stdout.write(f"FAULT  {sentence}")
        if found:
            raise CommandError(f"{len(found)} things do not hold.")
        self.stdout.write("It holds: the log says the same, and nothing of the record is left.")
