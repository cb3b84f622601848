"""Reading the opened answers: which questions are asked, what is settled, what is still missing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN
from casework.cases.codes_person import AgeBand
from casework.cases.field import Answers, Field, Kind, Need
from casework.cases.fields import SECTIONS, SHORT, field, fields_of

ANSWER = "_answer"
"""A box that may be declined keeps "unknown" or "declined" under its name and this ending."""

_LISTS = (Kind.MULTIPLE, Kind.WINDOWS, Kind.NAMES, Kind.NEEDS)
_CODED = (Kind.CHOICE, Kind.YES_NO, Kind.SITUATION)
_BY_ITSELF = (Kind.SECRET, Kind.SURVIVOR_CODE)
_NOT_COUNTED = _BY_ITSELF


def together(documents: Mapping[str, Answers]) -> dict[str, Any]:
    """All answers by field name, with those that are settled by others.

    Consent stays apart: it is a record for each purpose.
    """
    answers = {
        name: value
        for section, document in documents.items()
        if section in SECTIONS and section != "consent"
        for name, value in document.items()
    }
    return answers | settled(answers)


def visible_fields(section: str, answers: Answers) -> list[Field]:
    """The questions of a section, given what is known: those that make no sense are left out.

    ``answers`` are those of all sections together.
    """
    return [row for row in fields_of(section) if row.is_shown(answers)]


def progress(section: str, answers: Answers) -> tuple[int, int]:
    """How many of a section's questions were asked, of how many that make sense.

    What nobody asks counts once she has told it.
    """
    rows = [row for row in visible_fields(section, answers) if row.kind not in _NOT_COUNTED]
    told = [row for row in rows if is_answered(row, answers)]
    return len(told), sum(row.need is not Need.NEVER_ASK or row in told for row in rows)


def short_fields(answers: Answers) -> list[Field]:
    """The twelve; while she cannot talk, those by yes or no, and when to come back."""
    if not cannot_talk(answers):
        return list(SHORT)
    return [*(row for row in SHORT if row.by_yes_or_no), field("come_back_when")]


def cannot_talk(answers: Answers) -> bool:
    return answers.get("alone_and_safe_to_talk") == "no"


def told_by_someone_else(answers: Answers) -> bool:
    return answers.get("speaking_herself") == "no"


def counts_as_child(answers: Answers) -> bool:
    """For her protection unsure counts as under 18, and so does not wanting to say."""
    return answers.get("under_18") in {"yes", UNKNOWN, DECLINED} or is_child(answers)


def is_child(answers: Answers) -> bool:
    """Whether she was said to be one."""
    return answers.get("under_18") == "yes" or answers.get("age_band") in {
        AgeBand.TO_8,
        AgeBand.TO_17,
    }


def settled(answers: Answers) -> dict[str, str]:
    """Answers that follow from another one and are not for picking.

    Told by someone else: nothing goes back to the informant, and she has allowed no contact.
    """
    return {"may_contact": "no"} if told_by_someone_else(answers) else {}


def is_answered(row: Field, answers: Answers) -> bool:
    """Whether it was asked and answered; not known and chose not to say are answers."""
    value = answers.get(row.name) or answers.get(row.name + ANSWER)
    return value not in (None, "", NOT_ASKED, [], [NOT_ASKED])


def unanswered(section: str, answers: Answers) -> list[Field]:
    """Required questions of a section without an answer."""
    return [
        row
        for row in visible_fields(section, answers)
        if row.is_needed(answers) and row.kind not in _BY_ITSELF and not is_answered(row, answers)
    ]


def missing_to_open(documents: Mapping[str, Answers]) -> list[tuple[str, str, str]]:
    """What stands between a draft and an open case: ``(section, field, sentence)``.

    ``documents`` are the opened sections by key, with the newest record for ``case_services`` as
    ``consent``. In immediate danger only the short form's own questions hold a case back (and, of
    what somebody else tells, how reliable it is); the others become tasks (`still_to_ask`).
    """
    answers = together(documents)
    missing = [("consent", "state", sentence) for sentence in _consent(documents)]
    rows = _still_to_ask(answers)
    if answers.get("immediate_danger") == "yes":
        urgent = {row.name for row in SHORT} | {"language"}
        if told_by_someone_else(answers):
            urgent |= {"information_source", "reliability"}
        rows = [row for row in rows if row.name in urgent]
    return missing + [(row.section, row.name, _sentence(row)) for row in rows]


def still_to_ask(documents: Mapping[str, Answers]) -> list[tuple[str, str, str]]:
    """Every required question that has no answer yet, whatever the danger."""
    rows = _still_to_ask(together(documents))
    return [(row.section, row.name, _sentence(row)) for row in rows]


def not_asked(section: str) -> dict[str, Any]:
    """The document of a section in which nothing was asked yet."""
    return blank(fields_of(section))


def blank(rows: Iterable[Field]) -> dict[str, Any]:
    return {name: value for row in rows for name, value in _blank(row)}


def _still_to_ask(answers: Answers) -> list[Field]:
    return [row for key in SECTIONS if key != "consent" for row in unanswered(key, answers)]


def _blank(row: Field) -> Iterable[tuple[str, Any]]:
    if row.kind in _CODED:
        yield row.name, row.default or NOT_ASKED
    elif row.kind is Kind.MULTIPLE:
        yield row.name, [NOT_ASKED]
    elif row.kind not in _BY_ITSELF:
        yield row.name, [] if row.kind in _LISTS else ""
    if row.can_decline:
        yield row.name + ANSWER, NOT_ASKED


def _consent(documents: Mapping[str, Answers]) -> list[str]:
    record = documents.get("consent", {})
    state, reason = record.get("state"), record.get("cannot_ask_reason")
    if state == "given" or (state == "cannot_ask" and reason not in (None, "", NOT_ASKED)):
        return []
    if state == "cannot_ask":
        return [_("Say why she cannot be asked for consent.")]
    if state == "refused":
        return [_("She said no. What was written down is erased; the case cannot be opened.")]
    return [_("Ask her whether we may help and keep this, or say why she cannot be asked.")]


def _sentence(row: Field) -> str:
    names = {"question": row.label}
    if row.choices is None or not _offers(row, UNKNOWN, DECLINED):
        return _("“%(question)s” has no answer yet.") % names
    return _("“%(question)s” has no answer yet; “not known” is an answer too.") % names


def _offers(row: Field, *codes: str) -> bool:
    return row.choices is not None and set(codes) <= set(row.choices.values)
