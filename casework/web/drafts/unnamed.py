"""A draft of who she is, without what names her: after her no that is kept nowhere.

The page may have been open since before her no. What to call her, and all else, goes on being kept.
"""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from casework.access.keys import load
from casework.cases.consent_rows import consent_documents
from casework.cases.consents import IDENTIFYING
from casework.cases.identifying import SECTION, said_no
from casework.cases.models import Case, Section
from casework.vault.keyring import Keyring

Posted = dict[str, list[Any]]

_FORM = f"intake-{SECTION}"


def without_names(posted: Posted, form: str, case: Case | None, keys: Keyring | None) -> Posted:
    naming = [name for name in posted if _names_her(name)]
    if form != _FORM or case is None or not any(any(posted[name]) for name in naming):
        return posted
    if not (_said_no(case, keys) if keys is not None else _is_behind(case, posted)):
        return posted
    return {name: told for name, told in posted.items() if name not in naming}


def _names_her(field: str) -> bool:
    """A question of several parts has a field for each."""
    return any(field == name or field.startswith(f"{name}-") for name in IDENTIFYING)


def _said_no(case: Case, keys: Keyring) -> bool:
    load(keys, [case.pk], at=now())
    return not keys.holds(case.pk) or said_no(consent_documents(case, keys))


def _is_behind(case: Case, posted: Posted) -> bool:
    """While the desk is locked nobody can read what she said; but erasing writes the section anew,
    and a page from before that cannot be saved any more.
    """
    newest = Section.objects.filter(case=case, kind=SECTION).values_list("revision", flat=True)
    return posted.get("revision", [""])[-1:] != [str(newest.first() or 0)]
