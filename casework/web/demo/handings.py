"""The referrals of a story, each act on its day; her yes to that partner comes before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from casework.cases.actions.consent import record_consent
from casework.referrals import actions
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.web.demo import documents
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment, day_of
from casework.web.demo.stories import Handing

_REVIEW = (Act.APPROVE, Act.RETURN)
_ROLE = "duty desk"


def moments(life: Life, partners: Mapping[str, UUID]) -> Iterator[Moment]:
    for handing in life.story.referrals:
        yield from _Course(life, handing, partners[handing.partner]).moments()


class _Course:
    """One referral, from her consent to what came of it."""

    def __init__(self, life: Life, handing: Handing, partner: UUID) -> None:
        self.life, self.handing, self.partner = life, handing, str(partner)
        self.referral: Referral  # from its draft on

    def moments(self) -> Iterator[Moment]:
        steps = [step.partition("@") for step in self.handing.steps.split()]
        first = int(steps[0][2])
        yield self.life.by_owner(first, 143, self._consent)
        for place, (what, _at, day) in enumerate(steps):
            act = self._draft if what == "draft" else partial(self._act, Act(what))
            who = self.life.supervisor if what in _REVIEW else self.life.owner(int(day))
            yield self.life.moment(int(day), 145 + 5 * place, who, act)

    def _consent(self, *, by: Any, at: datetime, keys: Any) -> None:
        named = {"service": self.handing.service, "partner": self.partner}
        answer = documents.consent(self.life.story, "share", on=day_of(at), **named)
        record_consent(self.life.case, answer, by=by, at=at, keys=keys)

    def _draft(self, **act: Any) -> None:
        written = {
            "service": self.handing.service,
            "partner": self.partner,
            "need": self.handing.need,
            "note": self.handing.note,
            "contact": self.handing.contact,
        }
        self.referral = actions.draft(
            self.life.case, urgency=self.handing.urgency, written=written, **act
        )

    def _act(self, what: Act, **act: Any) -> None:
        actions.act(self.referral, what, told=self._told(what), **act)

    def _told(self, what: Act) -> dict[str, str]:
        handing = self.handing
        match what:
            case Act.RETURN:
                return {"reason": handing.reason, "comment": handing.comment}
            case Act.SEND:
                return {"channel": handing.channel, "recipient": _ROLE}
            case Act.ACCEPT:
                return {"answered_by": _ROLE}
            case Act.DECLINE:
                return {
                    "answered_by": _ROLE,
                    "reason": handing.reason,
                    "comment": handing.comment,
                }
            case Act.BEGIN:
                return {"accompanied": "no"}
            case Act.COMPLETE:
                return {"outcome": "service_given", "feedback": handing.feedback}
            case _:
                return {}
