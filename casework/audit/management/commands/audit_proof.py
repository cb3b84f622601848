from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from casework.audit import proving
from casework.audit.proof_command import KEYS
from casework.audit.tree import HashMissing


class Command(BaseCommand):
    help = "Writes a proof for somebody outside: of one entry, or between two checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="to write; keys go to FILE.keys")
        parser.add_argument("--entry", type=int, help="its number")
        parser.add_argument("--old", type=int, help="entries of the older checkpoint")
        parser.add_argument("--size", type=int, help="entries of the newer one; else the newest")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        if file is None:
            self.stdout.write(_keys())
            return
        file.write_text(self._proof(**options), encoding="utf-8")
        Path(f"{file}{KEYS}").write_text(_keys(), encoding="ascii")
        self.stdout.write(
            _("Written. Anybody checks it with: manage.py verify_audit --proof %(file)s")
            % {"file": file}
        )

    def _proof(
        self, *, entry: int | None, old: int | None, size: int | None, **options: Any
    ) -> str:
        if (entry is None) == (old is None):
            raise CommandError(_("Give either --entry or --old."))
        try:
            if entry is not None:
                return str(proving.inclusion(entry, size))
            return str(proving.consistency(old or 0, size))
        except (proving.NotYet, HashMissing) as error:
            raise CommandError(_("There is no such proof: %(why)s") % {"why": error}) from error


def _keys() -> str:
    try:
        return proving.keys()
    except proving.NotYet as error:
        raise CommandError(_("No checkpoint is signed yet.")) from error
