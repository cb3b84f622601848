"""Sign-in by user name and passphrase. A person is whom her protected row says she is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils.timezone import now

from casework.access import unlocking
from casework.access.locks import WrongPassphrase
from casework.accounts.models import User
from casework.accounts.rows import Forged


class PassphraseBackend(BaseBackend):
    """Grants no permissions: what a person may do is decided by policies and grants."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_other: Any
    ) -> User | None:
        """The person, with the lock key of her passphrase beside her in memory."""
        try:
            verified = unlocking.check(username, password, at=now())
        except WrongPassphrase:
            return None
        person = verified.person
        person.verified = verified  # type: ignore[attr-defined]  # for the adapter, in this request
        return person

    def get_user(self, user_id: UUID) -> User | None:
        """Nobody, when her row or a post of hers is forged."""
        person: User | None = User.objects.filter(pk=user_id, is_active=True).first()
        try:
            if person is not None:
                person.check_mac().posts_now()
        except Forged:
            return None
        return person
