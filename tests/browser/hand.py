"""Somebody at the keyboard: a page gets nothing but her keys, and her time is added up.

Time as the keystroke-level model counts it (Card, Moran and Newell 1980): 0.28 s a key for somebody
who does not type for a living, 1.35 s to make up her mind before each answer, and what the page
takes beside.
"""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

KEY, MIND = 0.28, 1.35
_FOCUSED = """() => {
  const at = document.activeElement;
  return [at.name || '', at.type || '', at.value || '', at.checked ? 'on' : '', at.innerText || ''];
}"""


class Hand:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.typed = self.thoughts = 0
        self._since = time.monotonic()

    @property
    def seconds(self) -> float:
        took = time.monotonic() - self._since
        return took + self.keys * KEY + self.thoughts * MIND

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, text: str) -> None:
        """Each letter is a key; hangul takes two to three keys a syllable."""
        self.page.keyboard.insert_text(text)
        letters = sum(3 if "가" <= letter <= "힣" else 1 for letter in text)
        self.keys += letters
        self.typed += letters

    @property
    def beyond_text(self) -> int:
        """Keys that lead, choose and save."""
        return self.keys - self.typed

    def focused(self) -> tuple[str, str, str, bool, str]:
        """Name, type and value of what has the focus, whether it is on, and its words."""
        name, kind, value, on, words = self.page.evaluate(_FOCUSED)
        return name, kind, value, on == "on", words.strip()

    def tab_to(self, wanted: str, *, most: int = 120) -> int:
        """Tab on until the control of that name, or the button with those words, has the focus."""
        for count in range(most):
            name, _kind, _value, _on, words = self.focused()
            if wanted in (name, words):
                return count
            self.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab")

    def pick(self, name: str, value: str) -> None:
        """One answer of chips or of a list, by the arrow keys."""
        self.thoughts += 1
        self.tab_to(name)
        if self.focused()[1] == "radio":
            self.press("Space")
        for _option in range(60):
            _name, kind, at, on, _words = self.focused()
            if at == value and (on or kind != "radio"):
                return self._is_answered()
            self.press("ArrowDown")
        raise AssertionError(f"{name} does not offer {value}")

    def tick(self, name: str, value: str) -> None:
        self.thoughts += 1
        for _stop in range(60):
            self.tab_to(name)
            if self.focused()[2] == value:
                self.press("Space")
                return self._is_answered()
            self.press("Tab")
        raise AssertionError(f"{name} does not offer {value}")

    def _is_answered(self) -> None:
        """What hangs on her answer is drawn: what is still on its way is no stop of the Tab key."""
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def fill(self, name: str, text: str) -> None:
        self.thoughts += 1
        self.tab_to(name)
        self.type(text)

    def go(self, words: str) -> None:
        """Press the button or follow the link with those words."""
        self.thoughts += 1
        self.tab_to(words)
        with self.page.expect_navigation():
            self.press("Enter")
