from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casework.audit import high_water
from casework.audit.high_water import MarkMalformed, MarkMissing, RolledBack


class Command(BaseCommand):
    help = "Stops the start when the audit log is behind its mark outside the database."

    def handle(self, **options: Any) -> None:
        try:
            mark = high_water.write()
        except RolledBack as error:
            raise CommandError(
                _(
                    "The audit log is behind its high-water mark (%(detail)s): the database was put"
                    " back or changed. If you restored a backup, run: manage.py declare_restore"
                    " --reason CODE"
                )
                % {"detail": error}
            ) from error
        except MarkMissing as error:
            raise CommandError(
                _(
                    "There is an audit log but no high-water mark at %(path)s. Put the file back,"
                    " or run: manage.py declare_restore --reason CODE"
                )
                % {"path": error}
            ) from error
        except MarkMalformed as error:
            raise CommandError(
                _("%(path)s is not a high-water mark. Put the right file back.") % {"path": error}
            ) from error
        self.stdout.write(_("High-water mark: %(size)d entries.") % {"size": mark.size})
