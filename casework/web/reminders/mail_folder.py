"""The mails of the demonstration: they go to a folder, and its administrator may look at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.reminders import policies
from casework.web.http import SignedInRequest, unlocked

MOST: Final = 50
# What Django's folder of mails writes after each.
_END: Final = b"-" * 79 + b"\n"


class Mail(NamedTuple):
    """`size`: in bytes, as it would go over the wire."""

    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    size: int


@require_GET
@unlocked
def mail_folder(request: SignedInRequest) -> HttpResponse:
    """The last mails, the newest first. A house in earnest has no such page."""
    if not settings.DEMO:
        raise Http404
    require(policies.can_read_demo_mails(request.user), "can_read_demo_mails")
    found = list(islice(_mails(Path(settings.EMAIL_FILE_PATH)), MOST))
    return render(request, "reminders/mail_folder.html", {"mails": found, "most": MOST})


def _mails(folder: Path) -> Iterator[Mail]:
    """Each file is named by the moment at which it was begun, and holds a batch."""
    for file in sorted(folder.glob("*.log"), reverse=True):
        for written in reversed(file.read_bytes().split(_END)):
            if written.strip():
                yield _read(written)


def _read(written: bytes) -> Mail:
    message = message_from_bytes(written, policy=policy.default)
    at = parsedate_to_datetime(str(message["Date"])).replace(tzinfo=UTC)  # as Django writes it
    sender, to, subject = (str(message[name]) for name in ("From", "To", "Subject"))
    wire = written.removesuffix(b"\n").replace(b"\n", b"\r\n")
    return Mail(at, sender, to, subject, str(message.get_content()).strip(), len(wire))
