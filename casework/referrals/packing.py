"""What of a record may go to one partner for one service, and what stands against what was chosen.

A chosen item is kept in the referral's document under `items`, by its name: the answers that it
repeats, as they were when it was chosen, or the words that were written for this partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from casework.cases import names
from casework.cases.codes import NOT_ASKED
from casework.cases.codes_care import SpecialCare
from casework.cases.models import Case
from casework.cases.states import Reachability
from casework.crypto.codes import plain_digits
from casework.referrals.details import Trust
from casework.referrals.packet_groups import LEADS_TO_HER, Group
from casework.referrals.packet_items import ALWAYS, ITEMS, Item, items_for, names_her
from casework.referrals.partners import OpenPartner

Document = Mapping[str, Any]

WORDS: Final = ("need", "contact")
"""What the author writes beside the items; both go along."""
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], NOT_ASKED, [NOT_ASKED])
_LETTERS_OF_A_NAME: Final = 4  # fewer roman letters stand in too many other words
_SIGNS_OF_A_NAME: Final = 2


def receives(partner: OpenPartner | None) -> list[str]:
    """The groups that this partner may receive; in provisional trust none that leads to her."""
    if partner is None:
        return []
    groups = partner.details.groups
    if partner.details.trust == Trust.FULL:
        return groups
    return [group for group in groups if group not in LEADS_TO_HER]


def offered(service: str, receives: Iterable[str]) -> list[Item]:
    """What may be chosen for this service of a partner that may receive these groups."""
    groups = set(receives)
    return [item for item in items_for(service) if item.group in groups]


def held_back(service: str, receives: Iterable[str]) -> list[Group]:
    """What this service could need and this partner may not receive."""
    groups = set(receives)
    return [one for one in Group if one not in groups and one in _groups(service)]


def never_told(service: str) -> list[Group]:
    """What nobody has to know for this service."""
    return [one for one in Group if one not in _groups(service)]


def repeated(item: Item, answers: Document, case: Case) -> Any:
    """What the record says of it now: answers by field, or a code of the case; empty if nothing."""
    if item.fields:
        return {name: answers[name] for name in item.fields if answers.get(name) not in _NOTHING}
    return {"risk": case.risk, "situation": case.situation, "in_custody": _in_custody(case)}.get(
        item.of_case, ""
    )


def always(answers: Document) -> dict[str, Any]:
    """What goes along with every packet; of what helps her to talk, only the wish for a woman."""
    told = {name: answers[name] for name in ALWAYS if answers.get(name) not in _NOTHING}
    if wishes := told.pop("special_care", None):
        told["female_worker"] = SpecialCare.FEMALE_WORKER in wishes
    return told


def chosen(
    ticked: Iterable[str], written: Mapping[str, str], answers: Document, case: Case
) -> dict[str, Any]:
    """The items as they are kept. Whether they may be told is another question (`unfit`)."""
    told = {name: repeated(ITEMS[name], answers, case) for name in ticked if name in ITEMS}
    told |= {name: text for name, text in written.items() if text and name in ITEMS}
    return {name: value for name, value in told.items() if value}


def unfit(items: Document, service: str, receives: Iterable[str]) -> str:
    """Why this choice may not be told to this partner for this service; "" when it may."""
    allowed = {item.name: item for item in offered(service, receives)}
    for name, value in items.items():
        if name not in allowed:
            return _("“%(what)s” is not for this partner to know for this service.") % {
                "what": ITEMS[name].label if name in ITEMS else name
            }
        if allowed[name].lines and len(str(value).splitlines()) > allowed[name].lines:
            return _("“%(what)s” is too long: %(lines)s lines at most.") % {
                "what": allowed[name].label,
                "lines": allowed[name].lines,
            }
    return ""


def gives_away(
    document: Document, written: Iterable[str], code: str, receives: Iterable[str]
) -> str:
    """Why the words tell who she is where the service need not know it, or the partner may not; ""
    when they do not.

    `written` are all her names as the record has them, `code` is that of her case.
    """
    texts = [str(document.get(name, "")) for name in WORDS] + [
        str(value) for name, value in document.get("items", {}).items() if ITEMS[name].lines
    ]
    digits = plain_digits(code).removeprefix("CW")
    if any(digits in plain_digits(text) for text in texts):
        return _("The code of her case stands in the text. It leads to her record: leave it out.")
    if not any(names.is_in(name, texts) for name in written if _is_telling(name)):
        return ""
    if not names_her(document.get("service", "")):
        return _("Her name stands in the text, and this service does not need it: leave it out.")
    if Group.NAME not in receives:
        return _("Her name stands in the text, and this partner may not know it: leave it out.")
    return ""


def _groups(service: str) -> set[Group]:
    return {item.group for item in items_for(service)}


def _in_custody(case: Case) -> str:
    return "yes" if case.reachability == Reachability.IN_CUSTODY else ""


def _is_telling(name: str) -> bool:
    letters = names.fold(name)
    return len(letters) >= (_LETTERS_OF_A_NAME if letters.isascii() else _SIGNS_OF_A_NAME)
