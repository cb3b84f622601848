"""The one mail that a reminder sends. It says that a task is due, and nothing else.

Whoever reads the mail, or sees only that it passed, learns neither what nor whose: one sentence in
the reader's language, a neutral sender, and one size to the byte for every mail.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from casework.crypto import hashing, house

# Bytes as they go over the wire (CRLF), headers included, and lines: the same for all.
SIZE = 2048
LINES = 40


def task_due(address: str, *, language: str, row_id: UUID) -> EmailMessage:
    """The notice for one row. Its Message-ID is the same however often it is made."""
    with translation.override(language):
        subject, text = _("1 task due"), render_to_string("emails/task_due.txt")
    bare = _message(address, subject, text, row_id)
    return _message(address, subject, text + _padding(bare), row_id)


def _message(address: str, subject: str, text: str, row_id: UUID) -> EmailMessage:
    return EmailMessage(
        subject,
        text,
        to=[address],
        headers={"Message-ID": _message_id(row_id), "Auto-Submitted": "auto-generated"},
    )


def _message_id(row_id: UUID) -> str:
    """Keyed, so that nobody can join a mail to a row of the database."""
    name = hashing.mac(house.mail_key(), "message-id", row_id).hex()[:32]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{name}@{domain}>"


def _padding(bare: EmailMessage) -> str:
    """Blank lines that bring the mail to `SIZE` bytes in `LINES` lines."""
    wire = bare.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
    rows = max(LINES - wire.count(b"\r\n"), 1)
    blanks = max(SIZE - len(wire) - 2 * rows, 0)
    widths = [blanks // rows + (row < blanks % rows) for row in range(rows)]
    return "".join(" " * width + "\n" for width in widths)
