"""Who may do what with a case. One row a deed; `manage.py rules` will print it (reference 3.6).

Seeing comes first and is a queryset (`Case.objects.visible_to`); a policy is asked about a person
who sees the case already.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Now

from casework.access.guards import rule
from casework.access.models import GroupGrant, HolderRole, UserGrant
from casework.accounts.models import Desk, Role, User
from casework.cases import quorum
from casework.cases.models import BreakGlass, Case, Decision, Erasure
from casework.cases.states import READ_ONLY, CaseState


def owns(user: User, case: Case) -> bool:
    return user.is_admitted and case.owner_id == user.pk and user.is_caseworker_on(case.desk)


def supervises(user: User, case: Case) -> bool:
    return user.is_admitted and user.is_supervisor_on(case.desk)


def decides(user: User, case: Case) -> bool:
    """A second pair of eyes: a supervisor of the desk who does not own the case."""
    return supervises(user, case) and case.owner_id != user.pk


def is_second(user: User, case: Case, act: quorum.Act = quorum.Act.DECIDE) -> bool:
    """The same where the desk has nobody: then one of the desk that stands by for it."""
    return quorum.may_be_second(user, case.desk, act, {case.owner_id})


def acts_as_owner(user: User, case: Case) -> bool:
    """While a case waits for a new owner, its supervisors write in her place; and those of them
    who decide about its end, for it is hidden from her."""
    if owns(user, case):
        return True
    return supervises(user, case) and (case.hidden_at is not None or is_without_owner(case))


def stands_by(user: User, case: Case) -> bool:
    """A supervisor of another desk whose group was given a standby key to the case."""
    groups = [desk.supervisors_id for desk in user.desks_as(Role.SUPERVISOR)]
    held = GroupGrant.objects.filter(content_object=case, role=HolderRole.STANDBY)
    return bool(groups) and held.filter(group__in=groups).exists()


def has_it_for_an_hour(user: User, case: Case) -> bool:
    """It was opened for her in an emergency, and the hour is not over."""
    held = UserGrant.objects.in_force(Now()).filter(user=user, content_object=case)
    return user.is_admitted and held.filter(until__isnull=False).exists()


def reads_all(user: User, case: Case) -> bool:
    return owns(user, case) or supervises(user, case) or has_it_for_an_hour(user, case)


def is_without_owner(case: Case) -> bool:
    """Its owner left the house or the desk; the supervisors' queue shows it."""
    return not case.owner.is_caseworker_on(case.desk)


def may_reopen_to_herself(user: User, case: Case) -> bool:
    """It is closed, and she stands by: asking for it in an emergency reopens it too."""
    return case.state == CaseState.CLOSED and can_reopen_in_emergency(user, case)


def may_have_written(case: Case) -> set[UUID]:
    """Its owner; and while it waits for one, a supervisor who is alone on the desk."""
    if not is_without_owner(case):
        return {case.owner_id}
    own = quorum.supervisors_of(case.desk)
    return {case.owner_id, *(one.pk for one in own[:1] if len(own) == 1)}


@rule
def can_list(user: User) -> bool:
    """Whoever has a post on a desk lists and searches its cases; an administrator has none."""
    return user.is_admitted and (user.is_caseworker or user.is_supervisor)


@rule
def can_start(user: User, desk: Desk) -> bool:
    """A caseworker of the desk starts a case on it."""
    return user.is_admitted and user.is_caseworker_on(desk)


@rule
def can_edit(user: User, case: Case) -> bool:
    """The owner writes the record; a supervisor of the desk while it waits for a new owner."""
    return acts_as_owner(user, case) and case.state not in READ_ONLY


@rule
def can_add_note(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk add notes, and others in an emergency."""
    return reads_all(user, case) and case.state not in READ_ONLY


@rule
def can_reveal(user: User, case: Case) -> bool:
    """The owner, the supervisors of the desk, and others in an emergency uncover names."""
    return reads_all(user, case)


@rule
def can_submit(user: User, case: Case) -> bool:
    """The owner asks for a decision; a supervisor while the case waits for a new owner."""
    return acts_as_owner(user, case)


@rule
def can_decide(user: User, decision: Decision) -> bool:
    """A second person decides: a supervisor of the desk, else of its deputy, who did not ask."""
    excluding = {decision.asked_by_id, decision.case.owner_id}
    return quorum.may_be_second(user, decision.desk, quorum.Act.DECIDE, excluding)


@rule
def can_raise_risk(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk raise the risk, at once."""
    return can_edit(user, case) or supervises(user, case)


@rule
def can_lower_risk(user: User, case: Case) -> bool:
    """A supervisor of the desk who does not own the case lowers the risk."""
    return decides(user, case)


@rule
def can_ask_closing(user: User, case: Case) -> bool:
    """The owner asks to close it; a supervisor while the case waits for a new owner."""
    return acts_as_owner(user, case)


@rule
def can_ask_transfer(user: User, case: Case) -> bool:
    """The owner asks for the case to go elsewhere; a supervisor while it waits for a new owner."""
    return acts_as_owner(user, case)


@rule
def can_stop_contact(user: User, case: Case) -> bool:
    """The owner, the supervisors of the desk, and others in an emergency stop contact, at once."""
    return reads_all(user, case) and case.state not in READ_ONLY


@rule
def can_answer_transfer(user: User, case: Case) -> bool:
    """A supervisor of the desk notes what the other organisation answered, and takes it back."""
    return supervises(user, case)


@rule
def can_hold(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk put the case on hold and go on with it."""
    return owns(user, case) or supervises(user, case)


@rule
def can_void(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk end a draft that was begun in error."""
    return owns(user, case) or supervises(user, case)


@rule
def can_reopen(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk reopen the case, at once."""
    return owns(user, case) or supervises(user, case)


@rule
def can_reopen_in_emergency(user: User, case: Case) -> bool:
    """A supervisor who stands by reopens a case when she asks for it in an emergency."""
    return stands_by(user, case)


@rule
def can_renew_basis(user: User, case: Case) -> bool:
    """A second person, who does not own the case, renews help without her consent."""
    return is_second(user, case) and case.state not in READ_ONLY


@rule
def can_decide_for_child(user: User, case: Case) -> bool:
    """The focal point for children or her deputy decides for a girl; else a second person."""
    return is_second(user, case, quorum.Act.CHILD) and case.state not in READ_ONLY


@rule
def can_share(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk share the case and hand it over."""
    return acts_as_owner(user, case) or supervises(user, case)


@rule
def can_give_standby(user: User, desk: Desk) -> bool:
    """A supervisor of the desk gives the one that stands by the keys to its older cases."""
    return user.is_admitted and user.is_supervisor_on(desk)


@rule
def can_see_readers(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk see who opened the case."""
    return owns(user, case) or supervises(user, case)


@rule
def can_break_glass(user: User, case: Case) -> bool:
    """A caseworker of the desk, or a supervisor who stands by, asks for a case in an emergency."""
    there = case.hidden_at is None and case.state != CaseState.ERASED
    return (
        user.is_admitted and there and (user.is_caseworker_on(case.desk) or stands_by(user, case))
    )


@rule
def can_open_for_an_hour(user: User, case: Case) -> bool:
    """A supervisor of the desk, or one who stands by, opens a case to who asked in an emergency."""
    return supervises(user, case) or stands_by(user, case)


@rule
def can_review_glass(user: User, glass: BreakGlass) -> bool:
    """A supervisor who neither asked nor opened reviews what was opened in an emergency."""
    took_part = user.pk in (glass.asker_id, glass.opener_id)
    return not took_part and (supervises(user, glass.case) or stands_by(user, glass.case))


@rule
def can_ask_erasure(user: User, case: Case) -> bool:
    """Whoever hears her ask for its end: the owner, or a supervisor of the desk."""
    return owns(user, case) or supervises(user, case)


@rule
def can_agree_to_erase(user: User, erasure: Erasure, known: quorum.Places | None = None) -> bool:
    """A supervisor of the desk, then a second person; at her request the two who were named."""
    if erasure.is_hers:
        return user.is_admitted and user.pk in (erasure.first_id, erasure.second_id)
    excluding = {erasure.case.owner_id, *([erasure.first_id] if erasure.first_id else [])}
    return quorum.may_be_second(user, erasure.case.desk, quorum.Act.ERASE, excluding, known)


@rule
def can_hold_record(user: User) -> bool:
    """An administrator, who opens no record, keeps one although its time is over."""
    return user.is_admitted and user.is_administrator


@rule
def can_settle_hold(user: User, asked_by: UUID | None) -> bool:
    """Another administrator than the one who asked confirms a legal hold, or its end."""
    return user.is_admitted and user.is_administrator and user.pk != asked_by


@rule
def can_set_terms(user: User) -> bool:
    """An administrator says, within bounds, how long what is kept."""
    return user.is_admitted and user.is_administrator


@rule
def can_set_coded_lists(user: User) -> bool:
    """An administrator says what the house calls a code, and which codes it does not use."""
    return user.is_admitted and user.is_administrator


@rule
def can_see_certificates(user: User) -> bool:
    """Supervisors and administrators see what was erased, by its code."""
    return user.is_admitted and (user.is_supervisor or user.is_administrator)


@rule
def can_ask_copy(user: User, case: Case) -> bool:
    """Whoever hears her ask for a copy of what is held: the owner, or a supervisor of the desk."""
    return owns(user, case) or supervises(user, case)


@rule
def can_give_copy(user: User, case: Case) -> bool:
    """The owner, or a supervisor of the desk, makes the copy and hands it to her."""
    return owns(user, case) or supervises(user, case)
