"""What the vault costs a page: the page as it is against the same page over clear text."""

from __future__ import annotations

from django.urls import reverse

from bench import stories
from bench.browser import Browser
from bench.figures import Figure, alternated, tell
from bench.ground import new_database
from bench.stand_ins import ClearText
from casework.cases.queries import PAGE
from tests import make

_ROUNDS = 60


def measure() -> list[Figure]:
    with new_database(lazy=True):
        house = make.house()
        tell(f"{PAGE + 5} cases by the acts of the pages")
        case = stories.full(house)
        stories.fill(house, "caseworker", PAGE + 4)
        people = {name: Browser(name) for name in ("caseworker", "supervisor")}
        page = {
            name: _compared(one, reverse("case", args=[case.code])) for name, one in people.items()
        }
        intake = {
            "caseworker": _compared(
                people["caseworker"], reverse("intake_section", args=[case.code, "identity"])
            )
        }
        listed = {name: _compared(one, reverse("case_list")) for name, one in people.items()}
    return [
        _figure("case_page_ratio", "the page of a case with all its sections and ten notes", page),
        _figure("intake_page_ratio", "a section of the intake, all sections open", intake),
        _figure("list_html_ratio", f"a list page of {PAGE} with labels", listed),
    ]


def _compared(browser: Browser, path: str) -> tuple[float, float, float]:
    """Ours ÷ over clear text, and both in milliseconds."""
    clear = ClearText()
    with clear.learning():
        ours = browser.get(path)
    with clear.shown():
        theirs = browser.get(path)
    assert len(ours) == len(theirs), "The two sides show different pages."
    return alternated(browser.getter(path), clear.shown, rounds=_ROUNDS)


def _figure(name: str, what: str, by_whom: dict[str, tuple[float, float, float]]) -> Figure:
    worst = max(by_whom, key=lambda who: by_whom[who][0])
    sides = "; ".join(
        f"{who} {times:.3f} ({ours:.1f} ÷ {theirs:.1f} ms)"
        for who, (times, ours, theirs) in by_whom.items()
    )
    note = (
        f"{what} ÷ the same with the vault's open, and the keys it needs, replaced by the clear "
        f"text; both record their reading; whole requests; {sides}"
    )
    return Figure(name, by_whom[worst][0], "×", note)
