"""One of everything that the parts of a page can be given, in every state. For developers, in English.

Nothing here is about anybody, and nothing is read from the database.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.timezone import now

from casework.web.chart_flows import Flow, flows
from casework.web.charts import Series, bars, lanes, lines
from casework.web.icons import PATHS
from casework.web.path_line import Episode
from casework.web.states_shown import RISKS, SHAPES, STATES

_ANSWERS: Final = [("yes", "yes"), ("no", "no"), ("unknown", "not known"), ("declined", "not said")]
_HOURS: Final = [f"{hour:02}" for hour in range(24)]
_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]


class Sample(forms.Form):
    """Each kind of field once."""

    line = forms.CharField(label="A line", help_text="The hint stays in sight.")
    text = forms.CharField(label="A text", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    number = forms.IntegerField(label="A number", required=False)
    day = forms.DateField(label="A day", widget=forms.DateInput(attrs={"type": "date"}))
    pick = forms.ChoiceField(label="One of a list", choices=[("", "choose"), *_ANSWERS])
    chips = forms.ChoiceField(label="One answer", choices=_ANSWERS, widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(
        label="Several answers",
        choices=_ANSWERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="A yes", required=False)


class Filter(forms.Form):
    state = forms.ChoiceField(label="State", choices=[("", "any"), ("open", "Open")])
    risk = forms.ChoiceField(label="Risk", choices=[("", "any"), ("high", "High risk")])


class SheetForm(forms.Form):
    sheet = forms.CharField(label="Sheet", widget=forms.Textarea(attrs={"rows": 4}), required=False)


def everything() -> dict[str, Any]:
    return {
        "icons": sorted(PATHS),
        "tones": list(SHAPES),
        "risks": list(RISKS),
        "states": [(kind, state) for kind, states in STATES.items() for state in states],
        "empty_form": Sample(prefix="empty"),
        "full_form": Sample(_FULL, prefix="full"),
        "wrong_form": Sample({"wrong-number": "many"}, prefix="wrong"),
        "filter": Filter(prefix="filter"),
        "sheet_form": SheetForm(prefix="sheet"),
        "moments": [now() + timedelta(days=days) for days in (-400, -1, 0, 1, 20)],
        "late": now() - timedelta(days=2),
        "charts": _charts(),
        "episodes": _EPISODES,
    } | _PARTS


_FULL: Final = {
    "full-line": "She calls on Sundays.",
    "full-text": "Two lines\nof a text.",
    "full-number": "3",
    "full-day": "2026-05-01",
    "full-pick": "yes",
    "full-chips": "unknown",
    "full-ticks": ["yes", "no"],
    "full-agree": "on",
}
_EPISODES: Final = [
    Episode(1, "FM", "Forced marriage", "locked in", "2021", "2023", "left the household"),
    Episode(2, "HD", "Hiding", "hidden by people", "2023", "2024", "taken"),
    Episode(3, "CU", "In custody", "with the police", "2024", "2024", "released"),
    Episode(4, "SF", "Safe", "in a transit country", "2025", is_open=True),
]
_PARTS: Final[dict[str, Any]] = {
    "steps_label": "Progress",
    "progress_steps": [
        {"label": "Draft", "state": "past", "meta": "3 March"},
        {"label": "Review", "state": "current", "meta": ""},
        {"label": "Sent", "state": "", "meta": ""},
    ],
    "stopped_steps": [
        {"label": "Draft", "state": "past", "meta": ""},
        {"label": "Recalled", "state": "stop", "meta": "her safety"},
    ],
    "choices": [
        {"label": "The next step", "url": "/components/#steps", "primary": True},
        {"label": "Another step", "url": "/components/#steps"},
        {"label": "A step that is not open", "why": "Her consent is not on record."},
    ],
    "tabs": [("#tabs", "Mine", True, 12), ("#tabs", "My desk", False, None)],
    "facts": [("Age", "27 to 29"), ("Speaks", "한국어"), ("A long answer", "word " * 40)],
    "consequences": ["Her card goes along.", "Nobody here can open it afterwards."],
    "names": [{"hangul": "김은하", "hanzi": "金銀河", "roman": "Kim Un-ha", "alias": "Star"}],
    "reasons": [("contact", "to speak with her"), ("review", "a review")],
}


def _charts() -> list[Any]:
    wave = [(hour * 7) % 11 for hour in range(24)]
    found = [Flow("Hiding", "Safe", 6), Flow("Hiding", "In custody", 2), Flow("Sold", "Hiding", 5)]
    found.append(Flow("Sexual exploitation", "Sexual exploitation", 14))
    return [
        bars("Bars", _HOURS, [Series("read", wave), Series("wrote", wave[::-1])], by="Hour"),
        bars(
            "Four series",
            _MONTHS,
            [Series(f"series {n}", [n + 1] * 6) for n in range(4)],
            by="Month",
        ),
        lines(
            "Lines",
            _MONTHS,
            [Series(f"series {n}", [n, 3, 5, 2 + n, 4, n]) for n in range(3)],
            by="Month",
        ),
        lanes(
            "Lanes",
            _MONTHS,
            [Series("Hiding", [1, 2, 3, 3, 2, 1]), Series("Safe", [0, 0, 1, 1, 2, 4])],
            by="Month",
        ),
        flows("Flows", found, order=["Sold", "Hiding", "In custody", "Safe"]),
        bars("Nothing yet", _MONTHS, [Series("none", [0] * 6)], by="Month"),
    ]
