"""The referrals of a story, each act on its day; her yes to that partner comes before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from casework.cases.actions.consent import record_consent
from casework.referrals import actions, choosing, packing, partners, silence
from casework.referrals.models import Referral
from casework.referrals.reasons import FEEDBACK
from casework.referrals.states import Act
from casework.web.demo import documents
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment, day_of
from casework.web.demo.stories import Handing

_REVIEW = (Act.APPROVE, Act.RETURN, Act.UPHOLD)
_ROLE = "duty desk"
# Boxes of a packet that say what else the partner must know.
_NOTED = frozenset({"care_facts", "mental_health", "claim", "protection", "children"})
_BROUGHT: dict[Act, tuple[str, ...]] = {
    Act.RETURN: ("reason", "comment"),
    Act.SEND: ("channel", "recipient"),
    Act.SEND_AT_ONCE: ("danger", "cannot_wait", "channel", "recipient"),
    Act.ACCEPT: ("answered_by",),
    Act.DECLINE: ("answered_by", "reason", "comment"),
    Act.COMPLETE: ("outcome", "feedback", *FEEDBACK),
    Act.COMPLETE_IN_PART: ("comment", *FEEDBACK),
    Act.NOT_COMPLETE: ("reason", "not_asked"),
    Act.SUSPEND: ("reason", "comment"),
    Act.RECALL: ("reason", "comment"),
    Act.CANCEL: ("reason", "comment"),
    Act.TELL_PARTNER: ("channel", "recipient"),
}


def moments(life: Life, known: Mapping[str, UUID]) -> Iterator[Moment]:
    before: _Course | None = None
    for handing in life.story.referrals:
        before = _Course(life, handing, known[handing.partner], before)
        yield from before.moments()


class _Course:
    """One referral, from her consent to what came of it."""

    def __init__(self, life: Life, handing: Handing, partner: UUID, before: _Course | None) -> None:
        self.life, self.handing, self.partner = life, handing, str(partner)
        self.before = before if handing.instead else None
        self.referral: Referral  # from its draft on

    def moments(self) -> Iterator[Moment]:
        steps = [step.partition("@") for step in self.handing.steps.split()]
        first = int(steps[0][2])
        if not any(what == Act.SEND_AT_ONCE for what, _at, _day in steps):
            yield self.life.by_owner(first, 143, partial(self._says, "given"))
        for place, (what, _at, day) in enumerate(steps):
            act = self._draft if what == "draft" else partial(self._do, Act(what))
            who = self.life.supervisor if what in _REVIEW else self.life.owner(int(day))
            yield self.life.moment(int(day), 145 + 5 * place, who, act)

    def _says(self, state: str, *, by: Any, at: datetime, keys: Any) -> None:
        named = {"service": self.handing.service, "partner": self.partner}
        answer = documents.consent(self.life.story, "share", on=day_of(at), **named)
        if state == "withdrawn":
            back = {"withdrawn_on": day_of(at).isoformat(), "withdrawn_how": "said"}
            answer |= {"state": state} | back
        record_consent(self.life.case, answer, by=by, at=at, keys=keys)

    def _draft(self, **act: Any) -> None:
        written = {
            "service": self.handing.service,
            "partner": self.partner,
            "need": self.handing.need,
            "contact": self.handing.contact,
        }
        self.referral = actions.draft(
            self.life.case,
            urgency=self.handing.urgency,
            written=written,
            replaces=self.before.referral.pk if self.before else None,
            **act,
        )
        self._choose(**act)

    def _choose(self, **act: Any) -> None:
        """All that this partner may know of what is on record, and the note where it has a box."""
        partner = partners.find(self.partner)
        offered = packing.offered(self.handing.service, packing.receives(partner))
        choosing.choose(
            self.referral,
            ticked=[item.name for item in offered if not item.lines],
            written={item.name: self.handing.note for item in offered if item.name in _NOTED},
            revision=self.referral.revision,
            **act,
        )

    def _do(self, what: Act, *, at: datetime, **hands: Any) -> None:
        if what is Act.WITHDRAW:
            self._says("withdrawn", at=at, **hands)
        elif what is Act.NO_ANSWER:
            silence.note(self.referral.pk, self.life.case.pk, at)
        else:
            actions.act(self.referral, what, told=self._told(what), at=at, **hands)

    def _told(self, what: Act) -> dict[str, str]:
        """What this act brings; the guards of another one look at none of it."""
        handing = self.handing
        told = {"reason": handing.reason, "comment": handing.comment}
        told |= {"channel": handing.channel, "recipient": _ROLE, "answered_by": _ROLE}
        if what is Act.SEND_AT_ONCE:
            danger, cannot_wait = handing.comment.split("\n")
            told |= {"danger": danger, "cannot_wait": cannot_wait, "comment": ""}
        if what is Act.NOT_COMPLETE:
            told["not_asked"] = "no_contact"
        if what in (Act.COMPLETE, Act.COMPLETE_IN_PART):
            told |= {"outcome": "service_given", "feedback": handing.feedback}
            told |= dict(zip(FEEDBACK, handing.answers.split(), strict=True))
        return {name: told[name] for name in _BROUGHT.get(what, ()) if name in told}
