"""A first day, step by step, for each role. Whether a step was done once, the log knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.audit.models import AuditEntry


class Step(NamedTuple):
    """`route` is where it is done; any of `verbs` in the log says that she did it. Without verbs
    nobody knows.
    """

    words: str | Promise
    how: str | Promise
    route: str
    verbs: tuple[str, ...]


class Shown(NamedTuple):
    words: str
    how: str
    url: str
    is_known: bool
    is_done: bool


_LEAVES = Step(
    _("Leave as if somebody came in"),
    _("Press Shift three times, or the dark button. You come back with your passphrase."),
    "home",
    ("key.locked",),
)

OF_A_CASEWORKER: Final = (
    Step(
        _("Look at what is due"),
        _("Your first page shows what waits now. A code opens the case; no name is on a list."),
        "home",
        ("case.read",),
    ),
    Step(
        _("Log a call"),
        _("First whether it is safe to talk, then her yes to our help. Save whenever you must."),
        "intake_begin",
        ("case.started",),
    ),
    Step(
        _("Uncover a name"),
        _("On the page of a case: say why, and look. The log keeps that you looked."),
        "case_list",
        ("case.revealed",),
    ),
    Step(
        _("Write a note"),
        _("On the page of a case. Close the window in the middle: what you typed is still there."),
        "case_list",
        ("note.added",),
    ),
    Step(
        _("Tell of a move"),
        _("Where she was and is, and what happened. A mistake is corrected, never overwritten."),
        "case_list",
        ("situation.moved",),
    ),
    Step(
        _("Write down her answer to a consent"),
        _("A yes to a partner comes before a referral to it."),
        "case_list",
        ("consent.recorded",),
    ),
    Step(
        _("Ask for a referral"),
        _("Choose the service and the partner, and what the partner may know. Then a supervisor."),
        "case_list",
        ("referral.ask_review",),
    ),
    Step(
        _("Take a call"),
        _("Press l, then the code: whether you may speak, what not to say, and two boxes."),
        "line",
        (),
    ),
    _LEAVES,
)
OF_A_SUPERVISOR: Final = (
    Step(
        _("See what waits for you"),
        _("Your first page says in one line how much waits where."),
        "home",
        ("referrals.listed",),
    ),
    Step(
        _("Review a referral"),
        _("Her consent, the packet and the partner stand side by side. Nobody reviews her own."),
        "referral_queue",
        ("referral.approve", "referral.return", "referral.decline"),
    ),
    Step(
        _("Decide what waits for a second person"),
        _("Opening, closing, a lower risk: what weighs is decided by two."),
        "decisions",
        ("case.opened", "case.given_back", "case.closed", "decision.confirmed", "case.goes_on"),
    ),
    Step(
        _("See who opened a case"),
        _("On the page of a case: who looked, when and why, and what was refused."),
        "case_list",
        ("case.readers_listed",),
    ),
    Step(
        _("Look at the desk in figures"),
        _("Where they are, how long a first referral took, and who carries too much."),
        "figures",
        (),
    ),
    Step(
        _("Name who acts while you are away"),
        _("Tasks and reviews reach her then; no key moves."),
        "reviews_hand_over",
        ("reviews.handed_over",),
    ),
    _LEAVES,
)
OF_AN_ADMINISTRATOR: Final = (
    Step(
        _("Look for something you must not read"),
        _("You find codes. An administrator holds no key to any record."),
        "home",
        (),
    ),
    Step(
        _("Read the log"),
        _("Who looked at what, when, from where. Reading it is in it too."),
        "audit",
        ("audit.read",),
    ),
    Step(
        _("Invite somebody"),
        _("The link is shown once. A supervisor admits her by six words on the telephone."),
        "person_invite",
        ("person.invited",),
    ),
    Step(
        _("See where somebody is missing who decides"),
        _("Your first page names desks where nobody could review or be told."),
        "home",
        (),
    ),
    _LEAVES,
)


def first_steps(person: User) -> list[Shown]:
    """Of each of her posts, once each; done by what the log says of her."""
    steps: dict[str, Step] = {}
    for is_hers, of_role in (
        (person.is_caseworker, OF_A_CASEWORKER),
        (person.is_supervisor, OF_A_SUPERVISOR),
        (person.is_administrator, OF_AN_ADMINISTRATOR),
    ):
        if is_hers:
            steps |= {str(step.words): step for step in of_role}
    done = _done(person, (verb for step in steps.values() for verb in step.verbs))
    steps[str(_LEAVES.words)] = steps.pop(str(_LEAVES.words), _LEAVES)  # the last of all
    return [
        Shown(
            str(step.words),
            str(step.how),
            reverse(step.route),
            is_known=bool(step.verbs),
            is_done=bool(done & set(step.verbs)),
        )
        for step in steps.values()
    ]


def _done(person: User, verbs: Iterable[str]) -> set[str]:
    hers = AuditEntry.objects.by_person(person.pk).filter(verb__in=set(verbs))
    return set(hers.order_by().values_list("verb", flat=True).distinct())
