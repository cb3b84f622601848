"""`manage.py packets`: what a partner may be told for which service, a group a line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casework.referrals.packet_items import FAMILY, groups_for


class Command(BaseCommand):
    help = "Prints service and group, tab-separated: what a partner may be told for which service."

    def handle(self, **options: Any) -> None:
        for service in FAMILY:
            for group in groups_for(service):
                self.stdout.write(f"{service}\t{group}")
