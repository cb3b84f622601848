"""Charts: what is drawn is what is counted, and the table says the same."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.web.chart_flows import Flow, flows
from casework.web.charts import PLOT, Chart, Series, bars, lanes, lines
from casework.web.letters import TEXT

HOURS = [f"{hour:02}:00" for hour in range(24)]


def pixels(em: str) -> float:
    return float(em.removesuffix("em")) * TEXT


def drawn(chart: Chart) -> str:
    return Template("{% load charts %}{% chart one %}").render(Context({"one": chart}))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=40))
def test_bars_stand_on_each_other_and_none_is_higher_than_the_plot(
    numbers: list[tuple[int, int]],
) -> None:
    ticks = [str(at) for at in range(len(numbers))]
    read, wrote = zip(*numbers, strict=True)
    chart = bars("Access", ticks, [Series("read", read), Series("wrote", wrote)], by="Day")
    ground = max(map(pixels, chart.levels))
    by_tick: dict[str, float] = {}
    for box in chart.boxes:
        foot = pixels(box.y) + pixels(box.height)
        assert abs(foot - (ground - by_tick.get(box.x, 0))) < 0.2
        by_tick[box.x] = by_tick.get(box.x, 0) + pixels(box.height)
    assert all(high <= PLOT + 0.2 for high in by_tick.values())
    assert chart.rows == [(tick, list(pair)) for tick, pair in zip(ticks, numbers, strict=True)]


def test_a_flow_keeps_its_thickness_from_side_to_side() -> None:
    found = [Flow("Hiding", "Shelter", 4), Flow("Taken", "Hiding", 2), Flow("Hiding", "Taken", 0)]
    chart = flows("Moves", found, order=["Shelter", "Hiding", "Taken"])
    assert chart.rows == [("Hiding → Shelter", [4]), ("Taken → Hiding", [2])]
    for stroke in chart.strokes:
        y = [float(pair.split(",")[1]) for pair in re.findall(r"[\d.]+,[\d.]+", stroke.way)]
        assert round(y[-1] - y[0], 1) == round(y[4] - y[3], 1) > 0


def test_long_words_of_flows_stand_in_two_lines_and_have_their_height() -> None:
    chart = flows("Moves", [Flow("Sexual exploitation", "Sexual exploitation", 4)])
    assert [word.text for word in chart.words] == ["Sexual", "exploitation 4"] * 2
    assert chart.height >= 2 * 13


@pytest.mark.parametrize(
    "chart",
    [
        bars("Access", HOURS, [Series("read", range(24)), Series("wrote", [1] * 24)], by="Hour"),
        lines("Access", HOURS, [Series("read", range(24))], by="Hour"),
        lanes("Access", HOURS, [Series("read", range(24)), Series("wrote", [1] * 24)], by="Hour"),
    ],
    ids=["bars", "lines", "lanes"],
)
def test_the_table_says_every_number_that_is_drawn(chart: Chart) -> None:
    html = drawn(chart)
    assert html.count('role="rowheader"') == 24
    boxes = [box for lane in chart.lanes for box in lane.boxes]
    for one in chart.boxes + boxes + chart.dots:
        assert f"<title>{one.says}</title>" in html
    assert 'role="img" aria-label="Access. Most at 23:00: 2' in html
    assert "style=" not in html


def test_words_along_the_ground_have_their_place_with_great_letters_too() -> None:
    """A phone's plot is 20 letters wide, and 8 where letters are of twice the size."""
    days = [f"11월 {day}일" for day in range(19, 27)]
    words = bars("Access", days, [Series("read", [1] * 8)], by="Day").words[-8:]
    along = [word for word in words if "월" in word.text]
    assert [word.text for word in along] == days[::2]
    assert [word.text for word in along if not word.roomy] == days[:1]
    assert all(word.y.endswith("em") for word in words)


def test_nothing_counted_draws_words_and_no_empty_axes() -> None:
    for chart in (bars("Access", [], [], by="Hour"), flows("Moves", [])):
        html = drawn(chart)
        assert ("<svg" in html, "Nothing to draw yet." in html) == (False, True)


def test_more_series_than_are_told_apart_are_refused() -> None:
    with pytest.raises(ValueError):
        bars("Access", ["1"], [Series(str(at), [at]) for at in range(5)], by="Day")
    with pytest.raises(ValueError):
        lines("Access", ["1", "2"], [Series("read", [1])], by="Day")
