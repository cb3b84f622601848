"""Who may do what with a partner, and what must hold. Two people see whoever is to be trusted."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from casework.access.guards import guard, rule
from casework.accounts.models import Post, Role, User
from casework.referrals.details import Agreement, Details, Trust
from casework.referrals.partner_rows import PartnerDecision, PartnerReview
from casework.referrals.partner_states import BY_TWO, PartnerState
from casework.referrals.policies import can_keep_partners

# Whoever changes one of these sends packets, or a call for help, somewhere else.
_WHERE = ("country", "contact", "deputy", "urgent_line", "channel", "key_fingerprint", "appeal_to")
# What may be taken away by one person and is given by two.
_WIDER = ("services", "groups")


@rule
def can_decide_partner(user: User, decision: PartnerDecision) -> bool:
    """Another supervisor, of any desk, decides what one has asked about a partner."""
    return can_keep_partners(user) and user.pk != decision.asked_by_id


@guard
def partner_by_two(before: str, after: str) -> str:
    """To vet a partner, or to let a suspended one go on, takes a second supervisor."""
    if (PartnerState(before), after) in BY_TWO:
        return _("Two people look at a partner first. Ask another supervisor to decide.")
    return ""


@guard
def partner_asked_once(waits: PartnerDecision | None) -> str:
    """One thing at a time is asked about a partner."""
    return _("A second person has been asked about this partner already.") if waits else ""


@guard
def partner_is_waited_for(waits: PartnerDecision | None) -> str:
    """What was asked about a partner is answered once."""
    return "" if waits else _("This was decided already, or what was asked has changed since.")


@guard
def another_supervisor(but: User) -> str:
    """What is asked about a partner is asked only where somebody else can decide it."""
    posts = Post.objects.keyed().filter(role=Role.SUPERVISOR)
    if posts.filter(person__in=User.objects.admitted()).exclude(person=but).exists():
        return ""
    return _("No other supervisor is in post who could decide. An administrator gives the post.")


@guard
def ready_to_vet(details: Details, on: date) -> str:
    """A partner that is to be vetted offers something, can be reached, and has an agreement."""
    missing = [
        words
        for is_there, words in (
            (details.services, _("what it offers")),
            (details.country, _("its country")),
            (details.contact, _("how we reach it")),
            (_agreement_is_told(details, on), _("an agreement in force, with who agreed to it")),
        )
        if not is_there
    ]
    return _("Still missing: %(what)s.") % {"what": "; ".join(missing)} if missing else ""


def _agreement_is_told(details: Details, on: date) -> bool:
    """Signed with its number, or spoken: who, when, what."""
    if not details.agreement_holds(on):
        return False
    if details.agreement == Agreement.SIGNED:
        return bool(details.agreement_number)
    return bool(details.agreed_with and details.agreed_on and details.agreed)


@guard
def says_why(state: str, words: str) -> str:
    """Whoever suspends a partner says why, for those who have to look at its referrals."""
    if state != PartnerState.SUSPENDED or words:
        return ""
    return _("Say in a few words why: others look at its referrals now.")


@rule
def can_review_partner(user: User, review: PartnerReview) -> bool:
    """A supervisor of the desk looks at what it has under way with a partner."""
    return user.is_admitted and user.is_supervisor_on(review.desk)


@guard
def review_is_waited_for(waits: PartnerReview | None) -> str:
    """What a desk has under way with a partner is looked at once for each reason."""
    return "" if waits else _("Somebody has looked already, or the partner takes referrals again.")


@guard
def live_ones_have_a_reason(live: int, words: str) -> str:
    """A referral that goes on with a partner at rest does so for a reason that is written down."""
    if not live or words:
        return ""
    return _("Say why they may go on with it; or end them first.")


def widens(before: Details, after: Details) -> bool:
    """A change that sends something elsewhere, or more of it, waits for a second person."""
    if any(getattr(before, name) != getattr(after, name) for name in _WHERE):
        return True
    if any(set(getattr(after, name)) - set(getattr(before, name)) for name in _WIDER):
        return True
    return after.trust == Trust.FULL != before.trust
