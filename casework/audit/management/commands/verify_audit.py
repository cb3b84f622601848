from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connections
from django.utils.translation import gettext as _
from psycopg.errors import UndefinedColumn, UndefinedTable

from casework.audit import high_water, proof_command
from casework.audit.heads import notes_in, parse_head
from casework.audit.high_water import HighWaterError, Mark
from casework.audit.verification import Report, verify
from casework.crypto.notes import BadNote, Note


class Command(BaseCommand):
    help = "Recomputes the audit log and holds every row against it. Exit status 1 on any finding."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="default", choices=list(connections))
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="FILE",
            help="checkpoints that a witness kept; may be given more than once",
        )
        parser.add_argument(
            "--since", type=int, default=0, metavar="NUMBER", help="only entries after this one"
        )
        parser.add_argument("--proof", metavar="FILE", help="only check a proof; needs no house")

    def handle(self, *, database: str, checkpoint: list[str], since: int, **options: Any) -> None:
        if options["proof"]:
            raise SystemExit(proof_command.main(["--proof", options["proof"]]))
        if since < 0:
            raise CommandError(_("--since is the number of an entry."))
        notes = [note for path in checkpoint for note in _notes(path)]
        report = self._verified(database, notes, since)
        if not report.ok:
            raise CommandError(_sentence(report))
        said = _("%(entries)d entries and %(rows)d rows are right. Root: %(root)s")
        self.stdout.write(
            said % {"entries": report.entries, "rows": report.rows, "root": report.root.hex()}
        )
        self.stdout.write(
            _("Checkpoints that the log fits: %(count)d.") % {"count": report.checkpoints}
        )

    def _verified(self, database: str, notes: list[Note], since: int) -> Report:
        try:
            return verify(
                connections[database], self._tell, mark=self._mark(), notes=notes, since=since
            )
        except ProgrammingError as error:
            if isinstance(error.__cause__, (UndefinedTable, UndefinedColumn)):
                said = _(
                    "A table or column of this version is missing: migrate the database first."
                    " %(error)s"
                )
                told = {"error": error.__cause__.diag.message_primary}
                raise CommandError(said % told) from error
            raise

    def _tell(self, name: str, count: int) -> None:
        self.stderr.write(f"{name} {count}")

    def _mark(self) -> Mark | None:
        try:
            return high_water.read()
        except HighWaterError as error:
            raise CommandError(_("%(path)s is not a high-water mark.") % {"path": error}) from error


def _notes(path: str) -> list[Note]:
    try:
        found = notes_in(Path(path).read_text(encoding="utf-8"))
        for note in found:
            parse_head(note.text)
    except (OSError, UnicodeDecodeError, BadNote) as error:
        raise CommandError(_("%(path)s holds no checkpoints.") % {"path": path}) from error
    return found


def _sentence(report: Report) -> str:
    heading = _("%(broken)d findings in %(entries)d entries and %(rows)d rows:") % {
        "broken": report.broken,
        "entries": report.entries,
        "rows": report.rows,
    }
    return "\n".join([heading, *map(str, report.findings)])
