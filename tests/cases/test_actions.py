"""The life of a case and its record. What is refused writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError

from casework.access.errors import NotAllowed, Stale, WrongState
from casework.audit import log as audit_log
from casework.cases import consequences, guards
from casework.cases.actions import (
    assessment,
    closing,
    confirming,
    files,
    opening,
    record,
    reopening,
)
from casework.cases.actions.consent import record_consent
from casework.cases.closing import ClosingReason
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, ConsentRecord, Digest, Label, Note, Section
from casework.cases.notes import NoteKind
from casework.cases.reasons import GivingBackReason, ReopeningReason, RiskReason
from casework.cases.states import CaseState, ConsentState, Reachability, Risk
from tests import make
from tests.make import NOW, House, Staff

Log = Callable[[], list[str]]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def draft(house: House) -> Case:
    return make.draft(house)


@pytest.fixture
def opened(house: House) -> Case:
    return make.opened(house)


def _snapshot() -> list[tuple[str, list[object]]]:
    """All rows of a case's tables, to see that nothing was written."""
    models = (Case, Section, Note, ConsentRecord, Label, Digest)
    return [(model.__name__, sorted(map(repr, model.objects.values_list()))) for model in models]


# Starting -----------------------------------------------------------------------


def test_start_keeps_a_doubled_form_once(house: House) -> None:
    who, name = house.caseworker, uuid4()
    first, second = (
        files.start(house.desk, by=who.user, at=NOW, keys=who.keys, label="tin drum", pk=name)
        for _twice in range(2)
    )
    assert first == second
    assert Case.objects.count() == 1


def test_start_refuses_the_name_of_somebody_elses_case(house: House, draft: Case) -> None:
    other = house.caseworker2
    with pytest.raises(NotAllowed):
        files.start(
            house.desk, by=other.user, at=NOW, keys=other.keys, label="tin drum", pk=draft.pk
        )
    assert Case.objects.get().owner == house.caseworker.user


@pytest.mark.parametrize("name", ["supervisor", "caseworker3", "administrator"])
def test_start_is_for_caseworkers_of_the_desk(name: str, house: House) -> None:
    who = house.staff[name]
    with pytest.raises(NotAllowed):
        files.start(house.desk, by=who.user, at=NOW, keys=who.keys, label="tin drum")
    assert not Case.objects.exists()


def test_start_takes_another_code_when_one_is_taken(
    house: House, draft: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter([draft.code, "CW-00000000X"])
    monkeypatch.setattr(files, "new_case_code", lambda: next(codes))
    assert make.draft(house, label="tin drum").code == "CW-00000000X"


# Notes ----------------------------------------------------------------------------


def test_add_note_seals_text_author_time_and_kind(house: House, opened: Case) -> None:
    note = _add(house.caseworker, opened, "She has a new number.")
    keys = make.keys_for(house.supervisor, opened)
    assert keys.open(note, "body") == "She has a new number."
    assert keys.open_document(note) == {
        "author": str(house.caseworker.user.pk),
        "name": "Caseworker",
        "at": LATER.isoformat(),
        "kind": "note",
    }


def test_notes_are_numbered_without_a_gap(house: House, opened: Case) -> None:
    numbers = [_add(house.caseworker, opened, text).number for text in ("one", "two", "three")]
    assert numbers == [1, 2, 3]


def test_add_note_keeps_a_doubled_form_once(house: House, opened: Case, log: Log) -> None:
    name = uuid4()
    log()
    first, second = (_add(house.caseworker, opened, "once", once=name) for _twice in range(2))
    assert first == second
    assert Note.objects.count() == 1
    assert log() == ["note.added"]


def test_a_form_that_came_back_with_another_text_is_another_note(
    house: House, opened: Case
) -> None:
    name = uuid4()
    for text in ("first", "second", "first"):
        _add(house.caseworker, opened, text, once=name)
    assert Note.objects.count() == 2


def test_one_form_sent_to_two_cases_is_a_note_in_each(house: House, opened: Case) -> None:
    other, name = make.opened(house, label="blue cup"), uuid4()
    for case in (opened, other):
        _add(house.caseworker, case, "for both", once=name)
    assert sorted(Note.objects.values_list("case", "number")) == sorted(
        [(opened.pk, 1), (other.pk, 1)]
    )


def test_correcting_a_note_adds_one_that_names_it(house: House, opened: Case, log: Log) -> None:
    old = _add(house.caseworker, opened, "on Monday")
    before = Note.objects.values().get(pk=old.pk)
    log()
    new = _add(house.caseworker, opened, "on Tuesday", corrects=old.number)
    assert make.keys_for(house.caseworker, opened).open_document(new)["corrects"] == old.number
    assert Note.objects.values().get(pk=old.pk) == before
    assert log() == ["note.corrected"]


def test_correcting_a_note_that_is_not_there_is_refused(house: House, opened: Case) -> None:
    with pytest.raises(WrongState):
        _add(house.caseworker, opened, "on Tuesday", corrects=7)
    assert not Note.objects.exists()


@pytest.mark.parametrize("name", ["caseworker2", "caseworker3", "supervisor3", "administrator"])
def test_add_note_is_for_its_caseworker_and_supervisors(
    name: str, house: House, opened: Case
) -> None:
    before = _snapshot()
    with pytest.raises(NotAllowed):
        _add(house.staff[name], opened, "no")
    assert _snapshot() == before


def test_a_closed_case_takes_no_note(house: House, opened: Case) -> None:
    loaded_before = Case.objects.get(pk=opened.pk)
    _close(house, opened)
    before = _snapshot()
    with pytest.raises(NotAllowed):
        _add(house.caseworker, loaded_before, "too late")
    assert _snapshot() == before


def test_an_act_whose_entry_fails_is_undone(
    house: House, opened: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _snapshot()
    monkeypatch.setattr(audit_log, "_INSERT", "INSERT INTO nowhere VALUES (%s)")
    with pytest.raises(ProgrammingError):
        _add(house.caseworker, opened, "unseen")
    assert _snapshot() == before


# Sections, digest, label -------------------------------------------------------------


def test_save_section_refuses_a_stale_form(house: House, opened: Case) -> None:
    before = _snapshot()
    with pytest.raises(Stale):
        _save(house.caseworker, opened, "needs", make.complete("needs"), revision=0)
    assert _snapshot() == before


def test_save_section_keeps_the_digest_in_step(house: House, opened: Case) -> None:
    told = make.complete("identity") | {"alias": "Little crane", "names": [{"hangul": "김은설"}]}
    _save(house.caseworker, opened, "identity", told, revision=1)
    digest = make.keys_for(house.caseworker, opened).open_document(Digest.objects.get())
    assert digest["names"] == ["Little crane", "김은설"]
    assert digest["label"] == "grey scarf"
    assert digest["facts"]["identity"]["age_band"] == "27--29"
    assert "alias" not in digest["facts"]["identity"]


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        ("no", Reachability.REACHABLE, Reachability.NO_SAFE_CONTACT),
        ("yes", Reachability.NO_SAFE_CONTACT, Reachability.REACHABLE),
        ("no", Reachability.IN_CUSTODY, Reachability.IN_CUSTODY),
        ("yes", Reachability.RETURNED, Reachability.RETURNED),
        ("only_if_she_calls", Reachability.REACHABLE, Reachability.REACHABLE),
    ],
)
def test_saving_safe_contact_keeps_reachability_in_step(
    answer: str, before: Reachability, after: Reachability, house: House, draft: Case
) -> None:
    Case.objects.filter(pk=draft.pk).update(reachability=before)
    _save(house.caseworker, draft, "safe_contact", {"may_contact": answer}, revision=0)
    assert Case.objects.get().reachability == after


def test_change_label_refuses_a_stale_form(house: House, opened: Case) -> None:
    _rename(house.caseworker, opened, "tin drum", revision=1)
    before = _snapshot()
    with pytest.raises(Stale):
        _rename(house.caseworker, opened, "blue cup", revision=1)
    assert _snapshot() == before
    keys = make.keys_for(house.caseworker, opened)
    assert keys.open(Label.objects.get(), "text") == "tin drum"
    assert keys.open_document(Digest.objects.get())["label"] == "tin drum"


# Opening ---------------------------------------------------------------------------------


def test_submit_says_what_is_missing(house: House, draft: Case) -> None:
    before = _snapshot()
    with pytest.raises(WrongState, match="risk level"):
        _act(opening.submit, house.caseworker, draft)
    assert _snapshot() == before


def test_a_case_is_opened_by_a_second_person(house: House, log: Log) -> None:
    case = make.opened(house)
    assert (case.state, case.opened_at, case.submitted_at) == (CaseState.OPEN, NOW, None)
    assert "case.submitted" in (verbs := log())
    assert "case.opened" in verbs


def test_in_danger_a_case_is_open_at_once_and_waits_to_be_confirmed(house: House) -> None:
    case = _ready(house, risk=Risk.CRITICAL)
    _act(opening.submit, house.caseworker, case)
    assert (case.state, case.submitted_at) == (CaseState.OPEN, LATER)
    _act(confirming.confirm, house.supervisor, case, DecisionKind.OPENED)
    assert case.submitted_at is None


def test_submit_twice_is_refused(house: House) -> None:
    case = _ready(house)
    _act(opening.submit, house.caseworker, case)
    before = _snapshot()
    with pytest.raises(WrongState, match="already"):
        _act(opening.submit, house.caseworker, case)
    assert _snapshot() == before


@pytest.mark.parametrize("name", ["caseworker", "caseworker2", "supervisor3", "administrator"])
def test_only_a_supervisor_of_the_desk_accepts(name: str, house: House) -> None:
    case = _ready(house)
    _act(opening.submit, house.caseworker, case)
    before = _snapshot()
    with pytest.raises(NotAllowed):
        opening.accept(case, by=house.staff[name].user, at=LATER, keys=house.staff[name].keys)
    assert _snapshot() == before


def test_give_back_seals_reason_and_words(house: House) -> None:
    case = _ready(house)
    _act(opening.submit, house.caseworker, case)
    _act(
        opening.give_back,
        house.supervisor,
        case,
        reason=GivingBackReason.CONSENT,
        words="Please ask her again.",
    )
    assert (case.state, case.submitted_at) == (CaseState.DRAFT, None)
    assert _decision(house, case) == ("case.given_back", "consent_unclear", "Please ask her again.")


def test_give_back_of_what_nobody_submitted_is_refused(house: House, draft: Case) -> None:
    before = _snapshot()
    with pytest.raises(WrongState):
        _act(opening.give_back, house.supervisor, draft, reason=GivingBackReason.OTHER)
    assert _snapshot() == before


# Closing and reopening ---------------------------------------------------------------------


def test_close_and_reopen_keep_their_reasons_sealed(house: House, opened: Case) -> None:
    _close(house, opened)
    assert (opened.state, opened.closed_at) == (CaseState.CLOSED, LATER)
    assert _decision(house, opened) == ("case.closed", "survivor_request", "")
    _act(reopening.reopen, house.caseworker, opened, reason=ReopeningReason.RETURNED)
    assert (opened.state, opened.closed_at, opened.submitted_at) == (CaseState.OPEN, None, LATER)
    assert _decision(house, opened) == ("case.reopened", "returned", "")


def test_close_names_what_stands_in_its_way(
    house: House, opened: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "obstacles", [lambda case: "A referral still lives."])
    before = _snapshot()
    with pytest.raises(WrongState, match="A referral still lives"):
        _close(house, opened)
    assert _snapshot() == before


def test_close_at_high_risk_needs_a_reason_that_allows_it(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    with pytest.raises(WrongState, match="too high"):
        make.ask_closing(house, case, ClosingReason.GOALS_MET, at=LATER)
    _close(house, case)
    assert case.state == CaseState.CLOSED


def test_its_owner_does_not_close_it(house: House, opened: Case) -> None:
    make.ask_closing(house, opened, at=LATER)
    before = _snapshot()
    with pytest.raises(NotAllowed):
        _act(closing.close, house.caseworker, opened)
    assert _snapshot() == before


def test_reopen_of_an_open_case_is_refused(house: House, opened: Case) -> None:
    with pytest.raises(WrongState):
        _act(reopening.reopen, house.caseworker, opened, reason=ReopeningReason.ERROR)


# Risk -------------------------------------------------------------------------------------------


def test_its_caseworker_raises_the_risk_at_once(house: House, opened: Case, log: Log) -> None:
    log()
    _risk(house.caseworker, opened, Risk.CRITICAL, RiskReason.NEW_DANGER)
    assert opened.risk == Risk.CRITICAL
    assert "risk.set" in log()


def test_its_caseworker_does_not_lower_the_risk(house: House, opened: Case) -> None:
    before = _snapshot()
    with pytest.raises(NotAllowed):
        _risk(house.caseworker, opened, Risk.LOW, RiskReason.DANGER_PASSED)
    assert _snapshot() == before


@pytest.mark.proves("cases.risk_case_is_open")
def test_no_level_is_set_on_a_closed_case(house: House, opened: Case) -> None:
    _close(house, opened)
    before = _snapshot()
    with pytest.raises(WrongState, match="closed; reopen it first"):
        _risk(house.supervisor, opened, Risk.CRITICAL, RiskReason.NEW_DANGER)
    assert _snapshot() == before


@pytest.mark.proves("cases.lowering_has_a_reason")
def test_a_supervisor_lowers_the_risk_and_says_why(house: House, opened: Case) -> None:
    with pytest.raises(WrongState, match="Say why"):
        assessment.set_risk(opened, Risk.LOW, by=house.supervisor.user, at=LATER)
    _risk(house.supervisor, opened, Risk.LOW, RiskReason.DANGER_PASSED)
    assert opened.risk == Risk.LOW
    assert _decision(house, opened) == ("risk.lowered", "danger_passed", "")


def test_set_risk_refuses_what_was_decided_upon_another_level(house: House, opened: Case) -> None:
    _risk(house.supervisor, opened, Risk.CRITICAL, RiskReason.NEW_DANGER)
    before = _snapshot()
    with pytest.raises(Stale):
        assessment.set_risk(opened, Risk.HIGH, by=house.caseworker.user, at=LATER, seen=Risk.MEDIUM)
    assert _snapshot() == before


# Consent ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "in_clear"),
    [
        ("refused", ConsentState.REFUSED),
        ("withdrawn", ConsentState.WITHDRAWN),
        ("deferred", ConsentState.NOT_ASKED),
    ],
)
def test_consent_to_case_services_shows_in_clear(
    answer: str, in_clear: ConsentState, house: House, opened: Case
) -> None:
    _act(record_consent, house.caseworker, opened, make.consent(state=answer))
    assert Case.objects.get().consent == in_clear


def test_consent_to_anything_else_stays_sealed(house: House, opened: Case) -> None:
    told = make.consent("share", state="refused", service="legal_advice", partner="x")
    before = Case.objects.values().get()
    _act(record_consent, house.caseworker, opened, told)
    assert Case.objects.values().get() == before


def test_record_consent_keeps_a_doubled_form_once(house: House, opened: Case) -> None:
    name = uuid4()
    for _twice in range(2):
        _act(record_consent, house.caseworker, opened, make.consent(), pk=name)
    assert ConsentRecord.objects.filter(pk=name).count() == 1
    assert ConsentRecord.objects.count() == 2


# What follows ------------------------------------------------------------------------------------


def test_every_change_tells_whoever_listens(
    house: House, opened: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(consequences, "consequences", [lambda case, by, at: told.append(case.code)])
    _add(house.caseworker, opened, "a note")
    _save(house.caseworker, opened, "needs", make.complete("needs"), revision=1)
    _risk(house.caseworker, opened, Risk.HIGH, RiskReason.NEW_DANGER)
    _close(house, opened)
    assert told == [opened.code] * 5


def _act(act: Callable[..., object], who: Staff, case: Case, *args: object, **told: object) -> None:
    act(case, *args, by=who.user, at=LATER, keys=make.keys_for(who, case), **told)


def _add(who: Staff, case: Case, text: str, **told: object) -> Note:
    keys = make.keys_for(who, case)
    return record.add_note(case, text, by=who.user, at=LATER, keys=keys, **told)  # type: ignore[arg-type]


def _save(who: Staff, case: Case, kind: str, told: dict[str, object], *, revision: int) -> None:
    keys = make.keys_for(who, case)
    record.save_section(case, kind, told, revision=revision, by=who.user, at=LATER, keys=keys)


def _rename(who: Staff, case: Case, text: str, *, revision: int) -> None:
    keys = make.keys_for(who, case)
    record.change_label(case, text, revision=revision, by=who.user, at=LATER, keys=keys)


def _risk(who: Staff, case: Case, risk: Risk, reason: RiskReason) -> None:
    keys = make.keys_for(who, case)
    assessment.set_risk(case, risk, by=who.user, at=LATER, reason=reason, keys=keys)


def _close(house: House, case: Case) -> None:
    make.close(house, case, ClosingReason.SURVIVOR_REQUEST, at=LATER)


def _ready(house: House, risk: Risk = Risk.MEDIUM) -> Case:
    """A draft in which nothing is missing."""
    case, owner = make.draft(house), house.caseworker
    for kind in (
        "gate",
        "safe_contact",
        "identity",
        "dependants",
        "situation",
        "needs",
        "health",
        "trafficking",
        "close",
        "reference",
    ):
        _save(owner, case, kind, make.complete(kind) | _HERE.get(kind, {}), revision=0)
    _act(record_consent, owner, case, make.consent())
    assessment.set_risk(case, risk, by=owner.user, at=NOW)
    return case


_HERE: dict[str, dict[str, object]] = {"situation": {"situation": "FM2"}}


def _decision(house: House, case: Case) -> tuple[str, str, str]:
    """Deed, reason and words of the newest decision."""
    keys = make.keys_for(house.supervisor, case)
    note = Note.objects.filter(case=case).order_by("-number")[0]
    told = keys.open_document(note)
    assert told["kind"] == NoteKind.DECISION
    return told["deed"], told["reason"], keys.open(note, "body")
