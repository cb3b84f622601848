"""The one mail that a reminder sends. It says that a task is due, and nothing else.

Whoever reads the mail, or sees only that it passed, learns neither what nor whose: one sentence in
the reader's language, a neutral sender, and one size to the byte for every mail.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.crypto import hashing, house
from casework.crypto.encoding import Part
from casework.crypto.errors import CryptoError
from casework.reminders import unsubscribing

# Bytes as they go over the wire (CRLF), headers included, and lines: the same for all.
SIZE = 2048
LINES = 40

logger = logging.getLogger(__name__)


def task_due(
    address: str, *, to: User, about: Sequence[Part], at: datetime, is_one: bool = True
) -> EmailMessage:
    """The notice for one thing, or for several at once. `about`: what makes it another one, such as
    a row and when it falls due; the Message-ID is the same however often it is made for the same.
    """
    link = unsubscribing.link_for(to, localdate(at))
    with translation.override(to.language):
        subject = _("1 task due") if is_one else _("Tasks due")
        text = render_to_string("emails/task_due.txt", {"is_one": is_one})
    headers = {
        "Message-ID": _message_id(about),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    bare = EmailMessage(subject, text, to=[address], headers=headers)
    return EmailMessage(subject, text + _padding(bare), to=[address], headers=headers)


def sent_alone(person: User, *, about: Sequence[Part], at: datetime) -> bool:
    """The same at once, of what is no row of a task. False: she was not told; to be tried again."""
    try:
        address = open_for_house(person, "email")
        if not address:
            return False
        mail = task_due(address, to=person, about=about, at=at)
        return bool(get_connection().send_messages([mail]))
    except CryptoError:
        logger.warning("%s %s: an address cannot be opened", *about[:2])
    except OSError as error:  # smtplib's own errors are among them
        logger.warning("%s %s: mail server: %s", *about[:2], type(error).__name__)
    return False


def _message_id(about: Sequence[Part]) -> str:
    """Keyed, so that nobody can join a mail to a row of the database."""
    name = hashing.mac(house.mail_key(), "message-id", *about).hex()[:32]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{name}@{domain}>"


def _padding(bare: EmailMessage) -> str:
    """Blank lines that bring the mail to `SIZE` bytes in `LINES` lines."""
    wire = bare.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
    rows = max(LINES - wire.count(b"\r\n"), 1)
    blanks = max(SIZE - len(wire) - 2 * rows, 0)
    widths = [blanks // rows + (row < blanks % rows) for row in range(rows)]
    return "".join(" " * width + "\n" for width in widths)
