from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connections
from django.utils.translation import gettext as _
from psycopg.errors import UndefinedTable

from casework.audit import high_water
from casework.audit.high_water import HighWaterError, Mark
from casework.audit.verification import Report, verify


class Command(BaseCommand):
    help = "Recomputes the audit log and holds every row against it. Exit status 1 on any finding."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="default", choices=list(connections))

    def handle(self, *, database: str, **options: Any) -> None:
        report = self._verified(database)
        if not report.ok:
            raise CommandError(_sentence(report))
        self.stdout.write(
            _("%(entries)d entries and %(rows)d rows are right. Root: %(root)s")
            % {"entries": report.entries, "rows": report.rows, "root": report.root.hex()}
        )

    def _verified(self, database: str) -> Report:
        try:
            return verify(connections[database], self._tell, mark=self._mark())
        except ProgrammingError as error:
            if isinstance(error.__cause__, UndefinedTable):
                raise CommandError(
                    _("A table of this version is missing: migrate the database first. %(error)s")
                    % {"error": error.__cause__.diag.message_primary}
                ) from error
            raise

    def _tell(self, name: str, count: int) -> None:
        self.stderr.write(f"{name} {count}")

    def _mark(self) -> Mark | None:
        try:
            return high_water.read()
        except HighWaterError as error:
            raise CommandError(_("%(path)s is not a high-water mark.") % {"path": error}) from error


def _sentence(report: Report) -> str:
    heading = _("%(broken)d findings in %(entries)d entries and %(rows)d rows:") % {
        "broken": report.broken,
        "entries": report.entries,
        "rows": report.rows,
    }
    return "\n".join([heading, *map(str, report.findings)])
