"""What she must see before she says a word: may I speak, what not to say, what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.actions.sheets import sheets_of
from casework.cases.codes_contact import MayContact, TimeZone, Weekday
from casework.cases.consents import contact_allowed, contact_hint
from casework.cases.contacts import ContactOutcome, Direction
from casework.cases.field import Answers
from casework.cases.fields import field
from casework.cases.models import Case, Note
from casework.cases.notes import NoteKind
from casework.cases.sheets import OpenSheet, SheetKind
from casework.cases.states import Reachability
from casework.vault.keyring import Keyring
from casework.web.cases.wording import in_words

# Of these at most the last contacts are looked for: a contact's kind is sealed with its text.
_LOOKED_THROUGH = 60
_SHOWN = 3
_DAYS = tuple(Weekday.values[1:8])


@dataclass(frozen=True)
class Rule:
    """May I speak: a tone (done, warn or stop), the answer, and what else to know."""

    tone: str
    answer: str
    hints: list[str]


@dataclass(frozen=True)
class Contact:
    at: datetime
    by: str
    said: str
    promised: str


def may_i_speak(case: Case, answers: Answers, *, at: datetime) -> Rule:
    """From her own answers and from what is known of where she is; the stricter one holds."""
    in_the_way = _out_of_reach(case, answers) or _silent_until(answers, at)
    if in_the_way:
        return Rule("stop", in_the_way, _hints(answers, at))
    tone, answer = _by_her_answer(str(answers.get("may_contact", "")))
    there = _her_clock(answers, at)
    if answers.get("may_contact") == MayContact.YES and there and not _is_safe(answers, there):
        tone, answer = "warn", _("Yes, if she called. Do not call her now.")
    return Rule(tone, answer, _hints(answers, at))


def minding_consent(
    rule: Rule, answers: Answers, documents: Sequence[Mapping[str, Any]], *, on: date
) -> Rule:
    """Beside it what she said about being reached this way; never asked is said, and no more."""
    said, method = [dict(document) for document in documents], str(answers.get("method", ""))
    hint = contact_allowed(said, method, on=on) or contact_hint(said, method, on=on)
    return replace(rule, hints=[*rule.hints, hint]) if hint else rule


def _out_of_reach(case: Case, answers: Answers) -> str:
    """What was told of her, or stopped by us, stands above the yes that she gave before."""
    if case.reachability in {Reachability.IN_CUSTODY, Reachability.RETURNED}:
        return _("She is held or was returned. If a voice says it is her, ask for the word.")
    if case.reachability == Reachability.LOST:
        return _("There was no news of her. If a voice says it is her, ask for the word.")
    is_stopped = case.reachability == Reachability.NO_SAFE_CONTACT
    if is_stopped and answers.get("may_contact") != MayContact.NO:
        return _("Contact is stopped: the way she named may not be safe now. Speak only if she"
                 " called, and ask that first.")  # fmt: skip
    return ""


def _by_her_answer(may_contact: str) -> tuple[str, str]:
    if may_contact == MayContact.YES:
        return "done", _("Yes, in the way she named.")
    if may_contact == MayContact.NO:
        return "stop", _("She asked for no contact. Speak only if she called, and let her lead.")
    if may_contact == MayContact.ONLY_IF_SHE_CALLS:
        return "done", _("Yes, if she called. Never call her.")
    if may_contact == MayContact.VIA_PARTNER:
        return "warn", _("Only through the partner. If she called herself, ask whether it is safe.")
    return "warn", _("She has not said yet whether we may contact her. Ask before anything else.")


def _silent_until(answers: Answers, at: datetime) -> str:
    try:
        until = date.fromisoformat(answers.get("do_not_contact_until", ""))
    except ValueError:
        return ""
    if at.date() >= until:
        return ""
    day = {"day": date_format(until, "DATE_FORMAT")}
    return _("No contact before %(day)s. Speak only if she called.") % day


def _hints(answers: Answers, at: datetime) -> list[str]:
    hints = [_window(answers, at)]
    if answers.get("alone_and_safe_to_talk") != "yes":
        hints.append(_("Last time she was not known to be alone. Ask by yes and no first."))
    return [hint for hint in hints if hint]


def _window(answers: Answers, at: datetime) -> str:
    """Whether her clock stands within one of her safe times."""
    there = _her_clock(answers, at)
    if there is None:
        return ""
    clock = {"time": time_format(there.time(), "TIME_FORMAT")}
    if _is_safe(answers, there):
        return _("It is %(time)s where she is, within her safe times.") % clock
    return _("It is %(time)s where she is, outside her safe times.") % clock


def _her_clock(answers: Answers, at: datetime) -> datetime | None:
    """The time where she is; None when she named no safe times, or her zone is not known."""
    zone = str(answers.get("zone", ""))
    if not answers.get("windows") or zone not in TimeZone.values or "/" not in zone:
        return None
    return at.astimezone(ZoneInfo(zone))


def _is_safe(answers: Answers, there: datetime) -> bool:
    return any(_is_within(window, there) for window in answers["windows"])


def _is_within(window: Mapping[str, str], there: datetime) -> bool:
    """A window past midnight belongs to the day it began on."""
    try:
        begins, ends = (time.fromisoformat(window[name]) for name in ("from", "to"))
    except (KeyError, ValueError):
        return False
    now, day = there.time(), there.weekday()
    if begins <= ends:
        return begins <= now < ends and _is_on(window, day)
    return (now >= begins and _is_on(window, day)) or (now < ends and _is_on(window, day - 1))


def _is_on(window: Mapping[str, str], day: int) -> bool:
    return window.get("day") in (Weekday.DAILY, _DAYS[day % 7])


def what_not_to_say(answers: Answers, consents: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What she said about the phone, the pretext and messages, and the limits she set."""
    names = ("caller_pretext", "who_else_sees_phone", "may_leave_message", "how_and_when", "method")
    told = [(str(field(name).label), in_words(field(name), answers)) for name in names]
    limits = [(_("Limits she set"), answer.get("limits", "")) for answer in consents]
    return [(term, text) for term, text in (*told, *limits) if text]


def last_contacts(calls: Sequence[Contact], case: Case, keys: Keyring) -> list[Contact]:
    """The last three, newest first: calls, and what was written down with her plan."""
    written = sorted(sheets_of(case, keys, SheetKind.CONTACT), key=_happened_at)[-_SHOWN:]
    people = User.objects.filter(pk__in={sheet.author for sheet in written})
    names = {str(pk): name for pk, name in people.values_list("pk", "name")} if written else {}
    found = [*calls, *(_written(sheet, names.get(sheet.author, "")) for sheet in written)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:_SHOWN]


def _written(sheet: OpenSheet, by: str) -> Contact:
    told = sheet.told
    came = f"{Direction(told['direction']).label}: {ContactOutcome(told['outcome']).label}"
    said = "\n".join(text for text in (came, told.get("words", "")) if text)
    return Contact(_happened_at(sheet), by, said, "")


def _happened_at(sheet: OpenSheet) -> datetime:
    return datetime.fromisoformat(sheet.told["happened_at"])


def last_calls(case: Case, keys: Keyring) -> list[Contact]:
    """The last three, newest first."""
    found: list[Contact] = []
    for note in Note.objects.filter(case=case).order_by("-number")[:_LOOKED_THROUGH]:
        told = keys.open_document(note)
        if told.get("kind") == NoteKind.CONTACT:
            at = datetime.fromisoformat(told["at"])
            promised = told.get("promised", "")
            found.append(Contact(at, told["name"], keys.open(note, "body"), promised))
        if len(found) == _SHOWN:
            break
    return found
