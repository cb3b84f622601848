"""The tags of `ui`: what they choose. How it is drawn is looked at in a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test.html import parse_html
from django.utils import timezone, translation

from casework.web.days import span
from casework.web.path_line import Episode, draw
from casework.web.templatetags.ui import in_words

NOON = datetime(2024, 3, 5, 3, 0, tzinfo=UTC)  # noon in Seoul


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


class Questions(forms.Form):
    alias = forms.CharField(help_text="Any name she likes.")
    alias_answer = forms.ChoiceField(
        label="Or",
        required=False,
        choices=[("unknown", "Not known"), ("declined", "Chose not to say")],
        widget=forms.RadioSelect,
    )
    may = forms.ChoiceField(
        choices=[("yes", "Yes"), ("unknown", "Not known")], widget=forms.RadioSelect
    )


@pytest.mark.parametrize("risk", ["critical", "high", "medium", "low", ""])
def test_risk_has_word_and_shape(risk: str) -> None:
    html = drawn("{% risk_badge risk %}", risk=risk)
    assert "<svg" in html
    assert "isk" in html or "danger" in html


def test_each_risk_has_its_own_shape() -> None:
    drawings = {drawn("{% risk_badge r %}", r=r).split(' d="')[1].split('"')[0] for r in
                ("critical", "high", "medium", "low", "")}  # fmt: skip
    assert len(drawings) == 5


def test_state_unknown_shows_its_code() -> None:
    assert "partner_asked" in drawn('{% state_badge "referral" s %}', s="partner_asked")


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(hours=2), "today 14:00"),
        (timedelta(days=1), "tomorrow 12:00"),
        (timedelta(days=-1), "yesterday 12:00"),
        (timedelta(days=20), "25 March"),
        (timedelta(days=-400), "30 January 2023"),
    ],
)
def test_when_speaks_in_words(away: timedelta, words: str) -> None:
    with time_machine.travel(NOON, tick=False), timezone.override("Asia/Seoul"):
        html = drawn("{% when moment %}", moment=NOON + away)
    assert f">{words}<" in html
    assert 'title="' in html
    assert "KST" in html


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", ["오늘 12:00", "2월 14일", "2023년 3월 5일"]),
        ("zh-hans", ["今天 12:00", "2月14日", "2023年3月5日"]),
    ],
)
def test_a_day_is_written_as_her_language_does(language: str, said: list[str]) -> None:
    with translation.override(language), timezone.override("Asia/Seoul"):
        today = timezone.localtime(NOON)
        days = (today, today - timedelta(days=20), today.replace(year=2023))
        assert [in_words(day, today.date()) for day in days] == said


def test_when_drawn_for_one_zone_and_language_is_not_shown_in_another() -> None:
    seen = set()
    with time_machine.travel(NOON, tick=False):
        for zone in ("Asia/Seoul", "Asia/Shanghai"):
            for language in ("en", "de"):
                with timezone.override(zone), translation.override(language):
                    seen.add(drawn("{% when moment %}", moment=NOON - timedelta(days=20)))
    assert len(seen) == 4


def test_due_says_when_it_is_late() -> None:
    with time_machine.travel(NOON, tick=False):
        assert "overdue" in drawn("{% due m %}", m=NOON - timedelta(minutes=1))
        assert "overdue" not in drawn("{% due m %}", m=NOON + timedelta(minutes=1))
        assert "nothing due" in drawn("{% due m %}", m=None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("김은설", ' lang="ko"'),
        ("\u1100\u1175\u11b7", ' lang="ko"'),  # the same surname as separate letters
        ("金恩雪", ' lang="zh-Hans"'),
        ("Kim", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_lang_follows_the_letters(text: str | None, language: str) -> None:
    assert drawn("{% lang text %}", text=text) == language


def test_field_ties_its_hint_and_error_to_the_control() -> None:
    form = Questions({"alias": ""})
    html = drawn("{% field form.alias %}", form=form)
    assert 'aria-describedby="id_alias_helptext id_alias_error"' in html
    assert 'id="id_alias_helptext"' in html
    assert 'id="id_alias_error"' in html
    assert 'aria-invalid="true"' in html


def test_field_draws_unknown_apart() -> None:
    html = drawn("{% field form.may %}", form=Questions())
    assert html.count('class="chip"') == 1
    assert html.count('class="chip quiet"') == 1


def test_errors_lead_to_every_field() -> None:
    form = Questions({})
    summary = drawn('{% include "_components/errors.html" %}', form=form)
    fields = drawn("{% for one in form %}{% field one %}{% endfor %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_alias", "id_may"]
    assert all(fields.count(f'id="{target}"') == 1 for target in targets)


@pytest.mark.parametrize("page", ["400", "403", "404", "500"])
def test_error_pages_need_no_context(page: str) -> None:
    html = render_to_string(f"{page}.html")
    assert "<title>" in html
    assert "casework" not in html.split("</title>")[0].split("<title>")[1]


def test_field_takes_answers_beside_a_box() -> None:
    html = drawn("{% field form.alias answers=form.alias_answer %}", form=Questions())
    assert html.count('name="alias_answer"') == 2


def test_field_escapes_what_was_typed() -> None:
    html = drawn("{% field form.alias %}", form=Questions({"alias": "<script>"}))
    assert "<script>" not in html


def test_path_line_goes_through_used_lanes_only() -> None:
    episodes = [
        Episode(1, "FM", "Forced marriage", "held"),
        Episode(2, "HD", "Hiding", "with helpers"),
        Episode(3, "FM", "Forced marriage", "held", is_open=True),
    ]
    drawing = draw(episodes)
    assert [lane.label for lane in drawing.lanes] == ["Hiding", "Forced marriage"]
    assert [dot.y for dot in drawing.dots] == [51, 17, 51]
    assert drawing.dots[2].is_open
    assert drawing.way.startswith(f"{drawing.dots[0].x},51 ")


def test_path_line_without_episodes_draws_nothing() -> None:
    assert drawn("{% path_line episodes %}", episodes=[]).strip() == ""


def test_a_select_is_drawn_as_django_draws_it() -> None:
    choices = [("", "any"), ("a&b", '<Late> & "loud"'), ("Far", [("x", "X"), (7, "seven")])]
    for widget in (forms.Select(choices=choices), forms.SelectMultiple({"id": "s"}, choices)):
        for value in ("a&b", ["x", "7"], None):
            ours = widget.render("pick", value, renderer=forms.renderers.TemplatesSetting())
            theirs = widget.render("pick", value, renderer=forms.renderers.DjangoTemplates())
            assert parse_html(ours) == parse_html(theirs)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["1 hour", "36 hours", "2 days"]), ("ko", ["1시간", "36시간", "2일"])],
)
def test_a_length_of_time_is_said_in_the_readers_language(language: str, words: list[str]) -> None:
    with translation.override(language):
        assert [span(hours) for hours in (1, 36, 48)] == words
