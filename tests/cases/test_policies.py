"""Who may do what with a case: the whole table, held against the functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta

import pytest

from casework.access import admission, people
from casework.accounts.models import Post, Role, User
from casework.cases import policies
from casework.cases.actions import files, sharing
from casework.cases.models import Case, Decision
from casework.cases.states import CaseState
from tests import make
from tests.make import NOW, House

OWNER, SUPERVISOR = "caseworker", "supervisor"
EVERYBODY = (
    "caseworker",
    "caseworker2",
    "caseworker3",
    "supervisor",
    "supervisor2",
    "supervisor3",
    "administrator",
)
SUPERVISORS = {"supervisor", "supervisor2"}
BOTH = {OWNER} | SUPERVISORS
NOBODY: set[str] = set()
ON_DESK = {OWNER, "caseworker2"}

# Who may, while the case is a draft, open, closed. caseworker3 holds it as a reader.
RULES = {
    "can_edit": ({OWNER}, {OWNER}, NOBODY),
    "can_add_note": (BOTH, BOTH, NOBODY),
    "can_reveal": (BOTH, BOTH, BOTH),
    "can_submit": ({OWNER}, {OWNER}, {OWNER}),
    "can_raise_risk": (BOTH, BOTH, SUPERVISORS),
    "can_lower_risk": (SUPERVISORS, SUPERVISORS, SUPERVISORS),
    "can_renew_basis": (SUPERVISORS, SUPERVISORS, NOBODY),
    "can_decide_for_child": (SUPERVISORS, SUPERVISORS, NOBODY),
    "can_ask_closing": ({OWNER}, {OWNER}, {OWNER}),
    "can_ask_transfer": ({OWNER}, {OWNER}, {OWNER}),
    "can_answer_transfer": (SUPERVISORS, SUPERVISORS, SUPERVISORS),
    "can_stop_contact": (BOTH, BOTH, NOBODY),
    "can_hold": (BOTH, BOTH, BOTH),
    "can_void": (BOTH, BOTH, BOTH),
    "can_reopen": (BOTH, BOTH, BOTH),
    "can_reopen_in_emergency": (NOBODY, NOBODY, NOBODY),
    "can_share": (BOTH, BOTH, BOTH),
    "can_see_readers": (BOTH, BOTH, BOTH),
    "can_break_glass": (ON_DESK, ON_DESK, ON_DESK),
    "can_open_for_an_hour": (SUPERVISORS, SUPERVISORS, SUPERVISORS),
    "can_ask_erasure": (BOTH, BOTH, BOTH),
    "can_ask_copy": (BOTH, BOTH, BOTH),
    "can_give_copy": (BOTH, BOTH, BOTH),
}


@pytest.fixture
def case(house: House) -> Case:
    made = make.opened(house, OWNER)
    owner = house.caseworker
    keys = make.keys_for(owner, made)
    sharing.share(made, to=house.caseworker3.user, by=owner.user, at=NOW, keys=keys)
    return made


def test_the_table_names_every_policy_about_a_case() -> None:
    about_a_case = {
        name
        for name, rule in inspect.getmembers(policies, inspect.isfunction)
        if name.startswith("can_") and "case" in inspect.signature(rule).parameters
    }
    assert about_a_case == RULES.keys()


def test_each_policy_allows_exactly_whom_the_table_names(house: House, case: Case) -> None:
    allowed: dict[str, tuple[set[str], ...]] = dict.fromkeys(RULES, ())
    for state in (CaseState.DRAFT, CaseState.OPEN, CaseState.CLOSED):
        case.state = state
        for rule in RULES:
            may: Callable[[User, Case], bool] = getattr(policies, rule)
            allowed[rule] += ({name for name in EVERYBODY if may(house.staff[name].user, case)},)
    assert allowed == RULES


def test_lists_are_for_those_with_a_post_on_a_desk(house: House) -> None:
    allowed = {name for name in EVERYBODY if policies.can_list(house.staff[name].user)}
    assert allowed == set(EVERYBODY) - {"administrator"}


def test_a_superuser_may_nothing_by_that(house: House, case: Case) -> None:
    stranger = house.caseworker3.user
    stranger.is_superuser = True
    assert not any(getattr(policies, rule)(stranger, case) for rule in RULES)


def test_a_supervisor_in_name_only_may_nothing(house: House, case: Case) -> None:
    """An administrator's word alone gives the post; the key comes from another supervisor."""
    named = house.caseworker2
    people.give_post(
        named.user,
        Role.SUPERVISOR,
        house.desk,
        by=house.administrator.user,
        at=NOW,
        agreed_by=house.administrator2.user,
    )
    named = named.reload()
    allowed = {rule for rule in RULES if getattr(policies, rule)(named.user, case)}
    assert allowed == {"can_break_glass"}  # as a caseworker of the desk
    assert not named.user.is_supervisor
    assert not Case.objects.visible_to(named.user).exists()
    assert not people.policies.can_let_leave(named.user, house.caseworker.user)
    words = " ".join(admission.words_of(named.user))
    head = house.supervisor
    admission.admit(named.user, words=words, by=head.user, at=NOW, keys=head.keys)
    assert policies.decides(named.reload().user, case)


def test_whoever_left_may_nothing(house: House, case: Case) -> None:
    people.leave(house.caseworker.user, by=house.administrator.user, at=NOW)
    gone = house.caseworker.reload().user
    assert not any(getattr(policies, rule)(gone, case) for rule in RULES)


def test_supervisors_act_as_owner_while_the_case_waits_for_one(house: House, case: Case) -> None:
    people.leave(house.caseworker.user, by=house.administrator.user, at=NOW)
    waiting = Case.objects.get(pk=case.pk)
    assert policies.can_edit(house.supervisor.user, waiting)
    assert not policies.can_edit(house.caseworker2.user, waiting)


def test_supervisors_act_as_owner_when_she_has_lost_her_post_only(house: House, case: Case) -> None:
    admin, owner = house.administrator.user, house.caseworker.user
    post = Post.objects.get(person=owner, role=Role.CASEWORKER, ended_at=None)
    people.give_post(owner, Role.CASEWORKER, house.other_desk, by=admin, at=NOW)
    people.end_post(post, by=admin, at=NOW)
    moved = Case.objects.get(pk=case.pk)
    assert policies.can_edit(house.supervisor.user, moved)
    assert not policies.can_edit(house.caseworker.reload().user, moved)


def test_a_supervisor_does_not_decide_about_her_own_case(house: House) -> None:
    admin, both = house.administrator.user, house.supervisor
    people.give_post(both.user, Role.CASEWORKER, house.desk, by=admin, at=NOW)
    both = both.reload()
    own = files.start(
        house.desk, by=both.user, at=NOW + timedelta(hours=1), keys=both.keys, label="tin drum"
    )
    asked = Decision(case=own, desk=own.desk, kind="closing", asked_by=house.caseworker.user)
    assert not policies.can_decide(both.user, asked)
    assert policies.can_decide(house.supervisor2.user, asked)
