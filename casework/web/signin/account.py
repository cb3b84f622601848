"""Your account: passphrase, second factors, recovery code, language, sessions."""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import factors, locks, people, sessions, slowing
from casework.access.passphrases import Weak
from casework.accounts.models import Status
from casework.web.http import SignedInRequest, shown_once, unlocked
from casework.web.signin.forms import ChangeForm, PassphraseForm


class SettingsForm(forms.Form):
    """How the desk speaks to her, and which keys of the keyboard act."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    leave_by_key = forms.BooleanField(
        label=gettext_lazy("Shift three times leaves the page"), required=False
    )
    single_keys = forms.BooleanField(
        label=gettext_lazy("Single letters are keys (never while you type)"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@unlocked
def account(request: SignedInRequest) -> HttpResponse:
    """Her own settings, and the way to everything else that is hers alone."""
    person = request.user
    names = ("language", "time_zone", "leave_by_key", "single_keys")
    form = SettingsForm(request.POST or None, initial={n: getattr(person, n) for n in names})
    if request.method == "POST" and form.is_valid():
        request.user = people.change_settings(person, at=now(), **form.cleaned_data)
        request.session["language"] = request.user.language
        request.session["time_zone"] = request.user.time_zone
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "account/account.html", {"form": form})


@require_GET
@unlocked
def second_factors(request: SignedInRequest) -> HttpResponse:
    """What she signs in with beside her passphrase, and what is still to be set up."""
    rows = Authenticator.objects.filter(user=request.user).order_by("created_at")
    page = {
        "app": next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        "has_codes": any(row.type == Authenticator.Type.RECOVERY_CODES for row in rows),
        "must_enrol": not factors.is_enrolled(request.user) and not settings.DEMO,
        "is_waiting": request.user.status == Status.WAITING,
    }
    return render(request, "mfa/index.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def passphrase_change(request: SignedInRequest) -> HttpResponse:
    """A new passphrase by the old one; her other sessions end."""
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wrong = _change(request, form)
        if not wrong:
            messages.success(request, _("Your passphrase is changed. Other sessions have ended."))
            return redirect("account")
        form.add_error(*wrong)
    return render(request, "account/passphrase.html", {"form": form})


@require_http_methods(["GET", "POST"])
@unlocked
def recovery_code_renew(request: SignedInRequest) -> HttpResponse:
    """A new recovery code, shown this once; the one on the old paper opens nothing more."""
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, at = request.user.username, now()
        try:
            slowing.take_a_try(name, at=at)
            code = locks.renew_recovery_code(
                request.user, passphrase=form.cleaned_data["passphrase"], at=at
            )
        except (locks.WrongPassphrase, slowing.TooSoon) as error:
            form.add_error("passphrase", _sentence(error))
        else:
            slowing.forget(name)
            page = {"code": code, "next": reverse("account")}
            return shown_once(request, "signin/recovery_code.html", page)
    return render(request, "account/recovery_code.html", {"form": form})


@require_POST
@unlocked
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """End her sessions everywhere else."""
    person = people.end_sessions(request.user, by=request.user, at=now())
    sessions.keep_this_one(request, person)
    messages.success(request, _("Every other session of yours has ended."))
    return redirect("account")


def _change(request: SignedInRequest, form: ChangeForm) -> tuple[str, str] | None:
    """None when it is changed; else the field and the sentence."""
    person, at = request.user, now()
    try:
        slowing.take_a_try(person.username, at=at)
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        locks.change_passphrase(person, old=old, new=new, at=at)
    except Weak as weak:
        slowing.forget(person.username)  # the old one was right
        return "new", str(weak)
    except (locks.WrongPassphrase, slowing.TooSoon) as error:
        return "old", _sentence(error)
    slowing.forget(person.username)
    changed = people.end_sessions(person, by=person, at=at)
    sessions.keep_this_one(request, changed)
    return None


def _sentence(error: locks.WrongPassphrase | slowing.TooSoon) -> str:
    if isinstance(error, slowing.TooSoon):
        return _("Too many tries. Wait %(seconds)s seconds.") % {"seconds": error.seconds}
    return _("The passphrase is not right.")
