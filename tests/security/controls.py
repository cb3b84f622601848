"""A form as a browser reads it from the page: its controls, and what it would send unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Controls into which anything can be typed.
FREE = {"text", "textarea", "search", "email", "password"}


@dataclass
class Control:
    name: str
    kind: str  # the type of an input, `select` or `textarea`
    values: list[str] = field(default_factory=list)  # what it sends as it stands
    options: list[str] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return self.kind in FREE


class _Reader(HTMLParser):
    """Forms by their action, each with its controls by name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[str, str, dict[str, Control]]] = []
        self._select: Control | None = None
        self._textarea: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((told.get("action", ""), told.get("method", "get"), {}))
        elif not self.forms or not told.get("name") or "disabled" in told:
            self._option(tag, told)
        elif tag == "input":
            self._input(told)
        elif tag == "select":
            self._select = self._control(told["name"], "select")
        elif tag == "textarea":
            self._textarea = self._control(told["name"], "textarea")
            self._textarea.values = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea" and self._textarea is not None:
            # The parser of a page drops one line break right behind the tag.
            self._textarea.values = [self._textarea.values[0].removeprefix("\n")]
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea.values = [self._textarea.values[0] + data]

    def _option(self, tag: str, told: dict[str, str]) -> None:
        if tag == "option" and self._select is not None:
            self._select.options.append(told.get("value", ""))
            if "selected" in told:
                self._select.values = [told.get("value", "")]

    def _input(self, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if kind in {"submit", "button", "image", "reset"}:
            return
        control, value = self._control(told["name"], kind), told.get("value", "")
        if kind in {"radio", "checkbox"}:
            control.options.append(value or "on")
            if "checked" in told:
                control.values.append(value or "on")
        else:
            control.values = [value]

    def _control(self, name: str, kind: str) -> Control:
        return self.forms[-1][2].setdefault(name, Control(name, kind))


def controls(page: str, action: str) -> dict[str, Control]:
    """Those of the form that posts to `action`; of several, of the one that asks most."""
    reader = _Reader()
    reader.feed(page)
    found = [form for to, how, form in reader.forms if to == action and how == "post"]
    return max(found, key=len, default={})


def as_sent(form: dict[str, Control]) -> dict[str, list[str]]:
    """What a browser sends when she presses the button at once."""
    return {name: control.values for name, control in form.items() if control.values}
