"""Found a house: its first desk, administrator and supervisor. What is printed is shown once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access import founding
from casework.access.errors import WrongState


class Command(BaseCommand):
    help = "Make the first desk, the recovery key and the first two invitations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--desk", required=True, help="code of the first desk, e.g. north")
        parser.add_argument("--name", required=True, help="its name, as people read it")
        parser.add_argument("--administrator", required=True, help="user name")
        parser.add_argument("--administrator-name", default="")
        parser.add_argument("--supervisor", required=True, help="user name")
        parser.add_argument("--supervisor-name", default="")
        parser.add_argument("--origin", default="", help="e.g. https://desk.example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            founded = founding.found(
                desk=options["desk"],
                desk_name=options["name"],
                administrator=_newcomer(options, "administrator"),
                supervisor=_newcomer(options, "supervisor"),
                purpose="real",
                at=now(),
            )
        except WrongState as error:
            raise CommandError(str(error)) from None
        self._say(founded, options["origin"].rstrip("/"))

    def _say(self, founded: founding.Founded, origin: str) -> None:
        words = founded.recovery_words.split()
        rows = [" ".join(words[start : start + 6]) for start in range(0, len(words), 6)]
        lines = [
            _("The recovery key. Write it on paper, keep it outside this house, show it nobody:"),
            "",
            *(f"    {row}" for row in rows),
            "",
            _("Links for the first two people, good for 72 hours and for one use each:"),
            "",
            f"    {founded.administrator.username}  {_link(origin, founded.administrator_token)}",
            f"    {founded.supervisor.username}  {_link(origin, founded.supervisor_token)}",
            "",
            _("The supervisor is admitted with the recovery key; then she admits the others."),
        ]
        self.stdout.write("\n".join(lines))


def _newcomer(options: dict[str, Any], role: str) -> founding.Newcomer:
    username = options[role]
    return founding.Newcomer(username, options[f"{role}_name"] or username)


def _link(origin: str, token: str) -> str:
    return f"{origin}/invitation/{token}/"
