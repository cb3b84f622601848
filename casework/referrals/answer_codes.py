"""What a partner can answer on its page: a button, and at most a reason and a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.referrals.states import Act


class AnswerKind(TextChoices):
    ACCEPT = "accept", _("We can help")
    DECLINE = "decline", _("We cannot help")
    FOLLOW_UP = "follow_up", _("We need to speak with you first")
    GIVEN = "given", _("The service was given")
    CLOSED = "closed", _("We have closed it")


# Which answer is a step of the referral; the others ask its worker for more than a button.
STEPS = {AnswerKind.ACCEPT: Act.ACCEPT, AnswerKind.DECLINE: Act.DECLINE}


@dataclass(frozen=True)
class Told:
    kind: AnswerKind
    reason: str = ""  # of `DeclineReason`
    on: date | None = None
    follow_up: bool = False

    def document(self) -> dict[str, str]:
        on = self.on.isoformat() if self.on else ""
        follow_up = "yes" if self.follow_up else ""
        return {"kind": self.kind.value, "reason": self.reason, "on": on, "follow_up": follow_up}
