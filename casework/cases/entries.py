"""Reading what was typed: one function for each kind of box, from text to what is stored.

Each takes any text and returns the stored form, or raises ValidationError with a sentence that
says what to do. A sentence never quotes what was typed. Hangul comes out composed (NFC), so that
the same name typed on a Mac and on a phone is the same text.
"""

import re
import unicodedata
from datetime import date, time

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LINE_LIMIT = 200
NARRATIVE_LIMIT = 20_000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

# Full-width letters and digits, as Chinese and Korean keyboards write them.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_DATE_SIGNS = re.compile(r"[./年月년월\-\s]+")
_SCRIPTS = {
    "hangul": ("HANGUL",),
    "hanzi": ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "IDEOGRAPHIC NUMBER ZERO"),
    "roman": ("LATIN", "COMBINING", "MODIFIER LETTER APOSTROPHE"),
}
_BETWEEN_NAMES = {"hangul": " ·", "hanzi": " ·", "roman": " -.'’‘·"}


def read_line(text: str) -> str:
    """One line of at most 200 characters; line breaks and tabs become spaces."""
    composed = _composed(re.sub(r"[\t\r\n\v\f]+", " ", text), LINE_LIMIT)
    return " ".join(_storable(composed).split())


def read_narrative(text: str) -> str:
    """Text of at most 20,000 characters that keeps its lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _storable(_composed(lines, NARRATIVE_LIMIT), allowed="\n\t").strip()


def read_name(text: str, script: str) -> str:
    """A name in one script: ``hangul``, ``hanzi`` or ``roman``."""
    name = read_line(_without_invisible(text).translate(_FULL_WIDTH))
    if all(sign in _BETWEEN_NAMES[script] or _is_of(sign, script) for sign in name):
        return name
    others = {other for other in _SCRIPTS for sign in name if _is_of(sign, other)}
    if len(others) > 1:
        raise ValidationError(
            _(
                "Two scripts are mixed in one box. Write the hangul in the first box, the hanzi "
                "in the second and the roman letters in the third."
            )
        )
    raise ValidationError(_WRONG_BOX[script]())


def read_phone(text: str) -> str:
    """A number in E.164. Without a country it must be possible in China or in South Korea alone."""
    typed = read_line(_without_invisible(text).translate(_FULL_WIDTH))
    if not typed:
        return ""
    found = {number for region in ("CN", "KR") if (number := _in_e164(typed, region))}
    if len(found) == 1:
        return found.pop()
    if found:
        raise ValidationError(
            _("This number exists in China and in South Korea. Begin it with +86 or with +82.")
        )
    raise ValidationError(
        _("This is not a complete phone number. Write it with its country: +86 … or +82 …")
    )


def read_month(text: str) -> str:
    """``2019-03``, or ``2019`` when only the year is known."""
    wanted = _("Write the year and the month, like 2019-03, or only the year.")
    parts = _numbers(text, wanted)
    if not parts:
        return ""
    if len(parts) > 2 or not EARLIEST_YEAR <= parts[0] <= LATEST_YEAR:
        raise ValidationError(wanted)
    if len(parts) == 1:
        return f"{parts[0]:04}"
    if not 1 <= parts[1] <= 12:
        raise ValidationError(_("The month is a number from 1 to 12, like 2019-03."))
    return f"{parts[0]:04}-{parts[1]:02}"


def read_year(text: str) -> str:
    wanted = _("Write the year with four digits, like 1994.")
    parts = _numbers(text, wanted)
    if not parts:
        return ""
    if len(parts) != 1 or not EARLIEST_YEAR <= parts[0] <= LATEST_YEAR:
        raise ValidationError(wanted)
    return f"{parts[0]:04}"


def read_date(text: str) -> str:
    """A day as ``2019-03-27``; also ``2019.3.27``, ``2019년 3월 27일`` and ``2019年3月27日``."""
    wanted = _("Write the date as year, month and day, like 2019-03-27.")
    parts = _numbers(text, wanted)
    if not parts:
        return ""
    try:
        day = date(*parts)
    except (TypeError, ValueError):
        day = None
    if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValidationError(wanted)
    return day.isoformat()


def read_number(text: str, low: int, high: int) -> str:
    wanted = _("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    parts = _numbers(text, wanted)
    if not parts:
        return ""
    if len(parts) != 1 or not low <= parts[0] <= high:
        raise ValidationError(wanted)
    return str(parts[0])


def read_time(text: str) -> str:
    """A time of day as ``21:30``."""
    typed = read_line(text.translate(_FULL_WIDTH))
    if not typed:
        return ""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", typed, re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValidationError(_("Write the time with hours and minutes, like 21:30."))
    return time(int(found[1]), int(found[2])).isoformat("minutes")


def _hangul_only() -> str:
    return _("This box takes hangul only. Hanzi and roman letters have boxes beside it.")


def _hanzi_only() -> str:
    return _("This box takes hanzi only. Hangul and roman letters have boxes beside it.")


def _roman_only() -> str:
    return _("This box takes roman letters only. Hangul and hanzi have boxes beside it.")


_WRONG_BOX = {"hangul": _hangul_only, "hanzi": _hanzi_only, "roman": _roman_only}


def _composed(text: str, limit: int) -> str:
    """NFC, at most ``limit`` characters; an oversized text is not worked on at all."""
    composed = unicodedata.normalize("NFC", text) if len(text) <= 4 * limit else text
    if len(composed) > limit:
        raise ValidationError(
            _("This is too long: %(length)s characters, and %(limit)s are kept. Shorten it.")
            % {"length": len(composed), "limit": limit}
        )
    return composed


def _storable(text: str, allowed: str = "") -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text):
        raise ValidationError(
            _(
                "A hidden control character is in this text and cannot be kept. "
                "Delete it, or type the text instead of pasting it."
            )
        )
    return text


def _without_invisible(text: str) -> str:
    """Zero-width marks come along with pasted names and numbers, and mean nothing there."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _is_of(sign: str, script: str) -> bool:
    return unicodedata.name(sign, "").startswith(_SCRIPTS[script])


def _in_e164(typed: str, region: str) -> str:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ""
    if number.extension or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _numbers(text: str, wanted: str) -> list[int]:
    """The numbers that were typed; anything else is refused with what is `wanted`."""
    typed = read_line(text.translate(_FULL_WIDTH))
    parts = [part for part in _DATE_SIGNS.split(typed.rstrip("日일")) if part]
    if not all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in parts):
        raise ValidationError(wanted)
    return [int(part) for part in parts]
