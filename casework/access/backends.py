"""Sign-in by user name and passphrase. A person is whom her protected row says she is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils.timezone import now

from casework.access import unlocking
from casework.access.locks import WrongPassphrase
from casework.accounts.models import POSTS_OF, User
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
        posts = POSTS_OF(person=user_id)
        person = posts[0].person if posts else User.objects.filter(pk=user_id).first()
        if person is None or not person.is_active or person.locked_out:
            return None
        try:
            person.check_mac()
            if person.is_admitted:
                person.take_posts(posts)
        except Forged:
            return None
        return person
