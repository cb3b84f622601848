"""Opening in an emergency: one case, one hour, given by a supervisor, reviewed by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from casework.access import admission, people, revoking
from casework.access.errors import NotAllowed, WrongState
from casework.access.keys import load_standby, renew
from casework.access.models import UserGrant
from casework.access.rekey import rekey
from casework.accounts.models import Role, User
from casework.audit.verification import verify
from casework.cases import break_glass as glasses
from casework.cases import policies
from casework.cases.actions import break_glass, emergency, sharing
from casework.cases.actions.break_glass import reason_of
from casework.cases.models import BreakGlass, Case, Label, Note
from casework.reminders.models import Due, DueState
from casework.vault.models import Letter
from tests import entries, make
from tests.make import House, Staff

# Grants end by the database's own clock.
AT = datetime.now(UTC)
LATER = AT + timedelta(hours=2)


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


@pytest.fixture
def far(house: House) -> Case:
    """Of the south desk, for which the supervisors of the north desk stand by."""
    return make.draft(house, "caseworker3")


def _ask(who: Staff, case: Case, *, at: datetime = AT, words: str = "She rang.") -> BreakGlass:
    told = {"reason": "on_the_line", "words": words}
    return break_glass.ask(case, **told, by=who.user, at=at, keys=who.keys)


def _open(who: Staff, glass: BreakGlass, *, at: datetime = AT) -> None:
    break_glass.open_for_an_hour(glass, by=who.user, at=at, keys=who.keys)


def _review(who: Staff, glass: BreakGlass, *, at: datetime = LATER) -> None:
    told = {"finding": "needed", "words": "She was right."}
    break_glass.review(glass, **told, by=who.user, at=at, keys=who.keys)


def _opens(who: Staff, case: Case, at: datetime = AT) -> bool:
    keys = make.keys_for(who, case, at)
    seen = Case.objects.visible_to(User.objects.get(pk=who.user.pk)).filter(pk=case.pk)
    return keys.holds(case.pk) and bool(keys.open(Label.objects.get(case=case), "text") and seen)


def _verbs() -> list[str]:
    return [one.verb for one in entries.sealed() if one.verb.startswith(("break_", "access."))]


def _notes(who: Staff, case: Case) -> list[tuple[str, str]]:
    keys = make.keys_for(who, case)
    rows = Note.objects.filter(case=case).order_by("number")
    return [(keys.open_document(row)["deed"], keys.open(row, "body")) for row in rows]


def _second_of_south(house: House) -> Staff:
    """`caseworker2` works on the south desk too."""
    her, head = house.caseworker2, house.supervisor3
    people.give_post(
        her.user, Role.CASEWORKER, house.other_desk, by=house.administrator.user, at=AT
    )
    words = " ".join(admission.words_of(her.user))
    admission.admit(her.user, words=words, by=head.user, at=AT, keys=head.keys)
    return her.reload()


def test_asking_shows_the_sheet_and_opens_nothing(house: House, case: Case) -> None:
    glass = _ask(house.caseworker2, case)
    assert emergency.opened(case, house.caseworker2.keys) is not None
    assert not _opens(house.caseworker2, case)
    for head in (house.supervisor, house.supervisor2):
        assert reason_of(glass, head.keys) == {"reason": "on_the_line", "words": "She rang."}
    for other in (house.supervisor3, house.caseworker, house.caseworker2):
        assert reason_of(glass, other.keys) == {}
    due = Due.objects.pending().filter(reference=glass.pk)
    assert {(row.kind, row.due_at) for row in due} == {
        ("break_glass_asked", AT),
        ("break_glass_review", AT + timedelta(hours=24)),
        ("break_glass_late", AT + timedelta(hours=24)),
    }
    heads = {row.owner.username for row in due.exclude(kind="break_glass_late")}
    assert heads == {"supervisor", "supervisor2"}
    assert _verbs()[-1] == "break_glass.asked"


def test_asked_twice_is_once(house: House, case: Case) -> None:
    assert _ask(house.caseworker2, case) == _ask(house.caseworker2, case)
    assert BreakGlass.objects.count() == 1


def test_a_supervisor_opens_it_for_an_hour(house: House, case: Case) -> None:
    her, glass = house.caseworker2, _ask(house.caseworker2, case)
    assert not policies.can_reveal(her.user, case)
    _open(house.supervisor, glass)
    assert _opens(her, case)
    assert policies.can_reveal(her.user, case)
    assert policies.can_add_note(her.user, case)
    assert not policies.can_edit(her.user, case)
    grant = UserGrant.objects.get(content_object=case, user=her.user)
    assert (grant.role, grant.until) == ("reader", AT + timedelta(hours=1))
    assert _verbs()[-2:] == ["access.granted", "break_glass.opened"]
    assert not make.keys_for(her, case, AT + timedelta(hours=1)).holds(case.pk)


def test_the_hour_ends_by_itself(house: House, case: Case) -> None:
    long_ago = AT - timedelta(hours=3)
    glass = _ask(house.caseworker2, case, at=long_ago)
    _open(house.supervisor, glass, at=long_ago)
    her = house.caseworker2.reload()
    assert not _opens(her, case)
    assert not policies.can_reveal(her.user, case)
    assert not policies.can_add_note(her.user, case)
    _open(house.supervisor2, _ask(her, case))  # and may be asked for anew
    assert _opens(her, case)


def test_when_the_hour_is_over_her_copy_of_the_key_goes_too(house: House, case: Case) -> None:
    """By a worker, which holds no key; the permission ended to the minute without it."""
    _open(house.supervisor, _ask(house.caseworker2, case))
    held = UserGrant.objects.filter(content_object=case)
    until = held.get(user=house.caseworker2.user).until
    assert until is not None
    assert revoking.end_over(until - timedelta(seconds=1)) == 0
    assert (revoking.end_over(until), revoking.end_over(until)) == (1, 0)
    assert [row.user for row in held] == [house.caseworker.user]
    said = entries.last("access.revoked")
    assert (said.by, said.subject_code, said.reason) == ("system", case.code, "over")
    assert _opens(house.caseworker, case)
    gone = [one.place for one in verify(connection).findings if "usergrant" in one.place]
    assert gone == []


def test_why_it_was_opened_stands_in_the_case(house: House, case: Case) -> None:
    glass = _ask(house.caseworker2, case)
    _open(house.supervisor, glass)
    assert _notes(house.caseworker, case) == [("break_glass.opened", "She rang.")]
    assert not Letter.objects.filter(kind=Letter.Kind.TO_SUPERVISORS).exists()


def test_sharing_within_the_hour_lasts(house: House, case: Case) -> None:
    her, owner = house.caseworker2, house.caseworker
    _open(house.supervisor, _ask(her, case))
    sharing.share(case, to=her.user, by=owner.user, at=AT, keys=make.keys_for(owner, case))
    assert UserGrant.objects.get(content_object=case, user=her.user).until is None


@pytest.mark.proves("cases.can_break_glass")
@pytest.mark.parametrize("who", ["caseworker3", "supervisor3", "administrator"])
def test_a_stranger_asks_for_nothing(house: House, case: Case, who: str) -> None:
    with pytest.raises(NotAllowed):
        _ask(house.staff[who], case)
    assert not BreakGlass.objects.exists()


@pytest.mark.proves("cases.cannot_open_it_already")
def test_whoever_opens_it_already_asks_for_nothing(house: House, case: Case) -> None:
    with pytest.raises(WrongState, match="can open this case already"):
        _ask(house.caseworker, case)
    assert not BreakGlass.objects.exists()


@pytest.mark.proves("cases.one_case_at_a_time")
def test_one_case_at_a_time(house: House, case: Case) -> None:
    other = make.draft(house, label="blue kettle")
    _ask(house.caseworker2, case)
    with pytest.raises(WrongState, match=case.code):
        _ask(house.caseworker2, other)
    assert BreakGlass.objects.count() == 1
    _ask(house.caseworker2, other, at=LATER)
    assert BreakGlass.objects.count() == 2


@pytest.mark.proves("cases.can_open_for_an_hour")
@pytest.mark.parametrize("who", ["caseworker2", "caseworker", "supervisor3", "administrator"])
def test_only_a_supervisor_opens_it(house: House, case: Case, who: str) -> None:
    glass = _ask(house.caseworker2, case)
    with pytest.raises(NotAllowed, match="can_open_for_an_hour"):
        _open(house.staff[who], glass)
    assert not _opens(house.caseworker2, case)


@pytest.mark.proves("cases.request_still_waits")
def test_a_request_is_answered_within_the_hour_and_once(house: House, case: Case) -> None:
    glass = _ask(house.caseworker2, case)
    with pytest.raises(WrongState, match="is over"):
        _open(house.supervisor, glass, at=LATER)
    _open(house.supervisor, glass)
    with pytest.raises(WrongState, match="already"):
        _open(house.supervisor2, glass, at=AT + timedelta(minutes=30))
    assert BreakGlass.objects.get().opener == house.supervisor.user


def test_who_stands_by_opens_with_her_own_key(house: House, far: Case) -> None:
    """And it is seen by the owner and her supervisors, and reviewed by one who did not open."""
    glass = _ask(house.supervisor, far)
    assert glass.opener == house.supervisor.user
    assert _opens(house.supervisor, far)
    assert not _opens(house.supervisor2, far)
    assert _notes(house.caseworker3, far) == [("break_glass.opened", "She rang.")]
    _review(house.supervisor3, glass)
    assert _notes(house.caseworker3, far)[1:] == [("break_glass.reviewed", "She was right.")]


def test_who_stands_by_opens_it_to_a_caseworker_of_the_desk(house: House, far: Case) -> None:
    her = _second_of_south(house)
    glass = _ask(her, far)
    assert reason_of(glass, house.supervisor2.keys)["words"] == "She rang."
    _open(house.supervisor2, glass)
    assert _opens(her, far)
    assert not _opens(house.supervisor2, far)


def test_a_standby_key_outlives_a_new_key_of_the_case(house: House, far: Case) -> None:
    """It was loaded before the case was given another key, and is loaded anew the same way."""
    deputy, head = house.supervisor, house.supervisor3
    glass = _ask(_second_of_south(house), far)
    keys = deputy.keys
    load_standby(keys, far.pk, at=AT)
    rekey(far, by=head.user, at=AT, keys=make.keys_for(head, far))
    break_glass.open_for_an_hour(glass, by=deputy.user, at=AT, keys=keys)
    assert _opens(house.caseworker2, far)
    rekey(far, by=head.user, at=AT, keys=make.keys_for(head, far))
    renew(keys, far.pk, at=AT)
    assert keys.case_key_version(far.pk) == 3


def test_without_a_key_nobody_opens_it(house: House, far: Case) -> None:
    glass = _ask(_second_of_south(house), far)
    before = _verbs()
    stranger = make.Staff(house.supervisor.user, house.caseworker.keys)
    with pytest.raises(NotAllowed, match="holds_the_key"):
        _open(stranger, glass)
    assert (_verbs(), BreakGlass.objects.get().opener) == (before, None)


def test_who_stands_by_reviews_and_still_reads_nothing(house: House, far: Case) -> None:
    her = _second_of_south(house)
    glass = _ask(her, far)
    _open(house.supervisor3, glass)
    _review(house.supervisor, glass)
    assert BreakGlass.objects.get().reviewer == house.supervisor.user
    assert [deed for deed, _words in _notes(house.caseworker3, far)] == ["break_glass.opened"]


@pytest.mark.proves("cases.can_review_glass")
def test_who_took_part_reviews_nothing(house: House, case: Case, far: Case) -> None:
    glass = _ask(house.caseworker2, case)
    _open(house.supervisor, glass)
    standing = _ask(house.supervisor, far)
    for who, one in (
        ("caseworker2", glass),
        ("supervisor", glass),
        ("caseworker", glass),
        ("supervisor", standing),
        ("administrator", glass),
    ):
        with pytest.raises(NotAllowed):
            _review(house.staff[who], one)
    assert not BreakGlass.objects.filter(reviewed_at__isnull=False).exists()


@pytest.mark.proves("cases.its_hour_is_over")
def test_what_goes_on_is_not_reviewed(house: House, case: Case) -> None:
    glass = _ask(house.caseworker2, case)
    with pytest.raises(WrongState, match="not over yet"):
        _review(house.supervisor, glass, at=AT)
    assert BreakGlass.objects.get().reviewed_at is None


@pytest.mark.proves("cases.not_reviewed_yet")
def test_one_review_is_enough(house: House, case: Case) -> None:
    glass = _ask(house.caseworker2, case)
    _review(house.supervisor, glass)
    with pytest.raises(WrongState, match="reviewed already"):
        _review(house.supervisor2, glass)
    assert BreakGlass.objects.get().reviewer == house.supervisor.user


def test_a_review_ends_the_task_and_files_why_it_was_asked_for(house: House, case: Case) -> None:
    glass = _ask(house.caseworker2, case)
    _review(house.supervisor, glass)
    assert _notes(house.caseworker, case) == [
        ("break_glass.asked", "She rang."),
        ("break_glass.reviewed", "She was right."),
    ]
    assert not Letter.objects.filter(kind=Letter.Kind.TO_SUPERVISORS).exists()
    states: dict[str, Any] = dict(
        Due.objects.filter(reference=glass.pk, kind="break_glass_review").values_list(
            "owner__username", "state"
        )
    )
    assert states == {"supervisor": DueState.DONE, "supervisor2": DueState.WITHDRAWN}
    assert not Due.objects.pending().filter(reference=glass.pk).exists()
    assert _verbs()[-1] == "break_glass.reviewed"


def test_they_are_counted_for_a_report(house: House, case: Case) -> None:
    """Asked for, opened, reviewed, in time, and what was found; by desk, and only those of then."""
    glass, late = _ask(house.caseworker2, case), AT + timedelta(hours=30)
    _open(house.supervisor, glass)
    _review(house.supervisor2, glass, at=late)
    waits = _ask(house.caseworker2, make.draft(house, label="tall pine"), at=late)
    entries.sealed()
    month = (AT, AT + timedelta(days=30))
    assert glasses.counted(*month) == (2, 1, 1, 0, {"needed": 1})
    assert glasses.counted(*month, house.desk) == glasses.counted(*month)
    assert glasses.counted(*month, house.other_desk) == (0, 0, 0, 0, {})
    assert glasses.counted(AT - timedelta(days=9), AT).asked == 0
    assert list(glasses.overdue(late + timedelta(hours=25))) == [waits]


def test_a_request_rings_the_supervisors_of_both_desks_until_it_is_opened(
    house: House, far: Case
) -> None:
    glass = _ask(_second_of_south(house), far)
    rings = Due.objects.pending().filter(kind="break_glass_asked", due_at=AT)
    assert {row.owner.username for row in rings} == {"supervisor", "supervisor2", "supervisor3"}
    _open(house.supervisor2, glass)
    assert not rings.all().exists()
