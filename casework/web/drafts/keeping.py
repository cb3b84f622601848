"""What she typed and has not saved: one draft for each person, case and form, sealed to herself.

Keeping one needs her public key alone, so it goes on while the desk is locked; reading one needs
hers. A draft is no act: nobody else can open it, and it ends when the form is saved.

Every page with such a form names its window (`draft_id`) and the draft it went on from
(`draft_base`). A second window on the same form gets a draft of its own; opening the form then
shows both texts and the choice. Each draft carries its number in its window (`draft_turn`), and the
save that of the last one: what was typed before a save and comes after it is not kept.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
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
from casework.web.drafts.unnamed import Posted, without_names

# Characters of JSON: several accounts of the longest kind in hangul, each sign escaped.
LARGEST = 512 * 1024
_ID, _BASE, _TURN = "draft_id", "draft_base", "draft_turn"
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", _ID, _BASE, _TURN, "draw"})
# For so long a draft may be on its way.
_LATE_SECONDS = 3600


class TooLarge(Exception):
    """More than a form of ours can hold."""


class Kept(NamedTuple):
    """`is_beside`: another window holds a draft of the same form."""

    is_change: bool
    is_beside: bool


@dataclass(frozen=True)
class Other:
    """A text that she typed into the same form in another window."""

    typed: QueryDict
    base: str
    written_at: datetime


def read(request: HttpRequest, *, form: str, case: Case | None = None) -> QueryDict | None:
    """What she typed into this form and did not save, as if it were posted; None without any.

    Of several windows the newest, or the one that the address names; the page shows the others
    beside. One that does not open was changed in the database: that goes on record, and the page
    goes on.
    """
    found = _all(request, form, case)
    if not found:
        return None
    asked = request.GET.get("draft", "")
    shown = next((draft for draft in found if draft.base == asked), found[0])
    request.draft_base = shown.base  # type: ignore[attr-defined]  # for `marks`
    request.draft_others = [  # type: ignore[attr-defined]  # for the tag `other_drafts`
        Other(_as_posted(draft.text), draft.base, draft.written_at)
        for draft in found
        if draft is not shown and draft.text != shown.text
    ]
    return _as_posted(shown.text)


def keep(request: HttpRequest, *, form: str, case: Case | None = None) -> Kept:
    """Keep what was posted, in place of what this window kept before.

    Raises TooLarge, letters.TooMany. While the desk is locked nobody can tell whether it carries a
    change, and it counts as one.
    """
    fields = without_names(dict(request.POST.lists()), form, case, getattr(request, "keys", None))
    text = _as_text(fields)
    if len(text) > LARGEST:
        raise TooLarge
    mark = posted_mark(request.POST)
    if text == _before(request, form, case, mark):
        return Kept(is_change=False, is_beside=False)
    case_id = case.pk if case else None
    who = _person(request)
    letter = letters.keep_draft(who, form, text, at=now(), case_id=case_id, mark=mark)
    if mark is not None and _is_overtaken(request, mark):  # after writing: one sees the other
        letters.drop_draft(who.pk, form, case_id=case_id, mark=letters.Mark(mark.id))
        return Kept(is_change=False, is_beside=False)
    is_first = letters.is_first(letter, who, form, case_id=case_id)
    return Kept(is_change=True, is_beside=not is_first)


def posted_mark(posted: QueryDict) -> letters.Mark | None:
    """The window that sent it; a page without script that lost its marks has none."""
    try:
        return letters.Mark(UUID(posted.get(_ID, "")), posted.get(_BASE, ""))
    except ValueError:
        return None


def marks(request: HttpRequest) -> dict[str, str]:
    """What a form carries along. A page that comes back after it was sent is the same window."""
    if (mark := posted_mark(request.POST)) is not None:
        return {_ID: str(mark.id), _BASE: mark.base, _TURN: str(_turn(request))}
    return {_ID: str(uuid4()), _BASE: getattr(request, "draft_base", ""), _TURN: "0"}


def keep_if_it_fits(request: HttpRequest, *, form: str, case: Case | None = None) -> None:
    """For a page that comes back with what was typed in it: that page is then what holds it."""
    with suppress(TooLarge, letters.TooMany):
        keep(request, form=form, case=case)


def drop(request: HttpRequest, *, form: str, case: Case | None = None) -> None:
    """The form was saved: this window's draft ends; without marks every one does."""
    mark, case_id = posted_mark(request.POST), case.pk if case else None
    if mark is not None:
        cache.set(_saved_name(request, mark), _turn(request), _LATE_SECONDS)
    letters.drop_draft(_person(request).pk, form, case_id=case_id, mark=mark)


def drop_of_everybody(*, form: str, case: Case) -> None:
    """Nobody's draft of it is to stay: what it holds was erased from the case."""
    letters.drop_of_everybody(form, case_id=case.pk)


def throw_away(request: HttpRequest, *, form: str, case: Case | None = None) -> None:
    """She does not want it any more: the one that is named, or else every one of this form."""
    named, case_id = request.POST.get("draft", ""), case.pk if case else None
    mark = letters.Mark(uuid4(), named) if named else None
    letters.drop_draft(_person(request).pk, form, case_id=case_id, mark=mark)


def url(form: str, case: Case | None = None) -> str:
    """Where a page posts its form to have it kept."""
    return reverse("case_draft", args=[case.code, form]) if case else reverse("draft", args=[form])


def show(form: Form, draft: QueryDict) -> None:
    """Show a draft, in a form made with it, as she left it: it is judged when it is saved."""
    for name, field in form.fields.items():
        if not field.widget.value_omitted_from_data(draft, {}, name):
            form.initial[name] = field.widget.value_from_datadict(draft, {}, name)
    form.is_bound = False


def _all(request: HttpRequest, form: str, case: Case | None) -> list[letters.Draft]:
    try:
        return letters.read_drafts(_keys(request), form, case_id=case.pk if case else None)
    except (Forged, CryptoError):
        _report(request, case)
        return []


def _before(
    request: HttpRequest, form: str, case: Case | None, mark: letters.Mark | None
) -> str | None:
    """What this window kept last, when the desk is open."""
    if getattr(request, "keys", None) is None:
        return None
    own = (draft for draft in _all(request, form, case) if mark is None or _is_of(draft, mark))
    return next((draft.text for draft in own), None)


def _is_overtaken(request: HttpRequest, mark: letters.Mark) -> bool:
    """Whether the save that came after this draft was here first."""
    saved: int | None = cache.get(_saved_name(request, mark))
    return saved is not None and _turn(request) <= saved


def _turn(request: HttpRequest) -> int:
    told = request.POST.get(_TURN, "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def _saved_name(request: HttpRequest, mark: letters.Mark) -> str:
    return f"saved/{_person(request).pk}/{mark.id}"


def _is_of(draft: letters.Draft, mark: letters.Mark) -> bool:
    return draft.base == mark.base or draft.base.startswith(mark.id.hex)


def _as_text(posted: Posted) -> str:
    """ASCII alone, so that no letter that a browser can send is lost on the way."""
    return json.dumps({name: told for name, told in posted.items() if name not in _NEVER_KEPT})


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
