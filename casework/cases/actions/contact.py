"""Contact with her is stopped at once; a second person confirms it or has it taken up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import decisions, policies
from casework.cases.actions.record import lock_case, save_case, says_no_contact, write_reason
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Section
from casework.cases.reasons import StopReason
from casework.cases.states import LIVING, Reachability
from casework.vault.keyring import Keyring


@transaction.atomic
def stop(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """No contact from now on; what is due becomes a review without contact on the same day."""
    lock_case(case, keys, at=at)
    require(policies.can_stop_contact(by, case), "can_stop_contact")
    refuse(contact_is_open(case))
    told = {"deed": "contact.stopped", "reason": StopReason(reason).value}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    case.reachability = Reachability.NO_SAFE_CONTACT
    save_case(case, "reachability")
    record("contact.stopped", case, by=by, at=at, rows=[case, note])
    if case.state in LIVING:
        decisions.ask(case, DecisionKind.CONTACT_STOPPED, by=by, at=at, note=note)
    changed(case, by=by, at=at)


@transaction.atomic
def take_up(case: Case, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
    """A second person reverses the stop. What she said herself, only she says otherwise."""
    lock_case(case, keys, at=at)
    decisions.settle(case, DecisionKind.CONTACT_STOPPED, by=by, at=at)
    refuse(only_she_lifts_it(_no_of_hers(case, keys)))
    rows: list[LoggedRow] = []
    if case.reachability == Reachability.NO_SAFE_CONTACT:
        case.reachability = Reachability.REACHABLE
        save_case(case, "reachability")
        rows.append(case)
    told = {"deed": "contact.taken_up"}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    record("contact.taken_up", case, by=by, at=at, rows=[*rows, note])
    changed(case, by=by, at=at)


@guard
def contact_is_open(case: Case) -> str:
    """Where she is not contacted already, contact is not stopped again."""
    if case.reachability == Reachability.REACHABLE:
        return ""
    return _("She is not contacted now as it is: %s.") % Reachability(case.reachability).label


@guard
def only_she_lifts_it(no_of_hers: bool) -> str:
    """Where her plan says no contact, or somebody else spoke for her, she is asked herself."""
    if not no_of_hers:
        return ""
    return _(
        "Her own answer is no contact. Ask her again when she calls; saving it lifts the stop."
    )


def _no_of_hers(case: Case, keys: Keyring) -> bool:
    rows = Section.objects.filter(case=case, kind__in=("safe_contact", "gate"))
    return any(says_no_contact(keys.open_document(row)) for row in rows)
