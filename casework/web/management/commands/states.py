"""Print a state machine, as its table has it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from casework.cases import case_drawing as case
from casework.cases import consent_drawing as consent
from casework.pathways import drawings as situation
from casework.referrals import referral_drawing as referral

# Each module has lines(), mermaid() and page().
MACHINES = {"case": case, "consent": consent, "referral": referral, "situation": situation}


class Command(BaseCommand):
    help = "Print what may follow what: one edge a line, a drawing, or the page of docs/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("machine", choices=MACHINES)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--diagram", action="store_true", help="a drawing in Mermaid's language")
        form.add_argument("--page", action="store_true", help="the machine's page of docs/")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        machine = MACHINES[options["machine"]]
        if options["diagram"]:
            self.stdout.write(machine.mermaid())
        elif options["page"]:
            self.stdout.write(machine.page(), ending="")
        else:
            self.stdout.write("\n".join(machine.lines()))
