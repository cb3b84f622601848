"""The risk aid (reference 5.2): the questions and what each weighs; `risk_levels` holds the rule.

Our own design, not validated: every page that shows it says so. Whoever changes a question, a
weight or the rule adds a table under a new version and leaves the old one: a score keeps the
version that it was made with, and nothing rescores it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import NOT_ASKED, UNKNOWN, Label
from casework.cases.states import Risk

YES: Final = "yes"
NO: Final = "no"
ANSWERS: Final = (YES, NO, UNKNOWN, NOT_ASKED)

Answers = Mapping[str, str]
"""By code of the item; one that is missing was not asked."""


class Group(TextChoices):
    ARREST = "arrest", _("Arrest and forced return")
    VIOLENCE = "violence", _("Exploiter and violence")
    HEALTH = "health", _("Health")
    CHILDREN = "children", _("Children")
    SUPPORT = "support", _("Support, and what is known of her")


@dataclass(frozen=True)
class Item:
    """`label` is what is so if she says yes; `ask` are words to ask with.

    `critical`: a yes alone is immediate danger. `under`: only asked beside a yes to that item.
    `with_any`: immediate danger beside a yes to one of those. `floor`: never below that level.
    `if_protocol`: only where the house has a page that says what to do then.
    """

    code: str
    group: Group
    weight: int
    label: Label
    ask: Label
    critical: bool = False
    under: str = ""
    with_any: tuple[str, ...] = ()
    floor: Risk = Risk.NOT_SET
    if_protocol: bool = False


@dataclass(frozen=True)
class Table:
    version: int
    items: tuple[Item, ...]
    high_from: int
    medium_from: int
    unknown_from: int

    def asked(self, answers: Answers, *, protocol: bool) -> Iterator[Item]:
        """The items that make sense, given the other answers."""
        for item in self.items:
            if item.if_protocol and not protocol:
                continue
            if not item.under or answers.get(item.under) == YES:
                yield item

    def item(self, code: str) -> Item:
        return next(item for item in self.items if item.code == code)


_A, _V, _H, _C, _S = Group

_ITEMS_1 = (
    Item("A1", _A, 0, _("in custody, or about to be handed over"),
         _("Have they got hold of you now, or are you about to be handed over?"), critical=True),
    Item("A2", _A, 3, _("a search, raid or check is expected within 30 days"),
         _("Do you expect a search or a check of the household in the next month?")),
    Item("A3", _A, 3, _("somebody has threatened to report her"),
         _("Has anybody said they would report you?")),
    Item("A4", _A, 2, _("was returned by force before"),
         _("Were you ever sent back before?")),
    Item("A5", _A, 2, _("contact with South Koreans, a church or a broker could be known"),
         _("Could anyone know that you spoke with South Koreans, a church or someone who guides"
           " people on?")),
    Item("A6", _A, 1, _("no papers she could show, and no Chinese"),
         _("Would you be lost if somebody spoke Chinese to you and asked for papers?")),
    Item("A7", _A, 2, _("the police already have her face or her phone"),
         _("Do the police have your picture, your fingerprints or your number?")),
    Item("V1", _V, 3, _("locked in or guarded now"),
         _("Are you locked in, or does somebody watch you?")),
    Item("V2", _V, 3, _("violence in the last 30 days"),
         _("Has anybody hurt you in the last month?")),
    Item("V3", _V, 0, _("strangled, a weapon, a threat to kill, or it is getting worse"),
         _("Has anybody put hands on your neck, used a weapon or said they would kill you? Is it"
           " getting worse?"), critical=True),
    Item("V4", _V, 3, _("a sale or a move is planned"),
         _("Is there talk of selling you or taking you somewhere else?")),
    Item("V4s", _V, 0, _("the sale or move is within 72 hours"),
         _("Could that be within three days?"), critical=True, under="V4"),
    Item("V5", _V, 2, _("a debt is held against her"),
         _("Do they say that you owe them money?")),
    Item("V6", _V, 3, _("has left, and the exploiter knows where she is"),
         _("Since you left: does that person know where you are?")),
    Item("V7", _V, 0, _("believes that she may be killed"),
         _("Do you think that somebody may kill you?"), critical=True),
    Item("H1", _H, 3, _("an emergency injury, bleeding, or an assault in the last 120 hours"),
         _("Are you badly hurt or bleeding, or were you forced in the last five days?")),
    Item("H1r", _H, 0, _("care can be reached, or she wants it now"),
         _("Can you get to a doctor, or do you want one now?"), critical=True, under="H1"),
    Item("H2p", _H, 0, _("a plan to end her life"),
         _("Have you thought about how you would do it?"), critical=True, if_protocol=True),
    Item("H2", _H, 2, _("thoughts of ending her life"),
         _("Have there been times when you did not want to live any more?")),
    Item("H3", _H, 2, _("pregnant"),
         _("Could you be expecting a child?"), with_any=("A1", "A2", "A3")),
    Item("H4", _H, 1, _("a serious illness without treatment"),
         _("Are you ill with something that nobody treats?")),
    Item("C1", _C, 3, _("a child is in danger, or to be sold or taken"),
         _("Are you afraid that a child of yours is hurt, sold or taken away?")),
    Item("C2", _C, 0, _("under 18"),
         _("Are you younger than 18?"), floor=Risk.HIGH),
    Item("C3", _C, 1, _("a child is not registered"),
         _("Is there a child of yours without registration?")),
    Item("C4", _C, 2, _("a child is used to control her"),
         _("Do they use your child to make you obey?")),
    Item("S1", _S, 1, _("nobody she trusts"),
         _("Is there nobody near you whom you trust?")),
    Item("S2", _S, 2, _("no food, money or bed tonight"),
         _("Are you without food, money or a bed tonight?")),
    Item("S3", _S, 2, _("no safe way to reach her"),
         _("Is there no safe way for us to reach you?")),
    Item("S4", _S, 2, _("her phone or account is shared or searched"),
         _("Does anybody else use or look through your phone?")),
    Item("S5", _S, 3, _("a worker or partner may be compromised, or something leaked"),
         _("For us: is there a sign that somebody who helps us has talked, or was made to?")),
    Item("S5f", _S, 0, _("it is her file that leaked"),
         _("For us: is it her file?"), critical=True, under="S5"),
)  # fmt: skip

TABLES: Final = {1: Table(1, _ITEMS_1, high_from=12, medium_from=6, unknown_from=6)}
CURRENT = 1


def current() -> Table:
    return TABLES[CURRENT]
