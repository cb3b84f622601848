"""Builders: a small house made by the acts of its pages, and cases in it."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from casework.access import changes, founding, people
from casework.access.desks import accept_deputy, make_desk
from casework.access.founding import Newcomer
from casework.accounts.models import Desk, Post, Role, User
from casework.cases.actions import assessment, closing, files, opening, record
from casework.cases.actions.consent import record_consent
from casework.cases.answers import not_asked
from casework.cases.closing import Checklist
from casework.cases.fields import SECTIONS
from casework.cases.models import Case
from casework.cases.states import CaseState, Risk
from casework.referrals import choosing
from casework.referrals.models import Referral
from casework.vault.keyring import Keyring
from tests import kept

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PASSPHRASE = "quiet river under seven lanterns"


@dataclass
class Staff:
    """A person and her unlocked keys. A fresh keyring each time: nothing is left from before."""

    user: User
    _keys: Keyring

    @property
    def keys(self) -> Keyring:
        old = self._keys
        return Keyring(person_id=old.person_id, principal_id=old.principal_id, seed=old.seed)

    def reload(self) -> Staff:
        return Staff(User.objects.get(pk=self.user.pk), self._keys)


@dataclass
class House:
    """Two desks, each the other's deputy, and eight people with one passphrase."""

    desk: Desk
    other_desk: Desk
    staff: dict[str, Staff] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.__dict__["staff"][name]
        except KeyError:
            raise AttributeError(name) from None


FOUNDED_AT = NOW - timedelta(days=400)


def house(at: datetime = FOUNDED_AT) -> House:
    """A house in an empty database; by its acts the first time, by their rows later."""
    return kept.once(("house", at), lambda: reloaded(_founded(at)), again=copied)


def copied(made: House) -> House:
    """The same people and desks, as they were made."""
    staff = {name: Staff(copy(who.user), who.keys) for name, who in made.staff.items()}
    return House(copy(made.desk), copy(made.other_desk), staff)


def reloaded(made: House) -> House:
    desks = Desk.objects.in_bulk([made.desk.pk, made.other_desk.pk])
    staff = {name: who.reload() for name, who in made.staff.items()}
    return House(desks[made.desk.pk], desks[made.other_desk.pk], staff)


def _founded(at: datetime) -> House:
    founded = founding.found(
        desk="north",
        desk_name="North desk",
        administrator=Newcomer("administrator", "Administrator One"),
        supervisor=Newcomer("supervisor", "Supervisor One"),
        purpose="demo",
        at=at,
    )
    (head, head_keys), (admin, admin_keys) = founding.settle(
        founded, supervisor_passphrase=PASSPHRASE, administrator_passphrase=PASSPHRASE, at=at
    )
    other = make_desk(
        "south", name="South desk", deputy=founded.desk, supervisor=head, by=admin, at=at
    )
    head = User.objects.get(pk=head.pk)  # with her second post
    other = accept_deputy(other, founded.desk, by=head, at=at)
    made = House(desk=Desk.objects.get(pk=founded.desk.pk), other_desk=other)
    made.staff = {"supervisor": Staff(head, head_keys), "administrator": Staff(admin, admin_keys)}
    for username, role, desk in (
        ("supervisor2", Role.SUPERVISOR, made.desk),
        ("caseworker", Role.CASEWORKER, made.desk),
        ("caseworker2", Role.CASEWORKER, made.desk),
        ("supervisor3", Role.SUPERVISOR, other),
        ("caseworker3", Role.CASEWORKER, other),
        ("administrator2", Role.ADMINISTRATOR, None),
    ):
        user, keys = people.make_admitted(
            username,
            name=username.title(),
            places=[(role, desk)],
            passphrase=PASSPHRASE,
            invited_by=admin,
            admitted_by=head,
            keys=made.supervisor.keys,
            at=at,
        )
        made.staff[username] = Staff(user, keys)
    # Whoever helped a desk to its feet leaves it once it has a supervisor of its own.
    people.end_post(Post.objects.get(person=head, desk=other), by=admin, at=at)
    made.staff["supervisor"] = made.supervisor.reload()
    return made


def agree(house: House, at: datetime = NOW) -> None:
    """The second administrator agrees to whatever the first one asked for."""
    for asked in changes.waiting():
        changes.agree(asked, by=house.administrator2.user, at=at)


def draft(
    house: House, owner: str = "caseworker", *, label: str = "grey scarf", at: datetime = NOW
) -> Case:
    who = house.staff[owner]
    desk = who.user.desks_as(Role.CASEWORKER)[0]
    return files.start(desk, by=who.user, at=at, keys=who.keys, label=label)


def opened(
    house: House,
    owner: str = "caseworker",
    *,
    label: str = "grey scarf",
    risk: Risk = Risk.MEDIUM,
    situation: str = "FM2",
    documents: dict[str, dict[str, Any]] | None = None,
    at: datetime = NOW,
) -> Case:
    """An open case with every section there, consent given and a situation told."""
    told = json.dumps(documents or {}, sort_keys=True)
    return kept.once(
        ("opened", owner, label, risk, situation, told, at),
        lambda: _opened(house, owner, label, risk, situation, documents or {}, at),
        again=found,
    )


def found(case: Case) -> Case:
    return Case.objects.select_related("desk", "owner").get(pk=case.pk)


def _opened(
    house: House,
    owner: str,
    label: str,
    risk: Risk,
    situation: str,
    documents: dict[str, dict[str, Any]],
    at: datetime,
) -> Case:
    case = submitted(
        house, owner, label=label, risk=risk, situation=situation, documents=documents, at=at
    )
    if case.state == CaseState.DRAFT:
        decider = house.supervisor if case.desk_id == house.desk.pk else house.supervisor3
        keys = decider.keys
        _load(keys, case, at)
        opening.accept(case, by=decider.user, at=at, keys=keys)
    return case


def submitted(
    house: House,
    owner: str = "caseworker",
    *,
    label: str = "grey scarf",
    risk: Risk = Risk.MEDIUM,
    situation: str = "FM2",
    documents: dict[str, dict[str, Any]] | None = None,
    at: datetime = NOW,
) -> Case:
    """The same before a supervisor opened it; in immediate danger it is open, to be confirmed."""
    from casework.pathways import actions as pathways

    who = house.staff[owner]
    case = draft(house, owner, label=label, at=at)
    keys = who.keys
    _load(keys, case, at)
    for kind in SECTIONS:
        if kind in _TOLD or kind in (documents or {}):
            told = complete(kind) | (documents or {}).get(kind, {})
            record.save_section(case, kind, told, revision=0, by=who.user, at=at, keys=keys)
    record_consent(case, consent(at=at), by=who.user, at=at, keys=keys)
    assessment.set_risk(case, risk, by=who.user, at=at)
    pathways.open_situation(case, situation, by=who.user, at=at, keys=keys)
    opening.submit(case, by=who.user, at=at, keys=keys)
    return case


def ask_closing(
    house: House, case: Case, reason: str = "goals_met", *, at: datetime = NOW, words: str = ""
) -> None:
    """Its owner asks, with every line of the checklist answered yes."""
    who = house.staff[case.owner.username]
    hands: dict[str, Any] = {"by": who.user, "at": at, "keys": keys_for(who, case, at)}
    closing.ask(case, reason=reason, checklist=checklist(), words=words, **hands)


def close(
    house: House, case: Case, reason: str = "goals_met", *, at: datetime = NOW, words: str = ""
) -> None:
    """Its owner asks, and a supervisor of the desk closes it."""
    ask_closing(house, case, reason, at=at)
    decider = house.supervisor if case.desk_id == house.desk.pk else house.supervisor3
    keys = keys_for(decider, case, at)
    closing.close(case, by=decider.user, at=at, keys=keys, words=words)


def packed(referral: Referral, *ticked: str, **hands: Any) -> Referral:
    """Chosen: what always goes along, and these items."""
    choosing.choose(referral, ticked=ticked, written={}, revision=referral.revision, **hands)
    return referral


def checklist(**changed: str) -> dict[str, str]:
    return dict.fromkeys(Checklist.values, "yes") | changed


def keys_for(who: Staff, case: Case, at: datetime = NOW) -> Keyring:
    """A fresh keyring of hers that holds the case's key, if she may."""
    keys = who.keys
    _load(keys, case, at)
    return keys


def complete(kind: str) -> dict[str, Any]:
    """A section in which each required question has an answer."""
    return not_asked(kind) | _TOLD.get(kind, {})


def consent(
    purpose: str = "case_services",
    *,
    state: str = "given",
    service: str = "",
    partner: str = "",
    at: datetime = NOW,
) -> dict[str, Any]:
    """An answer; `withdrawn` says how and when, `cannot_ask` why."""
    beside: dict[str, Any] = {
        "withdrawn": {"withdrawn_on": at.date().isoformat(), "withdrawn_how": "said"},
        "cannot_ask": {"cannot_ask_reason": "in_custody"},
    }.get(state, {})
    return beside | {
        "purpose": purpose,
        "state": state,
        "service": service,
        "partner": partner,
        "form": "verbal",
        "language": "kor",
        "explained": ["purpose", "withdrawal"],
        "limits": "",
        "given_by": "self",
        "capacity_doubt": "no",
        "given_on": at.date().isoformat(),
        "expires_on": (at.date() + timedelta(days=180)).isoformat(),
    }


def _load(keys: Keyring, case: Case, at: datetime) -> None:
    from casework.access.keys import load

    load(keys, [case.pk], at=at)


_TOLD: dict[str, dict[str, Any]] = {
    "gate": {
        "immediate_danger": "no",
        "speaking_herself": "yes",
        "alone_and_safe_to_talk": "yes",
        "under_18": "no",
        "language": "kor",
        "dialect": "hamgyong",
        "interpreter_needed": "no",
    },
    "safe_contact": {"may_contact": "only_if_she_calls"},
    "identity": {
        "alias": "Little crane",
        "gender": "feminine",
        "age_band": "27--29",
        "nationality": ["PRK"],
        "stateless": "no",
    },
    "dependants": {"children": "0"},
    "situation": {"province_in_china": "unknown"},
    "health": {"urgent_care": "no", "assault_120h": "no", "suicidal_thoughts": "none"},
    "trafficking": {"determination": "unknown"},
    "close": {
        "told_her": ["what_is_kept", "what_comes_next"],
        "next_contact": "Sunday, she calls",
        "limits_answer": "unknown",
    },
    "needs": {"most_urgent": ["psychosocial"]},
    "reference": {
        "intake_date": "2026-05-30",
        "channel": "phone",
        "referred_from": "self_referral",
        "information_source": "survivor",
        "reliability": "likely_reliable",
    },
}
