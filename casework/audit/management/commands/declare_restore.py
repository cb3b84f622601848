from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.audit import high_water


class Command(BaseCommand):
    help = "Accepts, on record, an audit log that is behind its high-water mark."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="a code, such as disk-failure")

    def handle(self, *, reason: str, **options: Any) -> None:
        try:
            mark = high_water.declare_restore(reason=reason, by=None, at=now())
        except ValueError as error:
            raise CommandError(_("The reason is a code without spaces.")) from error
        self.stdout.write(
            _("Restore declared. High-water mark: %(size)d entries.") % {"size": mark.size}
        )
