"""The way to the mail server: one connection for a batch, opened with the first mail of it."""

from __future__ import annotations

from contextlib import suppress
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_REFUSED = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)


class NotSent(Exception):
    """The mail was refused, or nobody said that it was taken. Names the kind of fault and no more:
    what a server says quotes addresses.
    """


class Post:
    """`is_silent`: no connection could be opened, and none is tried again before the next sweep."""

    def __init__(self) -> None:
        self.is_silent = False
        self._line: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def send(self, mail: EmailMessage) -> None:
        """Raises NotSent."""
        if self.is_silent:
            raise NotSent("no connection")
        try:
            self._open().send_messages([mail])
        except _REFUSED as error:
            raise NotSent(type(error).__name__) from error
        except OSError as error:
            self.close()
            raise NotSent(type(error).__name__) from error

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):  # each mail had its answer; a goodbye needs none
                line.close()

    def _open(self) -> BaseEmailBackend:
        if self._line is None:
            line: BaseEmailBackend = get_connection()
            try:
                line.open()
            except OSError:
                self.is_silent = True
                raise
            self._line = line
        return self._line
