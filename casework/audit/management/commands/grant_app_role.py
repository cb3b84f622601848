from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from casework.audit.roles import UnfitRole, grant_app_role


class Command(BaseCommand):
    help = "Gives the app's database role its rights. Run as the owner after each migration."

    def handle(self, **options: Any) -> None:
        role = settings.DATABASES["default"]["USER"]
        try:
            grant_app_role(connections["owner"], role)
        except UnfitRole as error:
            raise CommandError(_("The app's database role cannot be used: %s") % error) from error
