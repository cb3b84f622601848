"""The field's words beside the form that uses them."""

from __future__ import annotations

from typing import Any, Final

from django.template import Library

from casework.web.help.words import GLOSSARY

register = Library()

_TERMS: Final = {term.code: term for _title, terms in GLOSSARY for term in terms}


@register.inclusion_tag("help/_words.html")
def words_used(codes: str) -> dict[str, Any]:
    """Terms of the glossary by their codes, with a space between; folded, behind the form."""
    return {"terms": [_TERMS[code] for code in codes.split()]}
