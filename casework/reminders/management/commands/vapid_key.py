from typing import Any

from django.core.management.base import BaseCommand

from casework.crypto import vapid


class Command(BaseCommand):
    help = "Print a new VAPID_KEY, for web push. Once it is in use, another one silences browsers."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(vapid.new_key())
