from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from casework.cases.clear import clear_columns


class Command(BaseCommand):
    help = "Print every column that lies in clear, with the reason why it may."

    def handle(self, *args: Any, **options: Any) -> None:
        columns = list(clear_columns(connection))
        for table, name, reason in columns:
            self.stdout.write(f"{table:32}  {name:20}  {reason or 'NO REASON'}")
        without = [f"{table}.{name}" for table, name, reason in columns if not reason]
        if without:
            raise CommandError(f"Nobody has said why these lie in clear: {', '.join(without)}")
