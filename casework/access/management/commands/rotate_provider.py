"""A new version of the provider's key for sign-in; who still waits; the end of the older ones."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access import rotation
from casework.access.errors import WrongState


class Command(BaseCommand):
    help = "Begin or finish a rotation of the provider's key; without either, see how far it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--begin", action="store_true", help="make a new version")
        step.add_argument("--finish", action="store_true", help="drop the older versions")
        parser.add_argument(
            "--without-those-who-wait",
            action="store_true",
            help="with --finish: whoever has not signed in since then needs her recovery code",
        )

    def handle(self, *, begin: bool, finish: bool, **options: Any) -> None:
        if begin:
            told = {"version": rotation.begin(at=now())}
            self.stdout.write(_("Version %(version)s is made. Restart web and worker.") % told)
            self.stdout.write(_("Back up the provider's file now, apart from the database."))
        elif finish:
            self._finish(without=options["without_those_who_wait"])
            return
        else:
            rotation.renew_recovery_locks(at=now())
        self._say_who_waits()

    def _finish(self, *, without: bool) -> None:
        try:
            gone = rotation.finish(at=now(), without_those_who_wait=without)
        except WrongState as error:
            self._say_who_waits()
            raise CommandError(str(error)) from None
        told = {"versions": ", ".join(map(str, gone)) or _("none")}
        self.stdout.write(_("Dropped from the file: %(versions)s. Restart web and worker.") % told)
        self.stdout.write(_("Destroy every older copy of the file: until then nothing is dead."))

    def _say_who_waits(self) -> None:
        names = [lock.person.username for lock in rotation.waiting()]
        if not names:
            self.stdout.write(_("Every lock lies under the newest version."))
        else:
            self.stdout.write(_("To sign in once more: %s") % ", ".join(names))
