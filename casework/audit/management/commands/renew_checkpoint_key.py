from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from casework.crypto import providers


class Command(BaseCommand):
    help = "Makes a new key for checkpoints, into the provider's file. Older ones stay known."

    def handle(self, **options: Any) -> None:
        version = providers.renew_checkpoint_key(settings.PROVIDER_FILE)
        self.stdout.write(
            _(
                "Version %(version)d signs from the next start of the worker on, together with the"
                " one before it. Copy the provider's file again, and hand the new public key to"
                " your witnesses: manage.py audit_proof prints it."
            )
            % {"version": version}
        )
