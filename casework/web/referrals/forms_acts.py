"""What each act on a referral asks. What is missing is refused by the act's own guards too."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.referrals.guards import has_something
from casework.referrals.policies import Document
from casework.referrals.reasons import (
    CancelReason,
    Channel,
    DeclineReason,
    Deletion,
    NotAsked,
    NotCompletedReason,
    Outcome,
    RecallReason,
    ReturnReason,
    Said,
    SuspendReason,
)
from casework.referrals.states import TO_DELETE, Act, ReferralState
from casework.web.cases.forms import OnceField, line_field, words_field


def _one_of(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def _said(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=Said.choices, widget=forms.RadioSelect, required=False
    )


def _in_a_few_words() -> forms.CharField:
    return words_field(label=_("In a few words"), rows=3, required=False)


class ActForm(forms.Form):
    """Nothing to fill in: sending it is the answer."""

    once = OnceField(initial=uuid4, required=False)

    def told(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class ReturnForm(ActForm):
    """The key b leads to the first reason."""

    reason = _one_of(_("Why"), ReturnReason.choices)
    reason.widget.attrs |= {"data-key": "b", "data-key-focus": True}
    comment = words_field(label=_("What has to change"), rows=3)


class ApproveForm(ActForm):
    comment = words_field(label=_("Comment"), rows=2, required=False)


class NotUpheldForm(ActForm):
    comment = words_field(label=_("What has to change"), rows=3)


class CancelForm(ActForm):
    reason = _one_of(_("Why"), CancelReason.choices)
    comment = _in_a_few_words()


class RecallForm(ActForm):
    reason = _one_of(_("Why"), RecallReason.choices)
    comment = _in_a_few_words()


class SuspendForm(ActForm):
    reason = _one_of(_("What is the danger"), SuspendReason.choices)
    comment = _in_a_few_words()


class _ByChannelForm(ActForm):
    channel = _one_of(_("How it reaches the partner"), Channel.choices)
    recipient = line_field(
        label=_("Who receives it"),
        help_text=_("The role there, not a name: duty nurse, intake desk."),
    )


class SendForm(_ByChannelForm):
    pass


class AtOnceForm(_ByChannelForm):
    danger = line_field(label=_("What is the danger"))
    cannot_wait = line_field(
        label=_("Why it cannot wait"),
        help_text=_("For the review, and for her word if she cannot be asked."),
    )
    field_order = ("once", "danger", "cannot_wait", "channel", "recipient")


class TellForm(ActForm):
    channel = _one_of(_("How the partner was told"), Channel.choices)
    recipient = line_field(label=_("Whom you told"), help_text=_("The role there, not a name."))


class AcceptForm(ActForm):
    answered_by = line_field(label=_("Who answered"), help_text=_("The role there, not a name."))


class DeclineForm(AcceptForm):
    reason = _one_of(_("Why"), DeclineReason.choices)
    comment = _in_a_few_words()


class BeginForm(ActForm):
    accompanied = forms.BooleanField(label=_("Somebody went with her"), required=False)

    def told(self) -> dict[str, str]:
        return {"accompanied": "yes" if self.cleaned_data["accompanied"] else "no"}


class HerWordForm(ActForm):
    """Her four answers, or why she was not asked; words are hers to give or not."""

    respected = _said(_("Was she treated with respect"))
    safe = _said(_("Did she feel safe there"))
    useful = _said(_("Was it of use to her"))
    again = _said(_("Would she go there again"))
    not_asked = forms.ChoiceField(
        label=_("Or why she was not asked"),
        choices=[("", _("she was asked")), *NotAsked.choices],
        required=False,
    )
    feedback = words_field(label=_("What else she says of it"), rows=3, required=False)


class CompleteForm(HerWordForm):
    outcome = _one_of(_("What came of it"), Outcome.choices)
    field_order = ("once", "outcome")


class InPartForm(HerWordForm):
    comment = words_field(label=_("What is still missing"), rows=3)
    field_order = ("once", "comment")


class NotBegunForm(ActForm):
    reason = _one_of(_("Why"), NotCompletedReason.choices)
    comment = _in_a_few_words()


class NotCompletedForm(HerWordForm):
    reason = _one_of(_("Why"), NotCompletedReason.choices)
    comment = _in_a_few_words()
    field_order = ("once", "reason", "comment")


class DeletedForm(ActForm):
    deletion = _one_of(_("What the partner answers"), Deletion.choices)
    answered_by = line_field(label=_("Who answered"), help_text=_("The role there, not a name."))
    comment = _in_a_few_words()


_FORMS: dict[Act, type[ActForm]] = {
    Act.APPROVE: ApproveForm,
    Act.RETURN: ReturnForm,
    Act.SEND: SendForm,
    Act.SEND_AT_ONCE: AtOnceForm,
    Act.UPHOLD: ApproveForm,
    Act.NOT_UPHOLD: NotUpheldForm,
    Act.ACCEPT: AcceptForm,
    Act.DECLINE: DeclineForm,
    Act.BEGIN: BeginForm,
    Act.COMPLETE: CompleteForm,
    Act.COMPLETE_IN_PART: InPartForm,
    Act.NOT_COMPLETE: NotCompletedForm,
    Act.SUSPEND: SuspendForm,
    Act.CONFIRM_SUSPENSION: ApproveForm,
    Act.RESUME: ApproveForm,
    Act.RECALL: RecallForm,
    Act.CANCEL: CancelForm,
    Act.TELL_PARTNER: TellForm,
}
_ENDED = (
    ReferralState.COMPLETED,
    ReferralState.PARTLY_COMPLETED,
    ReferralState.NOT_COMPLETED,
)
# Acts whose one button does them at once, without a page that asks.
AT_ONCE = frozenset({Act.ASK_REVIEW, Act.TAKE_UP, Act.ASK_AGAIN})


def form_of(what: Act, state: str, document: Document) -> type[ActForm]:
    """What ends it, and whether it had begun, changes what is asked."""
    if what is Act.CLOSE and state in TO_DELETE and has_something(document):
        return DeletedForm
    if what is Act.CLOSE and state in _ENDED:
        said = document.get("feedback") or {"not_asked": NotAsked.NOT_YET.value}
        return HerWordForm if said.get("not_asked") == NotAsked.NOT_YET else ActForm
    if what is Act.NOT_COMPLETE and state == ReferralState.ACCEPTED:
        return NotBegunForm
    return _FORMS.get(what, ActForm)
