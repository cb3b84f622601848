"""Print who may do what: every rule by its name, with the sentence that it stands for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.web.rules import lines, page


class Command(BaseCommand):
    help = "Print every rule of who may, one a line, or the page of docs/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--page", action="store_true", help="docs/rules.md")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if options["page"]:
            self.stdout.write(page(), ending="")
        else:
            self.stdout.write("\n".join(lines()))
