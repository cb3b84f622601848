"""What an act on a referral must bring: a reason of its list, words, a way, what she says."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.referrals.deletion_rows import OpenDeletion
from casework.referrals.policies import Document, Question
from casework.referrals.reasons import (
    FEEDBACK,
    CancelReason,
    Channel,
    DeclineReason,
    NotAsked,
    NotCompletedReason,
    Outcome,
    RecallReason,
    ReturnReason,
    Said,
    SuspendReason,
)


def _picked(question: Question, reasons: type[TextChoices]) -> str:
    return "" if question.told.get("reason") in reasons else _("Pick a reason.")


@guard
def _return_reason(question: Question) -> str:
    """A referral that is sent back names a reason from its list."""
    return _picked(question, ReturnReason)


@guard
def _decline_reason(question: Question) -> str:
    """A partner's no names a reason from its list."""
    return _picked(question, DeclineReason)


@guard
def _comment(question: Question) -> str:
    """A referral that is sent back says what has to change."""
    return "" if question.told.get("comment") else _("Say in a few words what has to change.")


@guard
def _channel(question: Question) -> str:
    """A referral that is sent names the way it reaches the partner."""
    return "" if question.told.get("channel") in Channel else _("Say how it reaches the partner.")


@guard
def _outcome(question: Question) -> str:
    """A referral that is completed says what came of it."""
    return "" if question.told.get("outcome") in Outcome else _("Say what came of it.")


@guard
def _what_is_left(question: Question) -> str:
    """A service that was given in part says what is still missing."""
    return "" if question.told.get("comment") else _("Say in a few words what is still missing.")


@guard
def _answered(question: Question) -> str:
    """A partner's answer names the role of whoever gave it."""
    return "" if question.told.get("answered_by") else _("Say who answered: the role, not a name.")


@guard
def _cancel_reason(question: Question) -> str:
    """What is cancelled names a reason from its list."""
    return _picked(question, CancelReason)


@guard
def _recall_reason(question: Question) -> str:
    """What is recalled names a reason from its list."""
    return _picked(question, RecallReason)


@guard
def _suspend_reason(question: Question) -> str:
    """What is suspended names the danger, from its list."""
    return _picked(question, SuspendReason)


@guard
def _not_completed_reason(question: Question) -> str:
    """What was not completed names a reason from its list."""
    return _picked(question, NotCompletedReason)


@guard
def _two_lines(question: Question) -> str:
    """What goes at once says in two lines what the danger is, and why it cannot wait."""
    if question.told.get("danger") and question.told.get("cannot_wait"):
        return ""
    return _("Say in one line what the danger is, and in one why it cannot wait.")


@guard
def _told_how(question: Question) -> str:
    """That a partner was asked to delete says by which way, and who was told."""
    if question.told.get("channel") in Channel and question.told.get("recipient"):
        return ""
    return _("Say how the partner was told, and whom you spoke to: the role, not a name.")


def feedback_in(told: Document) -> Document:
    """Her four answers, or why she was not asked; {} when neither is whole."""
    if told.get("not_asked") in NotAsked:
        return {"not_asked": told["not_asked"]}
    answers = {name: told.get(name, "") for name in FEEDBACK}
    return answers if all(answer in Said for answer in answers.values()) else {}


@guard
def _feedback(question: Question) -> str:
    """What she says of a service is asked when it ends, or it is said why she was not asked."""
    if feedback_in(question.told):
        return ""
    return _("Write down her four answers, or why she was not asked.")


@guard
def deletion_still_open(row: OpenDeletion) -> str:
    """What a partner answered about deleting is written down once, after our own is gone."""
    if row.erased_at is not None and row.answered_at is None:
        return ""
    return _("This was answered already.")
