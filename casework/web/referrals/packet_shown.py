"""A packet in words, as its partner reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.cases.codes import YesNo
from casework.cases.fields import field
from casework.cases.purposes import Service
from casework.cases.states import Risk
from casework.pathways.situations import Situation
from casework.referrals import packets, packing
from casework.referrals.models import Referral
from casework.referrals.packet_items import ITEMS, Item
from casework.referrals.partners import OpenPartner
from casework.referrals.states import ReferralState, Urgency
from casework.web.cases.wording import in_words

# Later, what was left out is no question any more.
_UNSENT = frozenset({ReferralState.DRAFT, ReferralState.PENDING_REVIEW, ReferralState.RETURNED})

Line = tuple[str | Promise, str]


def lines(packet: Mapping[str, Any]) -> list[Line]:
    """Label and text of all that it tells, in the order of reading; nothing empty."""
    return [(label, text) for label, text in _every(packet) if text]


def told_and_not(
    referral: Referral, document: Mapping[str, Any], partner: OpenPartner | None
) -> dict[str, Any]:
    """For `referrals/_packet.html`: what the partner reads, what stays in the house, and why."""
    service, receives = document["service"], packing.receives(partner)
    items = document.get("items", {})
    left = [item.label for item in packing.offered(service, receives) if item.name not in items]
    packet = document.get("packet") or packets.content(document, urgency=referral.urgency)
    return {
        "is_chosen": "items" in document,
        "stays": referral.state in _UNSENT,
        "lines": lines(packet),
        "left_out": left,
        "held_back": [group.label for group in packing.held_back(service, receives)],
        "never_told": [group.label for group in packing.never_told(service)],
    }


def said(item: Item, value: Any) -> str:
    """One item's answers in one line; more than one with their questions."""
    told = [(label, text) for label, text in _item(item, value) if text]
    if len(told) == 1:
        return told[0][1]
    return "; ".join(f"{label}: {text}" for label, text in told)


def mark_of(packet: Mapping[str, Any]) -> str:
    """Whom this copy is for, and when it was given."""
    given = {"partner": packet.get("for", ""), "at": _moment(packet.get("given_at", ""))}
    return _("For %(partner)s, given %(at)s") % given


def _every(packet: Mapping[str, Any]) -> Iterator[Line]:
    yield _("Code"), packet.get("code", "")
    yield _("Service"), _label(Service, packet["service"])
    yield _("Urgency"), _label(Urgency, packet.get("urgency", ""))
    yield _("Answer by"), _moment(packet.get("reply_by", ""))
    yield _("What she needs"), packet["need"]
    always = packet.get("always", {})
    for name in ("language", "interpreter_needed", "age_band"):
        yield field(name).label, in_words(field(name), always)
    if "female_worker" in always:
        yield _("A woman to talk to"), str(_yes_no(always["female_worker"]))
    for name, value in packet.get("items", {}).items():
        yield from _item(ITEMS[name], value)
    yield _("How you may reach her"), packet["contact"]


def _item(item: Item, value: Any) -> Iterator[Line]:
    if item.lines:
        yield item.label, str(value)
    elif item.of_case:
        yield item.label, _of_case(item.of_case, value)
    elif item.name == "name":
        yield item.label, " · ".join(_name(row) for row in value["names"])
    else:
        for name in item.fields:
            yield field(name).label, in_words(field(name), value)


def _of_case(what: str, value: str) -> str:
    if what == "in_custody":
        return str(_yes_no(bool(value)))
    return _label(Risk if what == "risk" else Situation, value)


def _name(row: Mapping[str, str]) -> str:
    return " ".join(row[script] for script in ("hangul", "hanzi", "roman") if row.get(script))


def _moment(kept: str) -> str:
    """With its zone: a partner has no account that says where she reads it."""
    if not kept:
        return ""
    local = localtime(datetime.fromisoformat(kept))
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def _label(codes: Any, value: str) -> str:
    return str(codes(value).label) if value in codes.values else ""


def _yes_no(yes: bool) -> str:
    return str((YesNo.YES if yes else YesNo.NO).label)
