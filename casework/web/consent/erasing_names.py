"""Her names go from the record, after her no to our keeping them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import identifying, reading
from casework.cases.identifying import CONTACT, CONTACT_SECTION, SECTION, lying
from casework.cases.models import Case
from casework.cases.section_rows import section_of
from casework.web import drafts
from casework.web.cases.asking import Question, ask, posted
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake.page import draft_name


class EraseNamesForm(forms.Form):
    with_contact = forms.BooleanField(
        label=gettext_lazy("Her phone number and messenger name as well"),
        required=False,
        help_text=gettext_lazy("Only if she wants that: without them nobody reaches her."),
    )


@require_http_methods(["GET", "POST"])
@unlocked
def names_erase(request: SignedInRequest, code: str) -> HttpResponse:
    """What goes, what stays, and one button."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    reading.opened(case, ["consent"], by=request.user, at=now())
    form = EraseNamesForm(posted(request))
    if not lying(section_of(case, CONTACT_SECTION, request.keys), CONTACT):
        del form.fields["with_contact"]

    @transaction.atomic
    def erase(told: dict[str, Any]) -> None:
        hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
        with_contact = told.get("with_contact", False)
        identifying.erase_names(case, with_contact=with_contact, **hands)
        gone = (SECTION, CONTACT_SECTION) if with_contact else (SECTION,)
        for section in gone:
            drafts.drop_of_everybody(form=draft_name(section), case=case)

    return ask(request, case, _question(case), form, erase)


def _question(case: Case) -> Question:
    return Question(
        _("Erase her names"),
        _("Erase them"),
        _("Her names are erased."),
        _("She said no to our keeping what identifies her. Ask her first whether it is to go."),
        consequences=[
            _("Every name and her day of birth are overwritten; nobody can bring them back."),
            _("She is not found by a name any more, only by code, label and what to call her."),
            _("Notes and other texts may name her too: they stay as they were written."),
            _("To get back what a partner already has, open the referral to that partner."),
        ],
        level="stop",
        to=reverse("consents", args=[case.code]),
    )
