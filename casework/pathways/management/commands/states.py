"""Print a state machine, as its table has it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.pathways import drawings


class Command(BaseCommand):
    help = "Print what may follow what: one edge a line, a drawing, or the page of docs/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        machines = parser.add_subparsers(dest="machine", required=True)
        situation = machines.add_parser("situation", help="the survivor's situation")
        form = situation.add_mutually_exclusive_group()
        form.add_argument("--diagram", action="store_true", help="a drawing in Mermaid's language")
        form.add_argument("--page", action="store_true", help="docs/situation.md")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if options["diagram"]:
            self.stdout.write(drawings.mermaid())
        elif options["page"]:
            self.stdout.write(drawings.page(), ending="")
        else:
            self.stdout.write("\n".join(drawings.lines()))
