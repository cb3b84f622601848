"""A template compiled for a language says what Django's own would say at every drawing."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.template.defaulttags import URLNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils import translation

from config.templates import Address, Loader

_MEMORY = "django.template.loaders.locmem.Loader"
_PAGES = {
    "whole.html": """{% extends "base.html" %}{% load i18n static %}
        {% block content %}
        {% translate "Cases" %} {% translate "Desk" context "product title" %} {% url "home" %}
        {% translate "100 % & <b>" %} {% static "web/icon.svg" %} {% url "case" code %}
        {% for one in codes %}{% url "case" one %} {% url "intake_section" one "gate" %}
        {% autoescape off %}{% url "case" one %}{% endautoescape %}
        {% url "case" one as kept %}{{ kept }} {% url "case" code=one %} {% url name one %}
        {% url "packet_link" "b&'c" %}
        {% autoescape off %}{% url "packet_link" "b&'c" %}{% endautoescape %}
        {% endfor %}
        {% if shown %}{% translate "Situation" %}{% else %}{% translate "Risk" %}{% endif %}
        {% for one in many %}{% translate "State" %}{{ one }}{% empty %}{% translate "Who" %}
        {% endfor %}
        {% with word="Risk" %}{% translate word %}{% translate word|upper %}{% endwith %}
        {% translate "Cases" as cases %}{{ cases }} {{ _("Risk") }}
        {% blocktranslate %}Skip to the page{% endblocktranslate %}
        {% blocktranslate trimmed %}
          Leave now
        {% endblocktranslate %}
        {% blocktranslate with name=code %}opened by {{ name }}{% endblocktranslate %}
        {% blocktranslate count count=number %}{{ count }} still to ask{% plural %}{{ count }} still
        to ask{% endblocktranslate %}
        {% language "ko" %}{% translate "Cases" %}{% include "part.html" %}{% endlanguage %}
        {% include "part.html" %}{% endblock %}""",
    "base.html": """{% load i18n %}<title>{% translate "Cases" %}</title>
        {% block content %}{% translate "Risk" %}{% endblock %}""",
    "parts.html": '{% for one in many %}{% include "part.html" %}{% endfor %}',
    "part.html": '{% load i18n %}<p>{% translate "Lock now" %}</p>',
}
_CODES = {"code": "CW-1AK6DQN5H", "codes": ["CW-1AK6DQN5H", "CW-7X2M9D4KQ"], "name": "case"}
_ASKED = (
    {**_CODES, "shown": True, "many": ["<i>", "b"], "number": 1},
    {**_CODES, "shown": False, "many": [], "number": 3},
)


def _engine(loader: Any) -> Engine:
    ours = engines["django"].engine
    return Engine(libraries=ours.libraries, builtins=ours.builtins, loaders=[loader])


@pytest.mark.parametrize("asked", _ASKED)
def test_it_says_the_same_in_each_language_and_in_the_first_one_again(asked: Any) -> None:
    plain = _engine((_MEMORY, _PAGES))
    ours = _engine(("config.templates.Loader", [(_MEMORY, _PAGES)]))
    said = []
    for language in ("en", "ko", "zh-hans", "en"):
        with translation.override(language):
            said.append(ours.get_template("whole.html").render(Context(asked)))
            assert said[-1] == plain.get_template("whole.html").render(Context(asked))
    assert len(set(said)) == 3


def test_what_is_the_same_on_every_page_is_no_longer_looked_up() -> None:
    ours = _engine(("config.templates.Loader", [(_MEMORY, _PAGES)]))
    nodes = ours.get_template("whole.html").nodelist
    assert nodes.get_nodes_by_type(StaticNode) == []
    left = [one.filter_expression.token for one in nodes.get_nodes_by_type(TranslateNode)]
    # By a variable, kept under a name, or in another language than the page's.
    assert left == ["word", "word|upper", '"Cases"', '"Cases"']
    assert len(nodes.get_nodes_by_type(BlockTranslateNode)) == 2


def test_an_included_template_is_found_once_in_each_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, asked = _engine(("config.templates.Loader", [(_MEMORY, _PAGES)])), {"many": [1, 2]}
    drawn = {}
    for language in ("en", "ko"):
        with translation.override(language):
            page = ours.get_template("parts.html")
            drawn[language] = page, page.render(Context(asked))
    monkeypatch.delattr(Engine, "get_template")
    monkeypatch.delattr(Engine, "find_template")
    for language, (page, said) in drawn.items():
        with translation.override(language):
            assert page.render(Context(asked)) == said
    assert drawn["en"][1] == "<p>Lock now</p>" * 2 != drawn["ko"][1]


def test_no_secret_of_a_link_is_kept() -> None:
    ours = _engine(("config.templates.Loader", [(_MEMORY, _PAGES)]))
    nodes = ours.get_template("whole.html").nodelist
    assert {node.name for node in nodes.get_nodes_by_type(Address)} == {"case", "intake_section"}
    left = {node.view_name.token for node in nodes.get_nodes_by_type(URLNode)}
    assert left == {'"packet_link"', '"case"', "name"}  # "case" by name, and kept under one


def test_the_pages_are_compiled_so() -> None:
    (loader,) = engines["django"].engine.template_loaders
    assert isinstance(loader, Loader)
