"""What stands on an intake page beside the questions themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Desk
from casework.cases import entries
from casework.cases.forms import SectionForm, section_form
from casework.cases.forms_controls import EntryField
from casework.cases.models import Case
from casework.pathways.states import opening_choices
from casework.web import drafts
from casework.web.cases.forms import OnceField
from casework.web.choices import DeskChoice
from casework.web.intake.record import SHEET, Opened


class RevisionField(forms.IntegerField):
    """The revision a document was read at. A broken one counts as older than any."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        try:
            revision: int | None = super().clean(value)
        except ValidationError:
            revision = None
        return revision or 0


class SheetForm(forms.Form):
    """Write first, sort later: what is not sent to a field stays here, sealed with the case."""

    sheet = EntryField(
        entries.read_narrative,
        label=_("Write first, sort later"),
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": entries.NARRATIVE_LIMIT,
            }
        ),
    )
    sheet_revision = RevisionField()
    revision = RevisionField()


class BeginForm(forms.Form):
    """Which desk, and the name of the new row: a doubled submit begins one case."""

    case_id = OnceField(initial=uuid4)
    desk = DeskChoice(
        label=_("Desk"), queryset=Desk.objects.none(), empty_label=None, required=False
    )

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks
        choice = self.fields["desk"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])
        choice.initial = desks[0].pk
        if len(desks) == 1:
            choice.widget = forms.HiddenInput()

    def clean_desk(self) -> Desk:
        return self.cleaned_data["desk"] or self.desks[0]


def put(form: forms.Form, name: str, value: object) -> None:
    """Change one hidden value of what was posted, for the page that answers."""
    assert isinstance(form.data, QueryDict)
    posted = form.data.copy()
    posted[name] = str(value)
    form.data = posted


@dataclass
class Leaf:
    """One page of the intake: the questions of a section, and the sheet beside them."""

    form: SectionForm
    beside: SheetForm

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.beside.is_valid()])

    @property
    def sheet(self) -> str:
        text: str = self.beside.cleaned_data["sheet"]
        return text

    @property
    def read_at(self) -> int:
        revision: int = self.beside.cleaned_data["revision"]
        return revision

    @property
    def sheet_read_at(self) -> int:
        revision: int = self.beside.cleaned_data["sheet_revision"]
        return revision

    def show(self, draft: QueryDict) -> None:
        for form in (self.form, self.beside):
            drafts.show(form, draft)

    def is_behind(self, opened: Opened) -> bool:
        """Once cleaned: whether the section or the sheet was saved since this was typed."""
        read_at = (self.read_at, self.sheet_read_at)
        revisions = opened.revisions
        return read_at != (revisions.get(self.form.section, 0), revisions.get(SHEET, 0))

    def make_new(self) -> None:
        """Once cleaned: it is about somebody new, whatever revision it names."""
        self.beside.cleaned_data |= {"revision": 0, "sheet_revision": 0}

    def follow(self, opened: Opened) -> None:
        """From here on it answers what is stored now: both texts have been shown to her."""
        self._put("revision", opened.revisions.get(self.form.section, 0))
        self._put("sheet_revision", opened.revisions.get(SHEET, 0))

    def _put(self, name: str, revision: int) -> None:
        self.beside.initial[name] = revision
        if self.beside.is_bound:
            put(self.beside, name, revision)


def leaf_of(section: str, opened: Opened, posted: QueryDict | None = None) -> Leaf:
    form = section_form(section)(
        posted, answers=opened.answers, situations=opening_choices(), today=localdate()
    )
    if opened.situation:
        form.fields.pop("situation", None)  # from here on it moves, and is not typed over
    initial = {
        "sheet": opened.sheet,
        "sheet_revision": opened.revisions.get(SHEET, 0),
        "revision": opened.revisions.get(section, 0),
    }
    return Leaf(form, SheetForm(posted, initial=initial))


def draft_of_nobody(request: HttpRequest, name: str) -> QueryDict | None:
    """Her draft of a case to be. One whose case has begun was kept a moment too late."""
    draft = drafts.read(request, form=name)
    pk = OnceField(required=False).clean(draft.get("case_id")) if draft else None
    return None if pk and Case.objects.filter(pk=pk).exists() else draft
