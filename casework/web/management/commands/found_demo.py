from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.web.demo.build import make_demo
from config import env


class Command(BaseCommand):
    help = "Found the demo organisation in an empty database. Everybody in it is invented."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("Only CASEWORK_MODE=demo may found the demo."))
        try:
            make_demo(now=now(), people_file=people_file())
        except WrongState as error:
            raise CommandError(str(error)) from None


def people_file() -> Path:
    """Where the demo's passphrases are kept; the launcher names it."""
    return Path(env.optional("PEOPLE_FILE", str(settings.BASE_DIR / "var" / "demo-people")))
