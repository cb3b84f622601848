"""Her plan: safety, needs, goals, contacts and attempts, case conferences. All of it is sheets.

The log says "written" and no more: what kind of sheet it was, and when she was spoken to, is hers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.access.errors import Stale, require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.cases import dues, policies, safety_plans
from casework.cases.actions import appointments
from casework.cases.actions.consent import consent_documents, day_of
from casework.cases.actions.record import lock_case
from casework.cases.actions.sheets import add_sheet, change_sheet, sheets_of
from casework.cases.consents import contact_allowed
from casework.cases.contacts import silent_until
from casework.cases.dates import morning
from casework.cases.models import Case, Sheet
from casework.cases.section_rows import section_of
from casework.cases.sheets import SheetKind
from casework.cases.states import Reachability
from casework.vault.keyring import Keyring

Document = dict[str, Any]

CHECK = "safety_check"
# Her plan is looked at again in the morning of the day that was agreed.


@transaction.atomic
def write_safety_plan(
    case: Case,
    told: Document,
    *,
    since: int,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> Sheet:
    """A new version; the older ones stay. `since` is the number of the newest that its author saw.

    Raises Stale when somebody wrote a newer one. `told["review_on"]` is the day of the next check.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    if pk is not None and Sheet.objects.filter(pk=pk).exists():
        return add_sheet(case, SheetKind.SAFETY_PLAN, told, by=by, at=at, keys=keys, pk=pk)
    before = safety_plans.newest(sheets_of(case, keys, SheetKind.SAFETY_PLAN))
    if since != (before.number if before else 0):
        raise Stale
    refuse(review_lies_ahead(told["review_on"], day_of(at, by)))
    sheet = add_sheet(case, SheetKind.SAFETY_PLAN, told, by=by, at=at, keys=keys, pk=pk)
    dues.settle(case, CHECK, by=by, at=at)
    dues.set_due(case, CHECK, due_at=_checked_at(told, by), by=by, at=at)
    return sheet


def remind_anew(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Of the check that her plan names, in a case that comes back: its tasks had ended with the
    work on it.
    """
    plan = safety_plans.newest(sheets_of(case, keys, SheetKind.SAFETY_PLAN))
    if plan is not None:
        dues.set_due(case, CHECK, due_at=max(_checked_at(plan.told, by), at), by=by, at=at)


def _checked_at(told: Document, by: User) -> datetime:
    return morning(date.fromisoformat(told["review_on"]), by)


@transaction.atomic
def follow_need(
    case: Case,
    told: Document,
    *,
    appointment: datetime | None,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
    revision: int | None = None,
) -> Sheet:
    """Add a need, or write sheet `pk` anew against its `revision`. Its appointment is reminded of
    like any other, and only while it stands.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    document = told | {"appointment": in_utc(appointment)}
    row = Sheet.objects.filter(pk=pk, case=case).first() if pk else None
    before = keys.open_document(row).get("appointment", "") if row else ""
    is_another = document["appointment"] != before and (row is None or revision is not None)
    if is_another and appointment is not None:
        refuse(appointments.appointment_lies_ahead(appointment, at))
    hands: dict[str, Any] = {"by": by, "at": at, "keys": keys}
    if pk is None or revision is None:
        sheet = add_sheet(case, SheetKind.NEED, document, pk=pk, **hands)
    else:
        sheet = change_sheet(case, pk, document, revision=revision, **hands)
    if is_another and appointment is not None:
        appointments.remind(case, appointment, sheet.pk, by=by, at=at)
    elif is_another:
        dues.drop(case, appointments.APPOINTMENT, by=by, at=at, reference=sheet.pk)
    return sheet


def in_utc(moment: datetime | None) -> str:
    """As a sheet tells a moment; "" for none."""
    return moment.astimezone(UTC).isoformat(timespec="minutes") if moment else ""


@transaction.atomic
def log_contact(
    case: Case,
    told: Document,
    *,
    next_at: datetime | None = None,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> Sheet:
    """What happened may always be written; a next contact is planned only where it is allowed."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    if next_at is not None:
        refuse_unsafe(case, next_at, by=by, at=at, keys=keys)
    document = told | {"next_at": in_utc(next_at)}
    return add_sheet(case, SheetKind.CONTACT, document, by=by, at=at, keys=keys, pk=pk)


def refuse_unsafe(case: Case, next_at: datetime, *, by: User, at: datetime, keys: Keyring) -> None:
    """Whoever promises a next contact asks here. Raises WrongState."""
    safe_contact = section_of(case, "safe_contact", keys)
    said = consent_documents(case, keys)
    method = str(safe_contact.get("method", ""))
    refuse(
        contact_may_be_planned(case, safe_contact, next_at),
        contact_allowed(said, method, on=day_of(at, by)),
    )


@guard
def review_lies_ahead(review_on: str, today: date) -> str:
    """A safety plan names the day on which it is looked at again, within three months."""
    on = date.fromisoformat(review_on)
    if today < on <= today + timedelta(days=92):
        return ""
    return _("Name a day within the next three months on which the plan is looked at again.")


@guard
def contact_may_be_planned(case: Case, safe_contact: Document, next_at: datetime) -> str:
    """A contact is planned only while she may be contacted, and not within her days of silence."""
    if case.reachability != Reachability.REACHABLE:
        how = {"how": Reachability(case.reachability).label}
        return (
            _(
                "She is not to be contacted now: %(how)s. Write what happened without a next"
                " contact; ask for safe contact anew when she comes to you."
            )
            % how
        )
    until = silent_until(safe_contact)
    if until is not None and next_at.date() < until:
        day = {"day": date_format(until, "DATE_FORMAT")}
        return _("She asked for no contact before %(day)s. Plan it for later.") % day
    return ""
