"""Small tags of the templates: they choose, the partials in `templates/_components/` draw."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
)
from django.template import Library, RequestContext
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.reminders.models import Due
from casework.web.icons import PATHS
from casework.web.path_line import Episode, draw
from casework.web.reminders.places import place_of
from casework.web.states_shown import RISKS, SHAPES, STATES

if TYPE_CHECKING:
    from casework.cases.models import Case

register = Library()

MESSAGE_SHAPES: Final = {"success": "check", "warning": "warn", "error": "cross"}

_ICON: Final = (
    '<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
    '<path fill-rule="evenodd" d="{}"/></svg>'
)

# Answers that are not a value: drawn apart from the others, and never as a fault.
NOT_VALUES: Final = frozenset({"unknown", "declined", "not_asked"})


# Drawn once: a list of 50 cases has two hundred of them.
_ICONS: Final = {name: format_html(_ICON, path) for name, path in PATHS.items()}


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing of the kept set, hidden from screen readers: a word always stands beside it."""
    return _ICONS[name]


@register.filter
def message_icon(level_tag: str) -> str:
    return MESSAGE_SHAPES.get(level_tag, "info")


# Badges ---------------------------------------------------------------------


@register.simple_tag
def badge(label: str | Promise, tone: str = "quiet", shape: str = "") -> SafeString:
    """A word with a shape. `tone`: quiet, wait, go, done, warn, stop, or a level of risk."""
    drawing = _ICONS[shape or SHAPES[tone]]
    return format_html('<span class="badge {}">{}{}</span>', tone, drawing, label)


@register.simple_tag
def risk_badge(risk: str) -> SafeString:
    return _badge_of_risk(risk, get_language())


@register.simple_tag
def state_badge(kind: str, state: str) -> SafeString:
    """`kind`: case, consent, referral. A state not in the table shows its own code, quietly."""
    return _badge_of_state(kind, state, get_language())


# Drawn once in each language: a list has a hundred and fifty of a few dozen.
@lru_cache
def _badge_of_risk(risk: str, language: str | None) -> SafeString:
    return badge(RISKS[risk], risk or "quiet", risk or "none")


@lru_cache(maxsize=512)
def _badge_of_state(kind: str, state: str, language: str | None) -> SafeString:
    label, tone = STATES[kind].get(state, (state, "quiet"))
    return badge(label, tone)


@register.filter
def place(task: Due) -> str:
    """Where a task is done; "" for the page of its case."""
    return place_of(task)


# Time -----------------------------------------------------------------------


@register.simple_tag
def when(moment: datetime | None, empty: str = "–", *, clock: bool = False) -> SafeString | str:
    """A moment in the active time zone: in words, the exact one on hover and for who hears it.

    `clock`: the time of day too, however long ago it was.
    """
    if moment is None:
        return empty
    zone = timezone.get_current_timezone_name()
    return _drawn(moment, zone, get_language(), timezone.localdate(), clock)


# The same moments are drawn again and again, and a list has fifty: a fifth of its time. What is
# drawn depends on zone and language too, and moments are equal whatever their zone.
@lru_cache(maxsize=4096)
def _drawn(
    moment: datetime, zone: str, language: str | None, today: date, clock: bool
) -> SafeString:
    local = timezone.localtime(moment)
    exact = f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return format_html(
        '<time datetime="{}" title="{}">{}<span class="away"> ({})</span></time>',
        local.isoformat(timespec="minutes"),
        exact,
        in_words(local, today, clock=clock),
        exact,
    )


def in_words(local: datetime, today: date, *, clock: bool = False) -> str:
    """`today 14:05`, `tomorrow 09:00`, `3 March`, `3 March 2024`, with `clock` `3 March 14:05`."""
    time = time_format(local, "TIME_FORMAT")
    near = {
        today - timedelta(days=1): _("yesterday %(time)s"),
        today: _("today %(time)s"),
        today + timedelta(days=1): _("tomorrow %(time)s"),
    }
    if local.date() in near:
        return near[local.date()] % {"time": time}
    day = date_format(local, "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT")
    return f"{day} {time}" if clock else day


@register.simple_tag
def due(moment: datetime | None) -> SafeString | str:
    """When something falls due, with the word and the shape of lateness."""
    if moment is None:
        return format_html('<span class="soft">{}</span>', _("nothing due"))
    if moment < timezone.now():
        late = '<span class="late">{} {} {}</span>'
        return format_html(late, _ICONS["warn"], _("overdue:"), when(moment))
    return when(moment)


# Words ----------------------------------------------------------------------


@register.filter
def script_lang(text: object) -> str:
    """The `lang` of a name by its own letters, so it is set and spoken right; "" when Latin."""
    letters = str(text)
    if letters.isascii():
        return ""
    for letter in unicodedata.normalize("NFC", letters):
        name = unicodedata.name(letter, "")
        if name.startswith("HANGUL"):
            return "ko"
        if name.startswith("CJK UNIFIED"):
            return "zh-Hans"
    return ""


@register.simple_tag
def lang(text: object) -> SafeString | str:
    """The attribute `lang` for what stands inside an element; nothing: the page's own holds."""
    code = script_lang(text)
    return format_html(' lang="{}"', code) if code else ""


@register.filter
def paragraphs(text: str) -> list[str]:
    """The parts between empty lines: a house of several languages writes each in its own."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


@register.simple_tag(takes_context=True)
def label(context: RequestContext, case: "Case") -> SafeString | str:
    """Her label beside the code, for whoever holds the key."""
    # Here and not above: a worker process, which holds no keys, draws its mails with these tags.
    from casework.web.cases.head import label_of

    keys = getattr(context.request, "keys", None)
    text = label_of(case, keys) if keys is not None else ""
    return format_html(' <span class="label"{}>{}</span>', lang(text), text) if text else ""


# Fields ---------------------------------------------------------------------


@register.inclusion_tag("_components/field.html")
def field(
    bound: BoundField, *, guidance: str = "", answers: BoundField | None = None
) -> dict[str, Any]:
    """Any field of any form.

    `guidance`: longer help that opens on demand; `answers`: the radios beside a box that say
    `unknown` or `declined` in place of a value.
    """
    return {
        "field": bound,
        "kind": _kind(bound),
        "choices": _choices(bound) if _kind(bound) == "choices" else (),
        "guidance": guidance or getattr(bound.field, "guidance", ""),
        "answers": _choices(answers) if answers is not None else (),
        "answers_label": answers.label if answers is not None else "",
    }


def _kind(bound: BoundField) -> str:
    if bound.is_hidden:
        return "hidden"
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "group" if bound.use_fieldset else "box"


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    return [
        {"option": option, "is_quiet": str(option.data["value"]) in NOT_VALUES}
        for option in bound.subwidgets
    ]


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, as its widget lists them: the name of a group, its options, its
    place.
    """
    return SafeString("".join(_group(name, those) for name, those, _place in groups))


def _group(name: str | None, choices: Iterable[Mapping[str, Any]]) -> str:
    drawn = "".join(map(_option, choices))
    return f'<optgroup label="{conditional_escape(name)}">{drawn}</optgroup>' if name else drawn


def _option(one: Mapping[str, Any]) -> str:
    """Escaped by hand: the log's filter has three hundred and one for each person."""
    value, label = _escaped(one["value"]), _escaped(one["label"])
    return f'<option value="{value}"{_attributes(one["attrs"])}>{label}</option>'


def _escaped(said: object) -> str:
    """As `conditional_escape`, which takes four times as long to look for words not yet said."""
    text = str(said)
    return text if isinstance(text, SafeString) else escape(text)


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """As Django's own template draws them: True stands alone, False not at all."""
    if not attrs:
        return SafeString()
    drawn = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in attrs.items()
        if value is not False
    )
    return format_html_join("", "{}", ((one,) for one in drawn))


# The path -------------------------------------------------------------------


@register.inclusion_tag("_components/path_line.html")
def path_line(episodes: Iterable[Episode | Mapping[str, Any]]) -> dict[str, Any]:
    """Her situation as one line through the lanes of the paths, and the same as a list."""
    known = [one if isinstance(one, Episode) else Episode(**one) for one in episodes]
    return {"episodes": known, "drawing": draw(known)}
