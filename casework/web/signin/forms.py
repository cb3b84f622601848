"""What is typed at the door. No passphrase is ever sent back to the page."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from casework.access import sessions
from casework.access.passphrases import LONGEST


def passphrase_field(label: Any, *, is_new: bool, help_text: Any = "") -> forms.CharField:
    """A box for a passphrase; the browser's own keeper may fill it, nobody else reads it."""
    keeper = "new-password" if is_new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": keeper, "spellcheck": "false"})
    return forms.CharField(
        label=label, strip=False, max_length=LONGEST, widget=widget, help_text=help_text
    )


def shared_field(request: HttpRequest) -> forms.BooleanField:
    """Where she sits: the desk locks itself sooner where others may pick it up."""
    text = _("The desk then locks itself after %(minutes)d minutes in which you open no page and"
             " save nothing.")  # fmt: skip
    return forms.BooleanField(
        label=_("This is a phone, or a computer that others use too"),
        required=False,
        initial=sessions.is_shared(request),
        help_text=text % {"minutes": settings.SHARED_IDLE_LOCK_SECONDS // 60},
    )


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """allauth's form with our words and without its placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password"] = passphrase_field(_("Passphrase"), is_new=False)
        self.fields["shared"] = shared_field(self.request)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        sessions.say_shared(request, self.cleaned_data["shared"])
        response: HttpResponse = super().login(request, redirect_url)
        return response


class AskAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Before second factors are changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = passphrase_field(_("Passphrase"), is_new=False)


class PassphraseForm(forms.Form):
    passphrase = passphrase_field(_("Passphrase"), is_new=False)


class UnlockForm(PassphraseForm):
    def __init__(self, *args: Any, request: HttpRequest) -> None:
        super().__init__(*args)
        self.fields["shared"] = shared_field(request)


class TwiceForm(forms.Form):
    """A new passphrase, typed twice."""

    new = passphrase_field(
        _("New passphrase"),
        is_new=True,
        help_text=_("At least 14 characters. Four or five words that do not belong together."),
    )
    again = passphrase_field(_("The same again"), is_new=True)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two are not the same. Type the passphrase again."))
        return again


class ChangeForm(TwiceForm):
    """A new passphrase by the old one."""

    old = passphrase_field(_("Your passphrase now"), is_new=False)
    field_order = ["old", "new", "again"]


class RecoverForm(TwiceForm):
    """A new passphrase by the recovery code."""

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        help_text=_("28 letters and digits, as they stand on your paper."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["username", "code", "new", "again"]


class SheetForm(forms.Form):
    """The recovery key of the house, typed from paper at its founding."""

    words = forms.CharField(
        label=_("The 24 words of the recovery key"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
