"""Where one may want to go: the pages of each role, what is begun, and the pages of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.cases import policies
from casework.cases.models import Case


class Place(NamedTuple):
    url: str
    label: str


def _anybody(_user: User) -> bool:
    return True


def _supervisor(user: User) -> bool:
    return user.is_supervisor


def _caseworker(user: User) -> bool:
    return user.is_caseworker


def _administrator(user: User) -> bool:
    return user.is_administrator


def _leads_people(user: User) -> bool:
    return user.is_administrator or user.is_supervisor


_Who = Callable[[User], bool]

# What is begun comes first. Each page asks for itself whether she may; this is who looks for it.
_PLACES: Final[tuple[tuple[str, str | Promise, _Who], ...]] = (
    ("short_intake", _("She is in danger now"), _caseworker),
    ("line", _("She is on the line"), policies.can_list),
    ("intake_begin", _("Log a call"), _caseworker),
    ("home", _("Today"), _anybody),
    ("case_list", _("Cases"), policies.can_list),
    ("find", _("Find a case"), policies.can_list),
    ("task_list", _("Tasks"), policies.can_list),
    ("referral_queue", _("To review"), _supervisor),
    ("decisions", _("Decisions"), _supervisor),
    ("figures", _("The desk in figures"), _supervisor),
    ("partner_list", _("Partners"), _supervisor),
    ("partner_new", _("Propose a partner"), _supervisor),
    ("police_countries", _("The police as a service"), _supervisor),
    ("admissions", _("Admissions"), _supervisor),
    ("reviews_hand_over", _("While somebody is away"), policies.can_list),
    ("access_reviews", _("Who holds which case"), _supervisor),
    ("break_glass", _("Open in an emergency"), policies.can_list),
    ("people", _("People"), _leads_people),
    ("person_invite", _("Invite somebody"), _administrator),
    ("desk_list", _("Desks"), _administrator),
    ("desk_new", _("New desk"), _administrator),
    ("audit", _("Who looked"), _administrator),
    ("audit_charts", _("How much was opened"), _administrator),
    ("audit_seal", _("The seal of the log"), _administrator),
    ("audit_exports", _("Copies of the log"), _administrator),
    ("alerts", _("What is unusual"), _administrator),
    ("unusual_rules", _("The rules of what is unusual"), _administrator),
    ("access_report", _("Report of a month"), _administrator),
    ("administration", _("Administration"), _administrator),
    ("invitation_list", _("Invitations"), _administrator),
    ("house_settings", _("All settings"), _administrator),
    ("coded_lists", _("Coded lists"), _administrator),
    ("announcement_list", _("Announcements"), _administrator),
    ("ending", _("The end of records"), _leads_people),
    ("holds", _("Legal holds"), _administrator),
    ("interval_list", _("How often cases are looked after"), _administrator),
    ("account", _("Your account"), _anybody),
    ("own_trail", _("Your own trail"), _anybody),
    ("notices", _("When to be told by mail"), _anybody),
    ("passphrase_change", _("Change your passphrase"), _anybody),
    ("recovery_code_renew", _("A new recovery code"), _anybody),
    ("mfa_index", _("Second factors"), _anybody),
    ("conduct", _("Code of conduct"), _anybody),
    ("first_steps", _("First steps"), _anybody),
    ("glossary", _("The words of this desk"), _anybody),
    ("what_happens", _("What happens to what I type"), _anybody),
    ("feedback", _("How does it go?"), _anybody),
    ("why", _("Why this work"), _anybody),
)

_OF_A_CASE: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("line_case", _("She is on the line")),
    ("note_new", _("Write a note")),
    ("situation", _("Her path")),
    ("referral_new", _("Refer her")),
    ("consents", _("Her consent")),
    ("plan", _("Her plan")),
    ("risk_assess", _("Her risk")),
    ("children", _("Her children")),
    ("intake", _("Go on with the intake")),
    ("if_taken", _("If she is taken or silent")),
    ("label_change", _("Change the label")),
    ("risk_set", _("Set the risk level")),
    ("contact_stop", _("Stop contact")),
    ("case_share", _("Share the case")),
    ("case_appointment", _("Write down an appointment")),
    ("case_print", _("A sheet for paper")),
    ("case_readers", _("Who looked")),
)


def places(user: User) -> list[Place]:
    """The pages that she looks for, in the order in which they are seldom late."""
    return [Place(reverse(name), str(label)) for name, label, who in _PLACES if who(user)]


def places_of(case: Case) -> list[Place]:
    """The case itself, then its pages, each with the code before it."""
    first = Place(reverse("case", args=[case.code]), case.code)
    pages = (
        Place(reverse(name, args=[case.code]), f"{case.code} · {capfirst(str(label))}")
        for name, label in _OF_A_CASE
    )
    return [first, *pages]


def fitting(among: list[Place], words: str) -> list[Place]:
    """Those with every word in their label; one that begins like it comes first."""
    wanted = words.casefold().split()
    found = [one for one in among if all(word in one.label.casefold() for word in wanted)]
    return sorted(found, key=lambda one: not one.label.casefold().startswith(words.casefold()))
