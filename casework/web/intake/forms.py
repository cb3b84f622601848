"""What stands on an intake page beside the section itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Desk
from casework.cases import entries
from casework.cases.forms_controls import EntryField


class SheetForm(forms.Form):
    """Write first, sort later: what is not sent to a field stays here, sealed with the case."""

    sheet = EntryField(
        entries.read_narrative,
        label=_("Write first, sort later"),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    sheet_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def revisions(self, section: str) -> dict[str, int]:
        """At which revision each document was read; the sheet's is left out while it is empty."""
        read_at = {section: self.cleaned_data["revision"]}
        if self.cleaned_data["sheet_revision"]:
            read_at["sheet"] = self.cleaned_data["sheet_revision"]
        return read_at


class BeginForm(forms.Form):
    """Which desk, and the name of the new row: a doubled submit begins one case."""

    case_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none(), empty_label=None)

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["desk"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])
        choice.initial = desks[0].pk if desks else None
        if len(desks) == 1:
            choice.widget = forms.HiddenInput()

    def case_pk(self) -> UUID:
        found: UUID = self.cleaned_data["case_id"]
        return found


class DangerForm(BeginForm):
    """Beside the twelve: the desk chooses itself, so that no control more takes focus."""

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, desks=desks, **kwargs)
        self.fields["desk"].widget = forms.HiddenInput()
