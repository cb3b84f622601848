from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.audit import high_water
from casework.web.demo.build import make_demo
from casework.web.demo.people import people_file


class Command(BaseCommand):
    help = "Found the demo organisation in an empty database. Everybody in it is invented."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("Only CASEWORK_MODE=demo may found the demo."))
        high_water.write()  # an empty log: from here on it can only grow
        try:
            make_demo(now=now(), people_file=people_file())
        except WrongState as error:
            raise CommandError(str(error)) from None
        high_water.write()
