"""People and desks in a select: read by name, and told apart by user name or code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Desk, User

if TYPE_CHECKING:
    _PersonField = forms.ModelChoiceField[User]
    _DeskField = forms.ModelChoiceField[Desk]
else:
    _PersonField = _DeskField = forms.ModelChoiceField


def told_apart(person: User) -> str:
    """Two may have one name; no two have one user name."""
    return f"{person.name} ({person.username})"


class _Chosen:
    """Where nothing is chosen yet, a word says what to do."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"empty_label": _("choose")} | options))


class PersonChoice(_Chosen, _PersonField):
    def label_from_instance(self, obj: User) -> str:
        return told_apart(obj)


class DeskChoice(_Chosen, _DeskField):
    def label_from_instance(self, obj: Desk) -> str:
        return f"{obj.name} ({obj.code})"
