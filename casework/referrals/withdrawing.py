"""Referrals that rest on a yes she took back: nothing more goes out, and partners are told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from casework.accounts.models import User
from casework.cases.models import Case
from casework.cases.purposes import Purpose
from casework.cases.sheets import SheetKind
from casework.referrals import states
from casework.referrals.models import Referral
from casework.referrals.queries import directory
from casework.referrals.states import Act

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


def resting_on(case: Case, consent: dict[str, Any], keys: Keyring) -> list[Referral]:
    """Referrals that cannot go on without this yes; without our help, all of them.

    Those that have ended too, until they are closed: their partners have something of hers.
    """
    live = list(Referral.objects.withdrawable().filter(case=case).order_by("number"))
    if consent["purpose"] == Purpose.CASE_SERVICES:
        return live
    if consent["purpose"] == SheetKind.IF_TAKEN:
        return _no_longer_wished(live, consent["told"], keys)
    if consent["purpose"] != Purpose.SHARE:
        return []
    scope = (consent.get("service"), consent.get("partner"))
    opened = [(referral, keys.open_document(referral)) for referral in live]
    return [row for row, told in opened if (told["service"], told["partner"]) == scope]


def _no_longer_wished(live: list[Referral], told: dict[str, Any], keys: Keyring) -> list[Referral]:
    """Appeals that rest on what she asked for before, and no longer asks for in this way."""
    places = {str(partner.id): partner.details.appeal_to for partner in directory()}
    opened = [(referral, keys.open_document(referral)) for referral in live]
    return [
        row
        for row, document in opened
        if (wish := document.get("wish")) and told.get(places.get(document["partner"], "")) != wish
    ]


def stop(case: Case, consent: dict[str, Any], by: User, at: datetime, keys: Keyring) -> None:
    """Nothing further is sent, in the transaction that writes down her no; who has something of
    hers is told within a day and asked to delete it. The caller holds the case.
    """
    # Here and not above: a worker process, which holds no keys, registers this function too.
    from casework.referrals.asking import ask
    from casework.referrals.moves import hold, move

    for referral in resting_on(case, consent, keys):
        referral.case = case
        document = hold(referral, keys, at=at)
        question = ask(referral, document, keys, by=by, at=at)
        edge = states.require(referral.state, Act.WITHDRAW)
        move(referral, edge, question, by=by, at=at, keys=keys)
