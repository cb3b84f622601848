"""What a form carries so that no window writes over another's draft, and the texts to choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm, Field
from django.http import HttpRequest, QueryDict
from django.template import Context, Library
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = Library()

_OURS = ("revision", "sheet_revision", "case_id", "once", "purpose", "desk")


@register.simple_tag(takes_context=True)
def draft_marks(context: Context) -> SafeString:
    """The hidden fields that name this window and the draft it goes on from."""
    from casework.web.drafts import keeping  # not above: a worker loads this library for its mails

    fields = keeping.marks(context["request"]).items()
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)


@register.inclusion_tag("drafts/_others.html", takes_context=True)
def other_drafts(context: Context) -> dict[str, Any]:
    """Texts from other windows: what differs from this page, and the choice."""
    request: HttpRequest = context["request"]
    held: list[Any] = list(context.flatten().values())
    forms = [form for form in held if isinstance(form, BaseForm)]
    return {
        "others": [
            {
                "at": other.written_at,
                "facts": list(_differences(other.typed, forms)),
                "take": f"?{_asking(request, other.base)}",
                "throw": f"{context['draft']}discard/?{_back(request, other.base)}",
            }
            for other in getattr(request, "draft_others", ())
        ]
    }


def _differences(typed: QueryDict, forms: list[BaseForm]) -> Iterator[tuple[str, str]]:
    for form in forms:
        for name, field in form.fields.items():
            if name in _OURS or field.widget.value_omitted_from_data(typed, {}, name):
                continue
            told = field.widget.value_from_datadict(typed, {}, name)
            if told != form[name].value() and told not in (None, "", []):
                yield str(field.label or name), _in_words(field, told)


def _in_words(field: Field, told: Any) -> str:
    labels = {str(code): str(words) for code, words in _choices(getattr(field, "choices", ()))}
    parts = told if isinstance(told, list) else [told]
    said = (
        " ".join(filter(None, part.values())) if isinstance(part, dict) else str(part)
        for part in parts
    )
    return ", ".join(labels.get(part, part) for part in said)


def _choices(choices: Any) -> Iterator[tuple[Any, Any]]:
    for code, words in choices:
        if isinstance(words, list | tuple):
            yield from words
        else:
            yield code, words


def _asking(request: HttpRequest, base: str) -> str:
    query = request.GET.copy()
    query["draft"] = base
    return query.urlencode()


def _back(request: HttpRequest, base: str) -> str:
    return urlencode({"draft": base, "next": request.path})
