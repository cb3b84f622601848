"""How allauth's sign-in meets the vault: the key opens after the second factor, and not before."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import factors, sessions, slowing, unlocking
from casework.accounts.models import User
from casework.accounts.rows import Forged
from casework.audit import fresh
from casework.audit.context import origin
from casework.audit.log import record

_BOTH = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """By user name only; nobody signs herself up, and no mail is sent."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("The user name or the passphrase is not right."),
        "incorrect_password": gettext_lazy("The passphrase is not right."),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait a minute, then try again. Nothing is lost."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return origin().address or "local"

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages are not ours: pages say what happened."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The passphrase step. The lock key waits for the second factor, for five minutes."""
        name = credentials.get("username", "")
        try:
            slowing.take_a_try(name, at=now())
        except slowing.TooSoon:
            raise self.validation_error("too_many_login_attempts") from None
        person: User | None = super().authenticate(request, **credentials)
        if person is None:
            return None
        slowing.forget(name)
        if not request.user.is_authenticated:
            sessions.hold_lock_key(request, person.verified)  # type: ignore[attr-defined]  # by the backend
        return person

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Who has no second factor comes in through her invitation only; but in the demo."""
        if user.locked_out:
            return _refuse(request, user, "locked_out")
        if not factors.is_enrolled(user) and not settings.DEMO:
            return _refuse(request, user, "no_second_factor")
        try:
            factors.require_right(user)
        except fresh.Stale:
            return _refuse(request, user, "second_factor_not_right")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """After the last step: open the private key, begin the session, box the key."""
        lock_key, at = sessions.take_lock_key(request, user), now()
        if lock_key is None:
            messages.warning(
                request, _("The five minutes for the second step are over. Begin again.")
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        try:
            keys = unlocking.open_keys(user, lock_key, at=at)
            factors.require_right(user)
        except (unlocking.Refused, fresh.Stale, Forged):
            raise ImmediateHttpResponse(_refuse(request, user, "row_not_right")) from None
        with transaction.atomic():  # that she was here, and its entry
            super().login(request, user)
            begin(request, user)
        sessions.start(request, user, keys)
        unlocking.catch_up(keys, by=user, at=at)

    def logout(self, request: HttpRequest) -> None:
        sessions.end(request)
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who is not admitted yet has one page: the one with her words."""
        if isinstance(request.user, User) and not request.user.is_admitted:
            return reverse("waiting")
        return reverse("home")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return redirect("account_login")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets sealed for one person; her own protected row says whether she is enrolled."""

    def encrypt(self, text: str) -> str:
        return factors.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.open_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Her last second factor stays: without one she could not come in again."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=_BOTH)
        return settings.DEMO or bool(others.exclude(pk=authenticator.pk).exists())

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """The question before the second step is answered by her row, not by allauth's table."""
        if not isinstance(user, User) or not factors.is_enrolled(user):
            return False
        if types is None or set(types) >= _BOTH:
            return True
        answer: bool = super().is_mfa_enabled(user, types)
        return answer


def begin(request: HttpRequest, person: User) -> None:
    """What a new session knows of her, and its entry in the log."""
    request.session.setdefault("language", person.language)  # one picked at the door goes along
    request.session["time_zone"] = person.time_zone
    with transaction.atomic(savepoint=False):
        record("signin.done", person, by=person, at=now())


def _refuse(request: HttpRequest, person: User, reason: str) -> HttpResponse:
    with transaction.atomic():
        record("signin.refused", person, by=None, at=now(), reason=reason, outcome="refused")
    sessions.end(request)
    messages.error(
        request, _("You cannot sign in here now. Ask an administrator for a new invitation.")
    )
    return redirect("account_login")
