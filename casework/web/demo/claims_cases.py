"""What the demo promises of its cases: their paths, their people, and how they are written."""

from __future__ import annotations

from collections import Counter

from casework.cases.consent_states import ConsentStage
from casework.cases.consents import allows_services, history
from casework.cases.sheets import SheetKind
from casework.cases.states import CaseState, Risk
from casework.pathways.situations import Event, Path
from casework.pathways.states import LIVE, Situation
from casework.web.demo.people import writes
from casework.web.demo.prose import is_long_enough, language
from casework.web.demo.survey import Opened, Survey

# How a surname begins in the North, and the same one in the South.
_SPELLINGS = (*zip("리림류량려련룡", "이임유양여연용", strict=True), ("로", "노"), ("라", "나"))
_STATES = {"draft", "open", "on_hold", "transfer_pending", "closure_requested", "closed"}
_TOLD_OF = (Event.M01, Event.M02, Event.M06, Event.M08, Event.M11)


def are_about_sixty(found: Survey) -> bool:
    return 55 <= len(found.opened) <= 70


def are_in_every_live_situation(found: Survey) -> bool:
    return {one.line.state for one in found.opened} >= set(LIVE)


def are_on_every_path(found: Survey) -> bool:
    """All but death, of which the demo tells no story."""
    now = {Situation(one.line.state).path for one in found.opened if one.line.state}
    return now == set(Path) - {Path.DE}


def have_a_dozen_long_courses(found: Survey) -> bool:
    return sum(len(one.line.episodes) >= 3 for one in found.opened) >= 12


def tell_of_every_loop(found: Survey) -> bool:
    return all(any(_times(one, event) for one in found.opened) for event in _TOLD_OF)


def two_were_returned_twice(found: Survey) -> bool:
    return sum(_times(one, Event.M08) == 2 for one in found.opened) >= 2


def children_have_rows(found: Survey) -> bool:
    """Two of one woman, and one at risk with a case of its own."""
    rows = [one.children for one in found.opened]
    return max(map(len, rows)) >= 2 and any(child.linked for row in rows for child in row)


def events_stand_on_the_line(found: Survey) -> bool:
    return len({event.what for one in found.opened for event in one.events}) >= 4


def some_was_told_later(found: Survey) -> bool:
    told = [step.told for one in found.opened for step in one.line.steps]
    return sum(row.stands_before is not None for row in told) >= 2


def some_have_made_a_plan(found: Survey) -> bool:
    kinds = Counter(sheet.kind for one in found.opened for sheet in one.sheets)
    plans, contacts = kinds[SheetKind.SAFETY_PLAN], kinds[SheetKind.CONTACT]
    return plans >= 3 and contacts >= 1 and kinds[SheetKind.CONFERENCE] >= 1


def one_is_told_by_someone_else(found: Survey) -> bool:
    return any(_answer(one, "gate", "speaking_herself") == "no" for one in found.opened)


def one_is_under_18(found: Survey) -> bool:
    return any(_answer(one, "gate", "under_18") == "yes" for one in found.opened)


def one_is_silent(found: Survey) -> bool:
    return any(one.line.state == Situation.UN1 for one in found.opened)


def are_of_all_ages(found: Survey) -> bool:
    told = {_answer(one, "identity", "age_band") for one in found.opened}
    return len(told - {"", "unknown", "not_asked", "declined"}) >= 8


def few_are_critical(found: Survey) -> bool:
    critical = sum(one.case.risk == Risk.CRITICAL for one in found.opened)
    return 0 < 5 * critical <= len(found.opened)


def have_come_to_every_state(found: Survey) -> bool:
    return {one.case.state for one in found.opened} >= _STATES


def have_consent(found: Survey) -> bool:
    """Every open case stands on her yes, in force on the day it was made, or on why not."""
    day = (found.made_at or found.at).date()
    opened = [one for one in found.opened if one.case.state == CaseState.OPEN]
    return all(
        allows_services(one.consents, day)
        or one.case.consent == "cannot_ask"
        or one.case.reachability in ("in_custody", "returned", "lost")
        for one in opened
    )


def consents_are_in_every_state(found: Survey) -> bool:
    now = {
        past.became
        for one in found.opened
        for past in history(one.consents, on=(found.made_at or found.at).date())
    }
    return now == set(ConsentStage)


def labels_are_two_words(found: Survey) -> bool:
    """In Chinese, two words of two signs without a space."""
    return all(
        len(one.label) == 4 if language(one.label) == "zh" else len(one.label.split()) in (2, 3)
        for one in found.opened
    )


def notes_are_long_enough(found: Survey) -> bool:
    texts = _texts(found)
    return len(texts) >= 2 * len(found.opened) and all(map(is_long_enough, texts))


def no_notes_are_alike(found: Survey) -> bool:
    return len(set(_texts(found))) == len(_texts(found))


def notes_are_in_their_writers_language(found: Survey) -> bool:
    notes = [note for one in found.opened for note in one.notes]
    return all(language(note.text) == writes(note.author) for note in notes)


def names_are_spelled_north_and_south(found: Survey) -> bool:
    return sum(map(_is_spelled_both_ways, found.opened)) >= 10


def some_names_are_chinese(found: Survey) -> bool:
    given = [row for one in found.opened for row in one.names if row["kind"] == "china"]
    return len(given) >= 5 and all(row["hanzi"] for row in given)


def most_names_are_romanised(found: Survey) -> bool:
    return sum(any(row["roman"] for row in one.names) for one in found.opened) >= 40


def _times(one: Opened, event: Event) -> int:
    return sum(step.told.event == event for step in one.line.steps)


def _answer(one: Opened, section: str, name: str) -> str:
    return str(one.sections.get(section, {}).get(name, ""))


def _texts(found: Survey) -> list[str]:
    return [note.text for one in found.opened for note in one.notes]


def _is_spelled_both_ways(one: Opened) -> bool:
    first = {row["hangul"][0] for row in one.names if row["hangul"]}
    return any({north, south} <= first for north, south in _SPELLINGS)


CLAIMS = (
    ("about sixty cases", are_about_sixty),
    ("every live situation at least once", are_in_every_live_situation),
    ("every path", are_on_every_path),
    ("a dozen courses of three or more episodes", have_a_dozen_long_courses),
    ("sold, sold on, arrested, sent back, crossing again", tell_of_every_loop),
    ("two with two forced returns", two_were_returned_twice),
    ("children with rows of their own", children_have_rows),
    ("events that are no move", events_stand_on_the_line),
    ("an earlier time that was told later", some_was_told_later),
    ("safety plans, contacts, and a case conference", some_have_made_a_plan),
    ("one told by someone else", one_is_told_by_someone_else),
    ("one under 18", one_is_under_18),
    ("one silent", one_is_silent),
    ("all ages", are_of_all_ages),
    ("at most a fifth in immediate danger", few_are_critical),
    (
        "drafts, open cases, one on hold, one to be closed, and closed ones",
        have_come_to_every_state,
    ),
    ("consent in force, or why it cannot be asked", have_consent),
    ("consents in every state", consents_are_in_every_state),
    ("labels of two words", labels_are_two_words),
    ("notes of at least 20 words", notes_are_long_enough),
    ("no two notes alike", no_notes_are_alike),
    ("each note in the language of its writer", notes_are_in_their_writers_language),
    ("names in Northern and Southern spelling", names_are_spelled_north_and_south),
    ("some Chinese names", some_names_are_chinese),
    ("names in roman letters", most_names_are_romanised),
)
