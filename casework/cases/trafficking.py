"""What the three parts of Palermo suggest. It only suggests: somebody decides, and says when."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.cases.answers import is_child
from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, Label
from casework.cases.field import Answers

_NOTHING = {"", NOT_ASKED, UNKNOWN, DECLINED}
_PARTS = (
    ("act", _("what was done")),
    ("means", _("how it was done")),
    ("purpose", _("what for")),
)


def is_suggested(answers: Answers) -> bool:
    """An act, a means and a purpose are told; under 18 no means is needed."""
    return not _missing(answers)


def suggestion(answers: Answers) -> Label:
    """In words, and what is still missing for it; empty while nothing is told."""
    if not any(_is_told(answers, name) for name, _words in _PARTS):
        return ""
    missing = _missing(answers)
    if missing:
        words = missing[0] if len(missing) == 1 else format_lazy("{}; {}", *missing[:2])
        return format_lazy(
            _("Not told, and perhaps not there: {words}. Without it nothing is suggested."),
            words=words,
        )
    if _is_told(answers, "means"):
        return _(
            "An act, a means and a purpose are told. By the Palermo Protocol this suggests "
            "trafficking; the decision is yours."
        )
    return _(
        "An act and a purpose are told, and she was said to be under 18, so no means is needed. "
        "By the Palermo Protocol this suggests trafficking; the decision is yours."
    )


def _missing(answers: Answers) -> list[Label]:
    needed = [part for part in _PARTS if part[0] != "means" or not _was_child(answers)]
    return [words for name, words in needed if not _is_told(answers, name)]


def _was_child(answers: Answers) -> bool:
    return is_child(answers) or answers.get("age_at_first") in {"0--8", "9--17"}


def _is_told(answers: Answers, name: str) -> bool:
    return bool(set(answers.get(name) or ()) - _NOTHING)
