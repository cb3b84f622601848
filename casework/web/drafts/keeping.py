"""What she typed and has not saved: one draft for each person, case and form, sealed to herself.

Keeping one needs her public key alone, so it goes on while the desk is locked; reading one needs
hers. A draft is no act: nobody else can open it, and it ends when the form is saved.
"""

from __future__ import annotations

import json
from contextlib import suppress

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.accounts.rows import Forged
from casework.audit.log import record
from casework.cases.models import Case
from casework.crypto.errors import CryptoError
from casework.vault import letters
from casework.vault.keyring import Keyring

# Characters of JSON: several accounts of the longest kind in hangul, each sign escaped.
LARGEST = 512 * 1024
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken"})


class TooLarge(Exception):
    """More than a form of ours can hold."""


def read(request: HttpRequest, *, form: str, case: Case | None = None) -> QueryDict | None:
    """What she typed into this form and did not save, as if it were posted; None without any.

    One that does not open was changed in the database: that goes on record, and the page goes on.
    """
    try:
        text = letters.read_draft(_keys(request), form, case_id=case.pk if case else None)
    except (Forged, CryptoError):
        _report(request, case)
        return None
    return _as_posted(text) if text else None


def keep(request: HttpRequest, *, form: str, case: Case | None = None) -> bool:
    """Keep what was posted, in place of what was kept before. True when it carries a change.

    Raises TooLarge. While the desk is locked nobody can tell, and it counts as a change.
    """
    text = _as_text(request.POST)
    if len(text) > LARGEST:
        raise TooLarge
    if text == _before(request, form, case):
        return False
    case_id = case.pk if case else None
    letters.keep_draft(_person(request), form, text, at=now(), case_id=case_id)
    return True


def keep_if_it_fits(request: HttpRequest, *, form: str, case: Case | None = None) -> None:
    """For a page that comes back with what was typed in it: that page is then what holds it."""
    with suppress(TooLarge):
        keep(request, form=form, case=case)


def drop(request: HttpRequest, *, form: str, case: Case | None = None) -> None:
    """The form was saved, or she does not want the draft any more."""
    letters.drop_draft(_person(request).pk, form, case_id=case.pk if case else None)


def url(form: str, case: Case | None = None) -> str:
    """Where a page posts its form to have it kept."""
    return reverse("case_draft", args=[case.code, form]) if case else reverse("draft", args=[form])


def show(form: Form, draft: QueryDict) -> None:
    """Show a draft, in a form made with it, as she left it: it is judged when it is saved."""
    for name, field in form.fields.items():
        if not field.widget.value_omitted_from_data(draft, {}, name):
            form.initial[name] = field.widget.value_from_datadict(draft, {}, name)
    form.is_bound = False


def _before(request: HttpRequest, form: str, case: Case | None) -> str | None:
    if getattr(request, "keys", None) is None:
        return None
    try:
        return letters.read_draft(_keys(request), form, case_id=case.pk if case else None)
    except (Forged, CryptoError):
        _report(request, case)
        return None


def _as_text(posted: QueryDict) -> str:
    """ASCII alone, so that no letter that a browser can send is lost on the way."""
    return json.dumps({name: told for name, told in posted.lists() if name not in _NEVER_KEPT})


def _as_posted(text: str) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, told in json.loads(text).items():
        posted.setlist(name, told)
    return posted


def _report(request: HttpRequest, case: Case | None) -> None:
    person = _person(request)
    with transaction.atomic():
        record("draft.refused", case or person, by=person, at=now(), outcome="refused")
    messages.error(
        request,
        _("A draft of yours was changed by somebody and is not shown. Tell an administrator."),
    )


def _keys(request: HttpRequest) -> Keyring:
    keys: Keyring = request.keys  # type: ignore[attr-defined]  # by the middleware
    return keys


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
