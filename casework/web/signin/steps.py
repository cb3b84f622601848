"""allauth's pages of sign-in and second factors, each named here; no other route is mounted.

What allauth writes is held fast in the same transaction (`access.factors`).
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access import factors
from casework.accounts.models import User
from casework.audit.fresh import Stale
from casework.audit.log import record
from casework.web.signin.forms import AskAgainForm, SignInForm


class _Code:
    """A code of the app or of the paper. A paper code is spent in the transaction that takes it."""

    user: User

    def clean_code(self) -> str:
        try:
            with transaction.atomic(), factors.sealing_for(self.user):
                factors.require_right(User.objects.select_for_update().get(pk=self.user.pk))
                code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form
                self._note_paper_code()
        except (ValidationError, Stale) as error:
            _note_failure(self.user, "stale_factor" if isinstance(error, Stale) else "code")
            raise get_adapter().validation_error("incorrect_code") from None
        return code

    def _note_paper_code(self) -> None:
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:  # type: ignore[attr-defined]
            factors.note_change(self.user, "sign_in_code.used", at=now())


class SecondStepForm(_Code, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class CodeForm(_Code, CodeAgainForm):  # type: ignore[misc]  # allauth has no types
    pass


class _Passkey:
    """The answer of a passkey. Whatever was sent in its place is a wrong answer, not an error."""

    user: User

    def clean_credential(self) -> Authenticator:
        try:
            factors.require_right(self.user)
            passkey: Authenticator = super().clean_credential()  # type: ignore[misc]  # of allauth's
        except (ValidationError, Stale, KeyError, TypeError, ValueError, AttributeError):
            _note_failure(self.user, "passkey")
            raise get_adapter().validation_error("incorrect_code") from None
        return passkey


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    pass


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise get_adapter().validation_error("incorrect_code") from None
        return cleaned


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    form_class = SignInForm
    template_name = "signin/sign_in.html"


class SecondStep(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    form_class = SecondStepForm
    webauthn_form_class = PasskeyForm
    template_name = "mfa/authenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_context_data(**kwargs)
        page["has_passkey"] = _has_passkey(self.stage.login.user)
        return page


class PassphraseAgain(ReauthenticateView):  # type: ignore[misc]  # allauth has no types
    form_class = AskAgainForm
    template_name = "mfa/reauthenticate.html"


class CodeAgain(CodeAgainView):  # type: ignore[misc]  # allauth has no types
    form_class = CodeForm
    template_name = "mfa/reauthenticate.html"


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = PasskeyAgainForm
    template_name = "mfa/webauthn/reauthenticate.html"


class AddApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    template_name = "mfa/totp/activate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with factors.change(self.request.user, "factor.enrolled", at=now(), reason="totp"):
            response: HttpResponse = super().form_valid(form)
        return response


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]  # allauth has no types
    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with factors.change(self.request.user, "factor.removed", at=now(), reason="totp"):
            response: HttpResponse = super().form_valid(form)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = NewPasskeyForm
    template_name = "mfa/webauthn/add_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with factors.change(self.request.user, "factor.enrolled", at=now(), reason="passkey"):
            response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's drops what it was given, and with it the form that had errors."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        page.update(kwargs)
        return page


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    template_name = "mfa/webauthn/authenticator_confirm_delete.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, _("This is your only second factor. Add another first."))
            return redirect("mfa_index")
        with factors.change(self.request.user, "factor.removed", at=now(), reason="passkey"):
            response: HttpResponse = super().form_valid(form)
        return response


class Codes(ViewRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    template_name = "mfa/recovery_codes/index.html"


class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with factors.change(self.request.user, "sign_in_codes.renewed", at=now()):
            response: HttpResponse = super().form_valid(form)
        return response


def _has_passkey(person: User) -> bool:
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    found: bool = passkeys.exists()
    return found


def _note_failure(person: User, reason: str) -> None:
    with transaction.atomic():
        record("second_step.failed", person, by=None, at=now(), reason=reason, outcome="failed")
