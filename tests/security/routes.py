"""Every route, on a small house with a case behind each: its address, and a form that fits it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import localdate, now

from casework.access import (
    admission,
    announcements,
    desks,
    invitations,
    log_views,
    new_desks,
    people,
    stand_ins,
)
from casework.access.models import Announcement, Change, LogView, StandIn
from casework.accounts.models import Invitation, Post, Role, User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import new_entry, record
from casework.cases import plans
from casework.cases.actions import (
    assessment,
    break_glass,
    her_copy,
    holding,
    legal_holds,
    opening,
    retiring,
    sharing,
    sheets,
    transferring,
)
from casework.cases.actions import record as writing
from casework.cases.actions.consent import record_consent
from casework.cases.actions.incidents import add_incident
from casework.cases.erasure_codes import Cause
from casework.cases.fields import SECTIONS
from casework.cases.models import BreakGlass, Case, Erasure, Hold, Sheet
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.pathways import actions as pathways
from casework.pathways.children import Child
from casework.pathways.models import Move
from casework.referrals import actions as referrals
from casework.referrals import directory, police, vetting
from casework.referrals.models import (
    OpenDeletion,
    Partner,
    PartnerAnswer,
    PartnerDecision,
    PartnerReview,
    Referral,
)
from casework.referrals.partner_rows import Asked
from casework.referrals.states import Act
from casework.reminders import roster, unsubscribing
from casework.reminders.models import Due, Duty
from casework.reports import asking, looking
from casework.reports.acts import Finding
from casework.reports.alert_rows import Alert, Expected
from casework.reports.codes import Answer, Reason, Rule
from casework.reports.unusual import BY_RULE
from tests import kept, make
from tests.make import NOW, PASSPHRASE, House, Staff
from tests.referrals.conftest import DETAILS, active_partner
from tests.security.controls import Control
from tests.security.matrix import cells
from tests.tellings import full

NEW_PASSPHRASE = "slow heron over nine mountains"
SERVICE = "medical_general"
CHILDREN = {"pk", "number"}


@cache
def routes() -> dict[str, set[str]]:
    """Each name of the resolver with the names of its arguments."""
    return dict(_walk(get_resolver().url_patterns))


def _walk(patterns: list[Any]) -> list[tuple[str, set[str]]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _walk(pattern.url_patterns)
        else:
            assert isinstance(pattern, URLPattern)
            assert pattern.name, f"{pattern} has no name"
            found.append((pattern.name, set(pattern.pattern.converters)))
    return found


def nested() -> list[str]:
    """Routes that name a case and something inside it."""
    return [name for name, args in routes().items() if "code" in args and args & CHILDREN]


def _first_let(*, who: tuple[str, ...]) -> dict[str, str]:
    let = {
        (cell.route, cell.kind)
        for cell in cells()
        if cell.method == "POST" and cell.answer in {"go", "in", "key", "200", "204"}
    }
    return {route: kind for kind in reversed(who) for route, one in let if one == kind}


# By route, somebody whom the table lets send its form.
SENDERS = _first_let(who=("owner", "head", "admin", "waiting"))


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never happened. A refusal's own transaction may begin inside it."""
    with transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True
        yield
        transaction.set_rollback(True)


@dataclass
class Children:
    """Ids of what lies inside one case."""

    note: int
    move: UUID
    referral: UUID
    reader: UUID
    consent: UUID
    first: UUID  # where her path begins
    child: UUID
    goal: UUID
    safety: UUID
    incident: UUID


@dataclass
class Ground:
    """A house at work. The case of most routes is `case`; some ask for another state."""

    house: House
    partner: Partner
    # To be asked about, and asked about by a colleague of the desk.
    proposed: Partner
    asked_about: PartnerDecision
    case: Case
    other: Case
    draft: Case
    asked: Case
    quiet: Case
    held: Case
    closed: Case
    # Its time is over, and two people are asked; and one that was erased.
    ended: Case
    erased: Erasure
    gone: Case
    # To be handed to `partner`: with her yes, agreed to, and taken over.
    going: Case
    pending: Case
    away: Case
    # A colleague's, asked for twice: of the first the hour is over, the second waits.
    theirs: Case
    glass_over: BreakGlass
    glass: BreakGlass
    newcomer: User
    waiting: Staff
    superuser: Staff
    children: Children
    foreign: Children
    # A girl's yes in `quiet` that waits for its second signature.
    undecided: UUID = field(default_factory=uuid4)
    # One that may be fetched, and one that waits for a second administrator.
    exports: tuple[UUID, UUID] = (UUID(int=0), UUID(int=0))
    # What a partner answered to the one that was sent.
    answer: UUID = field(default_factory=uuid4)
    referrals: dict[str, Referral] = field(default_factory=dict)
    # About the case's caseworker: one that was asked about, and one that was answered.
    alerts: dict[str, Alert] = field(default_factory=dict)
    # Pages as they stand, by route: read once, since everything else is undone.
    pages: dict[str, dict[str, Control]] = field(default_factory=dict)

    def staff(self, kind: str) -> Staff:
        named = {
            "stranger": "caseworker3",
            "reader": "caseworker2",
            "owner": "caseworker",
            "locked": "caseworker",
            "head": "supervisor",
            "far head": "supervisor3",
            "admin": "administrator",
        }
        if kind in named:
            return self.house.staff[named[kind]].reload()
        return {"waiting": self.waiting, "superuser": self.superuser}[kind].reload()

    def case_of(self, route: str) -> Case:
        return {
            "case_submit": self.draft,
            "decide": self.asked,
            "case_void": self.draft,
            "contact_stop": self.quiet,
            "case_hold": self.quiet,
            "case_resume": self.held,
            "case_give_back": self.asked,
            "case_close": self.quiet,
            "basis_renew": self.quiet,
            "child_decide": self.quiet,
            "case_reopen": self.closed,
            "ending_decide": self.ended,
            "erasure_ask": self.quiet,
            "copy_request": self.quiet,
            "case_transfer": self.going,
            "transfer_taken_over": self.pending,
            "transfer_not": self.pending,
            "transfer_given_back": self.away,
            "situation_confirm": self.gone,
            "situation_undo": self.gone,
            "break_glass_sheet": self.theirs,
            "break_glass_open": self.theirs,
            "break_glass_review": self.theirs,
        }.get(route, self.case)

    def address(self, route: str, **changes: Any) -> str:
        """`route` may name its act after a colon."""
        name, _colon, act = route.partition(":")
        wanted = routes()[name]
        known = self._arguments(name, act) | changes
        return reverse(name, kwargs={one: known[one] for one in wanted})

    def known(self, route: str, argument: str) -> Any:
        """What `address` puts there."""
        name, _colon, act = route.partition(":")
        return self._arguments(name, act)[argument]

    def _arguments(self, name: str, act: str) -> dict[str, Any]:
        return {
            "code": self.case_of(name).code,
            "number": self.erased.number if name == "certificate" else self.children.note,
            "section": act or "gate",
            "form": "note",
            "act": act or ("confirm" if name == "hold_act" else Act.ASK_REVIEW),
            "part": act or "goal",
            "level": "critical",
            "name": "ReferredFrom",
            "kind": "csv",
            "token": self._token(name),
            "rule": "exports",
            "desk": self._desk(name),
            "username": _ABOUT.get(name, "supervisor2"),
            "pk": self._pk(name, act),
        }

    def _token(self, name: str) -> str:
        return self._fewer_mails if name == "fewer_mails" else "no-such-token"

    @cached_property
    def _fewer_mails(self) -> str:
        """Each link is sealed anew, and whoever asks for an address twice means one."""
        link = unsubscribing.link_for(self.house.caseworker2.user, localdate())
        return link.rstrip("/").rpartition("/")[2]

    def _desk(self, name: str) -> str:
        if name in ("desk_answer", "desk_take_back"):
            return "hill"  # proposed
        desk = self.house.other_desk if name == "desk_standby" else self.house.desk
        return desk.code

    def _pk(self, name: str, act: str) -> Any:
        if name == "mfa_remove_webauthn":
            return 1
        if name.startswith("break_glass"):
            return (self.glass_over if name == "break_glass_review" else self.glass).pk
        if name in _THE_ONLY_ONE:
            return _THE_ONLY_ONE[name].objects.get().pk
        if name.startswith("partner"):
            others = {
                "partner_review": PartnerReview.objects.get(desk=self.house.desk).pk,
                "partner_ask": self.proposed.pk,
                "partner_answer": self.asked_about.partner_id,
            }
            return others.get(name, self.partner.pk)
        if name.startswith("task"):
            return self._task().pk
        if name == "invitation_revoke":
            return Invitation.objects.get(person__username="guest").pk
        if name in ("post_end", "post_move"):
            return Post.objects.current().get(person=self.house.supervisor2.user).pk
        if name in {"situation_confirm", "situation_undo"}:
            return Move.objects.get(case=self.gone, to_state="DE1").pk
        inside = {
            "situation_correct": self.children.move,
            "situation_take_back": self.children.move,
            "situation_before": self.children.first,
            "child_edit": self.children.child,
            "child_case": self.children.child,
            "case_unshare": self.children.reader,
            "consent_withdraw": self.children.consent,
            "plan_edit": self.children.goal,
            "safety_plan": self.children.safety,
            "child_decide": self.undecided,
            "incident": self.children.incident,
            "incident_strike": self.children.incident,
            "audit_export": self.exports[0],
            "audit_export_answer": self.exports[1],
            "alert": self.alerts["asked"].pk,
            "alert_ask": self.alerts["asked"].pk,
            "alert_answer": self.alerts["asked"].pk,
            "alert_end": self.alerts["answered"].pk,
            "alert_expect": self.alerts["answered"].pk,
        }
        if name in inside:
            return inside[name]
        return self._referral(name, act).pk

    def _task(self) -> Due:
        return Due.objects.pending().filter(case=self.case, kind="follow_up").get()

    def _referral(self, name: str, act: str) -> Referral:
        waits = {"referral_review", "referral_act:approve", "referral_act:return"}
        waits |= {"referral_act:suspend", "referral_act:no_answer"}
        if name in waits or f"{name}:{act}" in waits:
            return self.referrals["waits"]
        if name in _GIVEN:
            return self.referrals["sent"]
        return self.referrals["approved" if act == Act.SEND else "draft"]

    def foreign_address(self, route: str) -> str:
        """The same address, but with the id of what lies in `other`."""
        ids = {
            "note_correct": {"number": self.foreign.note},
            "case_unshare": {"pk": self.foreign.reader},
            "situation_correct": {"pk": self.foreign.move},
            "situation_take_back": {"pk": self.foreign.move},
            "consent_withdraw": {"pk": self.foreign.consent},
            "situation_before": {"pk": self.foreign.first},
            "situation_confirm": {"pk": self.foreign.move},
            "situation_undo": {"pk": self.foreign.move},
            "child_edit": {"pk": self.foreign.child},
            "child_case": {"pk": self.foreign.child},
            "plan_edit": {"pk": self.foreign.goal},
            "safety_plan": {"pk": self.foreign.safety},
            "child_decide": {"pk": self.foreign.consent},
            "incident": {"pk": self.foreign.incident},
            "incident_strike": {"pk": self.foreign.incident},
        }
        return self.address(route, **ids.get(route, {"pk": self.foreign.referral}))

    def form(self, route: str) -> Mapping[str, Any]:
        """A form that its rightful sender gets through with; empty where nothing is asked."""
        written = FORMS.get(route)
        return written(self) if written else {}

    def safety_number(self) -> int:
        return Sheet.objects.get(pk=self.children.safety).number

    def sender(self, route: str) -> Staff | None:
        """Somebody whom the table lets send it; None is nobody."""
        if route in {"account_login", "recover", "packet_door"}:
            return None
        name = route if route in SENDERS else route.partition(":")[0]
        return self.staff(SENDERS[name])

    def desk_post(self) -> str:
        return f"caseworker:{self.house.other_desk.pk}"


# Of which there is one on the ground.
_THE_ONLY_ONE: dict[str, Any] = {
    "audit_view_drop": LogView,
    "hold_act": Hold,
    "open_deletion": OpenDeletion,
    "roster_take_off": Duty,
    "reviews_take_back": StandIn,
    "change_answer": Change,
    "announcement_end": Announcement,
    "announcement_put_away": Announcement,
    "announcement_take_out": Announcement,
    "expected_end": Expected,
}
# What is given to a partner once it was sent.
_GIVEN = {
    "referral_link", "referral_link_end", "referral_answer", "referral_file", "referral_script",
}  # fmt: skip
_CRITICAL = {"first": 4, "every": 24, "late": 4, "later": 12, "review": 24, "reassess": 24}
_SET = _CRITICAL | {f"initial-{name}": hours for name, hours in _CRITICAL.items()}
# Whom a page about a colleague is about.
_ABOUT = {"admit": "newcomer", "person_forget": "departed"}
Form = Callable[[Ground], Mapping[str, Any]]


def _once(**more: Any) -> dict[str, Any]:
    return {"once": str(uuid4()), **more}


FORMS: dict[str, Form] = {
    "set_language": lambda g: {"language": "ko", "next": "/"},
    "go": lambda g: {"to": "Today"},
    "case_print": lambda g: {"reason": "review", "names": "on"},
    "feedback": lambda g: {"part": "intake", "what": "slow", "device": "phone"},
    "unlock": lambda g: {"passphrase": PASSPHRASE},
    "kept": lambda g: {"drop": ""},
    "account": lambda g: {"language": "en", "time_zone": "Asia/Seoul", "single_keys": "on"},
    "open_deletion": lambda g: {"said": "confirmed"},
    "notices": lambda g: {"quiet_from": "22:00", "quiet_until": "07:00", "summary": "daily"},
    "passphrase_change": lambda g: {
        "old": PASSPHRASE,
        "new": NEW_PASSPHRASE,
        "again": NEW_PASSPHRASE,
    },
    "recovery_code_renew": lambda g: {"passphrase": PASSPHRASE},
    "account_reauthenticate": lambda g: {"password": PASSPHRASE},
    "person_invite": lambda g: {
        "username": "moon",
        "name": "Moon",
        "language": "en",
        "places": [g.desk_post()],
    },
    "admit": lambda g: {"words": " ".join(admission.words_of(g.newcomer))},
    "person_forget": lambda g: {"answer": "ask", "wish": "on"},
    "post_give": lambda g: {"place": g.desk_post()},
    "post_move": lambda g: {"desk": str(g.house.other_desk.pk)},
    "desk_name": lambda g: {"name": "Harbour desk"},
    "change_answer": lambda g: {"answer": "yes"},
    "coded_list": lambda g: {"one": "legal", "english": "a lawyer"},
    "announcement_list": lambda g: {
        "once": str(uuid4()),
        "text": "The desk moves on Friday.",
        "since": "2090-06-01T08:00",
        "until": "2090-06-08T08:00",
    },
    "desk_new": lambda g: {
        "code": "west",
        "name": "West desk",
        "deputy": str(g.house.desk.pk),
        "supervisor": str(g.house.supervisor3.user.pk),
    },
    "desk_deputy": lambda g: {"deputy": str(g.house.other_desk.pk)},
    "desk_focal_point": lambda g: {
        "person": str(g.house.supervisor.user.pk),
        "deputy": str(g.house.supervisor2.user.pk),
    },
    "roster": lambda g: {
        "person": str(g.house.caseworker.user.pk),
        "starts_at": "2090-06-01T08:00",
        "ends_at": "2090-06-01T20:00",
    },
    "interval_set": lambda g: _SET | {"first": 3},
    "reviews_hand_over": lambda g: {
        "deputy": str(g.house.supervisor2.user.pk),
        "first": localdate().isoformat(),
        "last": localdate().isoformat(),
    },
    "person_away": lambda g: {
        "deputy": str(g.house.supervisor.user.pk),
        "first": localdate().isoformat(),
        "last": localdate().isoformat(),
    },
    "desk_answer": lambda g: {"answer": "yes"},
    "deputy_answer": lambda g: {"deputy": g.house.other_desk.code, "answer": "yes"},
    "intake_begin": lambda g: {"case_id": str(uuid4()), "immediate_danger": "no"},
    "short_intake": lambda g: {
        "case_id": str(uuid4()),
        "immediate_danger": "yes",
        "speaking_herself": "yes",
        "alone_and_safe_to_talk": "yes",
        "help_and_keep": "given",
    },
    "intake_section": lambda g: {
        "revision": 1,
        "sheet_revision": 0,
        "sheet": "",
        "immediate_danger": "no",
        "speaking_herself": "yes",
    },
    "consent": lambda g: {
        "once": str(uuid4()),
        **make.consent("photo_voice"),
        "given_on": "2026-06-01",
        "expires_on": "2026-11-20",
    },
    "consent_withdraw": lambda g: _once(how="said", on="2026-06-01", words="Not any more."),
    "names_erase": lambda g: {"with_contact": "on"},
    "basis_renew": lambda g: _once(why="in_custody", words="No word from her."),
    "child_decide": lambda g: _once(decision="upheld", words="She is safe there."),
    "consent_copy": lambda g: {"code": g.case.code, "language": "ko"},
    "if_taken": lambda g: _once(step="stop", line="Stopped."),
    "if_taken_ask": lambda g: _once(
        state="answered", appeal_unhcr="without_name", tell="My sister, by the aunt."
    ),
    "if_taken_appeal": lambda g: _once(partner=str(g.partner.pk)),
    "incident_new": lambda g: _once(incident_type="physical_assault"),
    "incident": lambda g: {"revision": 1, "incident_type": "physical_assault"},
    "incident_strike": lambda g: {"revision": 1, "strike": "yes"},
    "draft": lambda g: {"text": "half a sentence"},
    "draft_discard": lambda g: {"next": "/"},
    "case_draft": lambda g: {"text": "half a sentence"},
    "case_draft_discard": lambda g: {"next": "/"},
    "find": lambda g: {"words": "grey scarf"},
    "line": lambda g: {"words": "grey scarf"},
    "line_case": lambda g: _once(said="She is well."),
    "case_reveal": lambda g: {"reason": "contact"},
    "note_new": lambda g: _once(text="She asked for the doctor."),
    "note_correct": lambda g: _once(text="She asked for a doctor."),
    "case_appointment": lambda g: _once(
        when=f"{localdate() + timedelta(days=30)}T10:00", words="The doctor."
    ),
    "label_change": lambda g: {"text": "green kettle", "revision": 1},
    "risk_assess": lambda g: _once(version=1, seen="medium", item_A2="yes", her_rating="7"),
    "plan_new": lambda g: _once(revision=0, **_goal()),
    "plan_new:safety": lambda g: _once(revision=g.safety_number(), **_safety()),
    "plan_new:need": lambda g: _once(
        revision=0, sector=SERVICE, level="high", wanted="yes", result="", note="Soon."
    ),
    "plan_new:contact": lambda g: _once(
        revision=0,
        happened_at="2026-05-31T10:00",
        direction="ours",
        way="phone",
        outcome="no_answer",
        words="It rang.",
    ),
    "plan_new:conference": lambda g: _once(
        revision=0, held_on="2026-05-31", others="a doctor", decided="A check-up first."
    ),
    "plan_edit": lambda g: _once(revision=1, **_goal() | {"progress": "met"}),
    "risk_answer": lambda g: {"answer": "yes", "words": "She moved."},
    "risk_set": lambda g: {"risk": "high", "reason": "new_danger", "seen": "medium"},
    "case_give_back": lambda g: {"reason": "missing_data", "words": "Ask for her language."},
    "decide": lambda g: {"kind": "opening", "answer": "yes", "words": "All is there."},
    "case_close": lambda g: make.checklist(reason="survivor_request", words="She asked for it."),
    "contact_stop": lambda g: {"reason": "overheard", "words": "Somebody breathed on the line."},
    "case_hold": lambda g: _once(
        reason="detained",
        review_on=(localdate() + timedelta(days=9)).isoformat(),
        words="Told by her sister.",
    ),
    "case_resume": lambda g: {"reason": "code_word", "words": "She rang."},
    "case_void": lambda g: {"reason": "twice", "words": "The same as before."},
    "case_reopen": lambda g: {"reason": "new_need", "words": "She came back."},
    "case_desk": lambda g: {
        "to": f"{g.house.other_desk.pk}:{g.house.caseworker3.user.pk}",
        "reason": "place",
        "summary": "She calls on Sundays.",
    },
    "case_transfer": lambda g: {
        "receiver": str(g.partner.pk),
        "reason": "nearer",
        "summary": "She needs a doctor.",
    },
    "transfer_taken_over": lambda g: {"accepted_on": _today(g.house).isoformat()},
    "transfer_not": lambda g: {"reason": "declined", "words": "No place free."},
    "transfer_given_back": lambda g: {"reason": "cannot", "words": "They have closed."},
    "case_rekey": lambda g: _once(),
    "ending_decide": lambda g: {"answer": "erase"},
    "term_set": lambda g: {"kind": "closed", "days": "730"},
    "holds": lambda g: {"code": g.case.code, "reason": "law", "words": "Article 12."},
    "erasure_ask": lambda g: {"identity": "code_word", "free": "yes", "words": "All of it."},
    "copy_request": lambda g: {"way": "read", "safe": "yes", "words": ""},
    "copy_made": lambda g: {"code": g.quiet.code, "language": "ko"},
    "case_unshare": lambda g: {"sent": "yes"},
    "case_share": lambda g: {"person": str(g.house.caseworker3.user.pk)},
    "case_hand_over": lambda g: {"person": str(g.house.caseworker2.user.pk)},
    "break_glass": lambda g: {
        "code": g.theirs.code,
        "reason": "on_the_line",
        "words": "She rang and is afraid.",
    },
    "audit_export_answer": lambda g: {"answer": "agree"},
    "audit_export_ask": lambda g: {"query": "outcome=refused&period=7"},
    "audit_view_keep": lambda g: {"query": "outcome=refused&period=7"},
    "break_glass_review": lambda g: {"finding": "needed", "words": "She was right to ask."},
    "situation": lambda g: _once(since=2, step="inside|FM4"),
    "situation_correct": lambda g: _once(since=2, step="inside|FM3", note="It was in spring."),
    "situation_take_back": lambda g: _once(since=2, note="It did not happen."),
    "situation_event": lambda g: _once(since=2, what="pregnancy", after=str(g.children.move)),
    "situation_before": lambda g: _once(
        since=2,
        so_far=json.dumps([{"to": "HD1", "event": "", "telling": {}}]),
        step="then:M01|FM2",
        precision="unknown",
        source="survivor",
        reliability="likely_reliable",
        fact_acts=["transfer"],
        fact_means=["deception"],
        fact_seller_role="broker",
    ),
    "situation_confirm": lambda g: _once(since=2, word="Heard from two."),
    "situation_undo": lambda g: _once(since=2, word="Her sister heard her."),
    "child_new": lambda g: _once(age_band="0--8", at_risk="yes", note="She sings."),
    "child_edit": lambda g: _once(revision=1, age_band="0--8", at_risk="yes"),
    "child_case": lambda g: _once(label="paper boat"),
    "partner_new": lambda g: _once(alias="maple-7", **_partner()),
    "partner": lambda g: {"revision": g.partner.revision, **_partner()},
    "partner_state": lambda g: {"state": "suspended", "words": "Nobody opened."},
    "police_countries": lambda g: {"country": "KOR", "words": "The women's desk is known to us."},
    "police_off": lambda g: {"country": "JPN"},
    "partner_review": lambda g: {"words": "Nothing speaks against it."},
    "partner_ask": lambda g: {"words": "We met."},
    "partner_answer": lambda g: {
        "about": str(g.asked_about.pk),
        "answer": "yes",
        "words": "I asked two women.",
    },
    "referral_new": lambda g: _once(urgency="routine", **_written(g.partner)),
    "referral_edit": lambda g: _once(urgency="urgent", revision=2, **_written(g.partner)),
    "referral_packet": lambda _g: {"revision": "2"},
    "referral_act:ask_review": lambda g: _once(),
    "referral_act:approve": lambda g: _once(comment=""),
    "referral_act:return": lambda g: _once(reason="too_much_data", comment="Leave out her town."),
    "referral_act:cancel": lambda g: _once(reason="not_needed", comment=""),
    "referral_act:suspend": lambda g: _once(reason="data_seen", comment=""),
    "referral_act:send": lambda g: _once(channel="in_person", recipient="duty nurse"),
    "referral_link": lambda g: {"language": "en"},
    "referral_script": lambda g: _once(heard_by="duty nurse"),
    "referral_answer": lambda g: {"answer": str(g.answer)},
    "packet_door": lambda g: {"words": "abandon ability able about above absent"},
    "task_cannot": lambda g: {"reason": "no_time"},
    "alert_ask": lambda g: {"of": str(g.house.supervisor2.user.pk)},
    "alert_answer": lambda g: {"answer": "her_work"},
    "alert_end": lambda g: {"outcome": "explained"},
    "alert_expect": lambda g: {
        "reason": "travels",
        "until": (localdate() + timedelta(days=9)).isoformat(),
    },
    "unusual_rule": lambda g: {"limit": "5"},
    "conduct": lambda g: {"number": "0", "next": "/"},
    "conduct_versions": lambda g: {"text": "We tell nobody."},
    "task_snooze": lambda g: {"until": "2026-06-03T09:00", "reason": ""},
}


def _goal() -> dict[str, str]:
    return {
        "text": "To go out by myself.",
        "sector": SERVICE,
        "priority": "1",
        "doer": "together",
        "progress": "not_started",
    }


def _safety() -> dict[str, str]:
    day = (now() + timedelta(days=20)).date().isoformat()
    return {"path": "FM", "with_her": "yes", "review_on": day, "worry": "The man comes home."}


def _partner() -> dict[str, Any]:
    return {
        "name": "Maple house",
        "services": [SERVICE],
        "country": "CHN",
        "contact": "by secure phone",
        "capacity": "open",
        "agreement": "spoken",
        "agreed_with": "the night nurse",
        "agreed_on": "2026-05-02",
        "agreed": "Nothing is written down.",
        "agreement_until": "2026-12-31",
    }


def _written(partner: Partner) -> dict[str, str]:
    return {
        "service": SERVICE,
        "partner": str(partner.pk),
        "need": "A check-up.",
        "contact": "Through her caseworker only.",
    }


# Building it ---------------------------------------------------------------------


def ground() -> Ground:
    """In an empty database; by its acts the first time, by their rows later."""
    return kept.once(
        "ground", _laid, again=lambda made: replace(made, house=make.reloaded(made.house), pages={})
    )


def _laid() -> Ground:
    house = make.house()
    # The pages act today, whatever day that is.
    partner = active_partner(house, agreement_until=f"{localdate() + timedelta(days=200)}")
    case, other = make.opened(house), make.opened(house, label="blue kettle")
    made = Ground(
        house=house,
        partner=partner,
        proposed=_proposed(house, "poplar-2"),
        asked_about=_asked_about(house, _proposed(house, "birch-4")),
        case=case,
        other=other,
        draft=make.draft(house, label="old lantern"),
        asked=_asked(house),
        quiet=make.opened(house, label="paper boat", risk=Risk.LOW),
        held=_held(house),
        closed=_closed(house),
        ended=_over(house),
        erased=_erased(house),
        gone=_gone(house),
        going=(going := _going(house, partner)),
        pending=_agreed(house, _going(house, partner, label="stone bridge"), partner),
        away=_taken_over(house, _going(house, partner, label="long road"), partner),
        theirs=(theirs := make.draft(house, "caseworker2", label="tall pine")),
        glass_over=_asked_for(house, theirs, at=NOW - timedelta(hours=5)),
        glass=_asked_for(house, theirs),
        newcomer=_waits(house, "newcomer", Role.CASEWORKER).user,
        waiting=_waits(house, "hopeful", Role.SUPERVISOR),
        superuser=_superuser(house),
        children=_children(house, case, "caseworker2", partner),
        foreign=_children(house, other, "caseworker3", partner, notes=2),
    )
    elsewhere = (going, made.pending, made.away)
    here = (made.draft, made.asked, made.quiet, made.held, made.closed, made.gone)
    for one in (*here, *elsewhere):
        _share(house, one, "caseworker2")
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=NOW)
    _proposes_a_desk(house)
    _hands_over_later(house)
    turn = {"starts_at": NOW + timedelta(days=900), "ends_at": NOW + timedelta(days=910)}
    her, head = house.caseworker2.user, house.supervisor.user
    roster.put_on(house.desk, her, **turn, by=head, at=NOW)
    _leaves(house)
    _administrates(house)
    _is_held(house, made.closed)
    made.exports = _works_with_the_log(house.administrator.user, house.administrator2.user)
    _asks_for_a_copy(house, made.quiet)
    made.undecided = _waits_for_a_second_person(house, made.quiet)
    made.referrals = _in_four_states(house, case, partner, made.children.referral)
    made.answer = PartnerAnswer.objects.create(referral=made.referrals["sent"], received_at=NOW).pk
    _suspends_a_partner(house)
    _is_silent_about_deleting(house, partner)
    made.alerts = _something_unusual(house)
    return made


def _works_with_the_log(hers: User, other: User) -> tuple[UUID, UUID]:
    """A view that she keeps, an export that she may fetch, and one that she may agree to."""
    log_views.keep_view("outcome=failed", by=hers, at=NOW)
    ready = log_views.ask_export("verb=case.read", by=hers, at=NOW)
    log_views.agree_to_export(ready, by=other, at=NOW)
    return ready.pk, log_views.ask_export("", by=other, at=NOW).pk


def _is_silent_about_deleting(house: House, partner: Partner) -> None:
    """What it had of a record that is erased."""
    row = OpenDeletion(desk=house.desk, due_at=NOW, erased_at=NOW)
    seal_for_house(row, "words", json.dumps({"partner": str(partner.pk), "code": "R-1"}))
    with transaction.atomic():
        row.save(force_insert=True)
        record("deletion.left_open", house.desk, by=None, at=NOW, rows=[row])


def _something_unusual(house: House) -> dict[str, Alert]:
    """Asked about, answered, and expected for a while."""
    her, admin, head = (
        house.staff[who].user for who in ("caseworker", "administrator", "supervisor")
    )
    found = {}
    for name, rule in (
        ("asked", Rule.EXPORTS),
        ("answered", Rule.NO_HITS),
        ("over", Rule.REFUSALS),
    ):
        with transaction.atomic():
            looking.keep(her, BY_RULE[rule], NOW.date(), Finding(30, (1, 2)), 20, NOW)
        found[name] = Alert.objects.select_related("person").get(person=her, rule=rule)
        asking.ask(found[name], head, by=admin, at=NOW)
    for name in ("answered", "over"):
        found[name].refresh_from_db()
        asking.answer(found[name], Answer.HER_WORK, by=head, at=NOW)
    asking.expect(found["over"], Reason.TRAVELS, NOW + timedelta(days=9), by=admin, at=NOW)
    return found


def _proposes_a_desk(house: House) -> None:
    """With a first supervisor who is none yet."""
    hers: dict[str, Any] = {"supervisor": house.caseworker2.user, "deputy": None}
    by = house.administrator.user
    new_desks.propose_desk("hill", name="Hill desk", **hers, by=by, at=NOW)


def _hands_over_later(house: House) -> None:
    hers = {"since": NOW + timedelta(days=900), "until": NOW + timedelta(days=910)}
    stand_ins.hand_over(house.supervisor2.user, **hers, by=house.supervisor.user, at=NOW)


def _suspends_a_partner(house: House) -> None:
    """The desk looks at what it has under way; elsewhere the police may be asked."""
    partner = active_partner(house, "aspen-9")
    by = house.supervisor2.user
    police.switch_on("JPN", words="Asked there.", by=by, at=NOW)
    directory.set_state(partner, "suspended", words="Nobody opened.", by=by, at=NOW)


def _proposed(house: House, alias: str) -> Partner:
    by = house.supervisor2.user
    return directory.propose(alias, name="Poplar house", details=DETAILS, by=by, at=NOW)


def _asked_about(house: House, partner: Partner) -> PartnerDecision:
    return vetting.ask(partner, Asked.VET, words="", by=house.supervisor2.user, at=NOW)


def _asked(house: House) -> Case:
    """A whole draft whose opening a supervisor is to decide."""
    case = make.draft(house, label="tin drum")
    who = house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    for kind in SECTIONS:
        if kind != "consent":
            writing.save_section(case, kind, make.complete(kind), revision=0, **hands)
    record_consent(case, make.consent(), **hands)
    assessment.set_risk(case, Risk.MEDIUM, by=who.user, at=NOW)
    pathways.open_situation(case, "FM2", **hands)
    opening.submit(case, **hands)
    return case


def _asked_for(house: House, case: Case, at: datetime = NOW) -> BreakGlass:
    """In an emergency, by somebody of the desk who may not open it."""
    told = {"reason": "in_danger", "words": "Somebody stands at her door."}
    who = house.caseworker
    return break_glass.ask(case, **told, by=who.user, at=at, keys=who.keys)


def _waits_for_a_second_person(house: House, case: Case) -> UUID:
    """Help without her consent, to be renewed; and a girl's yes, to be decided."""
    who = house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    alone = {"child_basis": "assent_and_vital_interests", "in_danger": True}
    girl = record_consent(case, make.consent("photo_or_voice") | alone, **hands)
    record_consent(case, make.consent(state="cannot_ask"), **hands)
    return girl.pk


def _held(house: House) -> Case:
    case, who = make.opened(house, label="green door", risk=Risk.LOW), house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    holding.hold(case, reason="no_contact", review_on=NOW.date() + timedelta(days=9), **hands)
    return case


def _closed(house: House) -> Case:
    case = make.opened(house, label="stone bridge", risk=Risk.LOW)
    make.close(house, case, "survivor_request", words="Moved.")
    return case


def _over(house: House, label: str = "cold stove") -> Case:
    """Closed for more than a year: two people are asked whether it ends."""
    long_ago = NOW - timedelta(days=380)
    case = make.opened(house, label=label, risk=Risk.LOW, at=long_ago)
    make.close(house, case, "survivor_request", at=long_ago)
    assert plans.plan(case.pk, Cause.CLOSED, NOW)
    return case


def _erased(house: House) -> Erasure:
    plan = Erasure.objects.get(case=_over(house, "empty well"))
    for one in (house.supervisor, house.supervisor2):
        plan = retiring.agree(plan, by=one.user, at=NOW)
    return plan


def _leaves(house: House) -> None:
    """Somebody who did not even set her passphrase."""
    by = house.administrator.user
    places = [(Role.CASEWORKER, house.desk)]
    gone, _token = invitations.invite("departed", name="Gone", places=places, by=by, at=NOW)
    people.leave(gone, by=by, at=NOW)


def _administrates(house: House) -> None:
    """A link that nobody used, a post that waits for a second administrator, an announcement."""
    by, asks = house.administrator.user, house.administrator2.user
    places = [(Role.CASEWORKER, house.desk)]
    invitations.invite("guest", name="Guest", places=places, by=by, at=NOW)
    people.ask_post(house.caseworker2.user, Role.SUPERVISOR, house.desk, by=asks, at=NOW)
    stands = {"since": NOW, "until": NOW + timedelta(days=7)}
    announcements.announce("The kitchen is painted.", desk=None, **stands, by=by, at=NOW)


def _is_held(house: House, case: Case) -> None:
    by = house.administrator2.user
    legal_holds.ask(case, reason="law", words="Article 12.", by=by, at=NOW)


def _asks_for_a_copy(house: House, case: Case) -> None:
    who = house.caseworker
    keys = make.keys_for(who, case)
    her_copy.ask(case, words="Read it to me.", by=who.user, at=NOW, keys=keys)


def _gone(house: House) -> Case:
    """Her death was told by her caseworker and waits for a second person."""
    case = make.opened(house, label="white heron")
    who = house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    pathways.move(case, "DE1", event="M19", telling=full("FM2", "M19", "DE1"), **hands)
    return case


def _going(house: House, partner: Partner, *, label: str = "open gate") -> Case:
    case, who = make.opened(house, label=label), house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": now(), "keys": make.keys_for(who, case)}
    for purpose, to in (("case_services", ""), ("transfer", str(partner.pk))):
        record_consent(case, make.consent(purpose, partner=to, at=now()), **hands)
    return case


def _agreed(house: House, case: Case, partner: Partner) -> Case:
    who, head = house.caseworker, house.supervisor
    hands: dict[str, Any] = {"by": who.user, "at": now(), "keys": make.keys_for(who, case)}
    told = {"receiver": str(partner.pk), "reason": "nearer", "summary": "She needs a doctor."}
    transferring.ask(case, **told, **hands)
    hands = {"by": head.user, "at": now(), "keys": make.keys_for(head, case)}
    transferring.agree(case, **hands)
    return case


def _today(house: House) -> date:
    """Where the supervisor works."""
    return localdate(timezone=ZoneInfo(house.supervisor.user.time_zone))


def _taken_over(house: House, case: Case, partner: Partner) -> Case:
    _agreed(house, case, partner)
    head = house.supervisor
    hands: dict[str, Any] = {"by": head.user, "at": now(), "keys": make.keys_for(head, case)}
    transferring.taken_over(case, accepted_on=_today(house), **hands)
    return case


def _waits(house: House, username: str, role: Role) -> Staff:
    """She has set her passphrase and is to be admitted to the desk."""
    by = house.administrator.user
    places = [(role, house.desk)]
    _person, token = invitations.invite(
        username, name=username.title(), places=places, by=by, at=NOW
    )
    make.agree(house)
    accepted = invitations.accept(token, passphrase=PASSPHRASE, at=NOW)
    return Staff(accepted.person, accepted.keys)


@transaction.atomic
def _superuser(house: House) -> Staff:
    user, keys = people.make_admitted(
        "mighty",
        name="Mighty",
        places=[(Role.CASEWORKER, house.other_desk)],
        passphrase=PASSPHRASE,
        invited_by=house.administrator.user,
        admitted_by=house.supervisor3.user,
        keys=house.supervisor3.keys,
        at=NOW,
    )
    entry = new_entry()
    user.is_superuser = True
    user.protect(entry).save()
    record("person.changed", user, by=user, at=NOW, entry=entry, rows=[user])
    return Staff(user, keys)


def _children(
    house: House, case: Case, reader: str, partner: Partner, *, notes: int = 1
) -> Children:
    who = house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    for number in range(notes):
        writing.add_note(case, f"She rang, time {number}.", **hands)
    pathways.move(case, "FM3", event="inside", since=1, **hands)
    moves = pathways.told_of(case, hands["keys"])
    shared = make.consent("share", service=SERVICE, partner=str(partner.pk))
    consent = record_consent(case, shared, **hands)
    referral = make.packed(
        referrals.draft(case, urgency="routine", written=_written(partner), **hands), **hands
    )
    _share(house, case, reader)
    newest = max(note.number for note in case.notes.all())
    reads = house.staff[reader].user.pk
    child = pathways.add_child(case, Child("", {"at_risk": "yes"}), **hands)
    goal = sheets.add_sheet(case, SheetKind.GOAL, _goal() | {"steps": ""}, **hands).pk
    safety = sheets.add_sheet(case, SheetKind.SAFETY_PLAN, _safety(), **hands).pk
    first, last = moves[0].id, moves[-1].id
    told = add_incident(case, {}, pk=uuid4(), **hands).pk
    inside = (referral.pk, reads, consent.pk, first, child.pk, goal, safety, told)
    return Children(newest, last, *inside)


def _share(house: House, case: Case, reader: str) -> None:
    who = house.supervisor
    keys = make.keys_for(who, case)
    sharing.share(case, to=house.staff[reader].user, by=who.user, at=NOW, keys=keys)


def _in_four_states(house: House, case: Case, partner: Partner, draft: UUID) -> dict[str, Referral]:
    found = {"draft": Referral.objects.get(pk=draft)}
    whole = [Act.ASK_REVIEW, Act.APPROVE, Act.SEND]
    for name, acts in (("waits", whole[:1]), ("approved", whole[:2]), ("sent", whole)):
        who = house.caseworker
        hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
        found[name] = make.packed(
            referrals.draft(case, urgency="urgent", written=_written(partner), **hands), **hands
        )
        for act in acts:
            who = house.supervisor if act == Act.APPROVE else house.caseworker
            told = {Act.APPROVE: {"comment": ""}, Act.SEND: {"channel": "in_person"}}.get(act, {})
            hands = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
            referrals.act(found[name], act, told=told, **hands)
    return found
