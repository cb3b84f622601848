"""A new person's way in: her link, her passphrase, her recovery code, her words."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import adapters, admission, factors, invitations, locks, sessions, slowing
from casework.access.errors import WrongState
from casework.access.passphrases import Weak
from casework.accounts.models import Role, Status, User
from casework.accounts.rows import Forged
from casework.audit.fresh import Stale
from casework.crypto import passphrases
from casework.vault import recovery_sheet
from casework.web.http import SignedInRequest, shown_once, unlocked
from casework.web.signin.forms import RecoverForm, SheetForm, TwiceForm

_TOKEN = "invitation"  # where in the session the token lies
_BACKEND = "casework.access.backends.PassphraseBackend"


@login_not_required
@require_GET
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address at once: it stays in the session until it is used."""
    request.session[_TOKEN] = token
    return redirect("invitation")


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """She sets her passphrase. The recovery code on the next page is shown this once."""
    token = request.session.get(_TOKEN, "")
    try:
        found = invitations.find(token, at=now())
    except (invitations.NoInvitation, Forged):
        return render(request, "signin/no_invitation.html", status=404)
    form = TwiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accepted = invitations.accept(token, passphrase=form.cleaned_data["new"], at=now())
        except Weak as weak:
            form.add_error("new", str(weak))
        except (invitations.NoInvitation, Stale, Forged):
            return render(request, "signin/no_invitation.html", status=404)
        else:
            return _come_in(request, accepted)
    return render(request, "signin/invitation.html", {"form": form, "invited": found.person})


def _come_in(request: HttpRequest, accepted: invitations.Accepted) -> HttpResponse:
    login(request, accepted.person, backend=_BACKEND)
    request.session.pop(_TOKEN, None)
    reauthenticate_by_password(request)  # she typed it a moment ago: factors may be added
    adapters.begin(request, accepted.person)
    sessions.start(request, accepted.person, accepted.keys)
    page = {"code": accepted.recovery_code, "next": _next_step(accepted.person)}
    return shown_once(request, "signin/recovery_code.html", page)


def _next_step(person: User) -> str:
    """Her second factor first; in the demo none is asked for."""
    if factors.is_enrolled(person) or settings.DEMO:
        return reverse("waiting")
    return reverse("mfa_index")


@require_GET
@unlocked
def waiting(request: SignedInRequest) -> HttpResponse:
    """Her six words, to read aloud to her supervisor; nobody else is shown them."""
    person = request.user
    if person.is_admitted:
        return redirect("home")
    if not factors.is_enrolled(person) and not settings.DEMO:
        return redirect("mfa_index")
    page = {"words": admission.words_of(person), "can_use_sheet": _can_use_sheet(person)}
    return render(request, "signin/waiting.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def recovery_sheet_page(request: SignedInRequest) -> HttpResponse:
    """The first supervisor of a desk admits herself with the recovery key from its paper."""
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wrong = _try_sheet(request, form.cleaned_data["words"])
        if not wrong:
            messages.success(request, _("You are admitted. Put the paper back where it is safe."))
            return redirect("home")
        form = SheetForm()  # what was typed is not sent back: it opens everything
        messages.error(request, wrong)
    return render(request, "signin/sheet.html", {"form": form})


def _try_sheet(request: SignedInRequest, words: str) -> str:
    """The sentence for the page when it did not open."""
    name, at = f"sheet/{request.user.pk}", now()
    try:
        slowing.take_a_try(name, at=at)
        sheet = recovery_sheet.parse(words)
        admission.admit_by_sheet(request.user, sheet=sheet, at=at)
    except slowing.TooSoon as error:
        return _("Too many tries. Wait %(seconds)s seconds.") % {"seconds": error.seconds}
    except recovery_sheet.Unreadable:
        return _("These are not the 24 words of a recovery key. Compare them with the paper.")
    except WrongState as error:
        return str(error)
    slowing.forget(name)
    return ""


def _can_use_sheet(person: User) -> bool:
    desks = [post.desk for post in person.posts.current() if post.role == Role.SUPERVISOR]
    waits = person.status == Status.WAITING
    return waits and any(
        desk is not None and not User.objects.supervising(desk).exists() for desk in desks
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """A new passphrase by the recovery code. The second factor is asked for as ever."""
    form = RecoverForm(request.POST or None)
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if too_many is not None:
        return too_many
    if request.method == "POST" and form.is_valid():
        try:
            code = _use_code(form.cleaned_data)
        except Weak as weak:
            form.add_error("new", str(weak))
        except slowing.TooSoon as error:
            words = _("Too many tries. Wait %(seconds)s seconds.")
            form.add_error(None, words % {"seconds": error.seconds})
        except locks.WrongPassphrase:
            form.add_error(None, _("The user name or the recovery code is not right."))
        else:
            page = {"code": code, "next": reverse("account_login")}
            return shown_once(request, "signin/recovery_code.html", page)
    return render(request, "signin/recover.html", {"form": form})


def _use_code(typed: dict[str, str]) -> str:
    """The next recovery code. The same work for a name that does not exist."""
    name, at = typed["username"], now()
    slowing.take_a_try(f"code/{name}", at=at)
    person = User.objects.filter(username__iexact=name.strip()).first()
    try:
        if person is None:
            raise locks.WrongPassphrase
        code = locks.use_recovery_code(person, code=typed["code"], new=typed["new"], at=at)
    except Weak:
        slowing.forget(f"code/{name}")  # the code was right
        raise
    except (locks.WrongPassphrase, Stale, Forged):
        passphrases.spend(typed["new"])
        locks.note_wrong_code(person, at=at)
        raise locks.WrongPassphrase from None
    slowing.forget(f"code/{name}")
    return code
