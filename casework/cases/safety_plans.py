"""What a safety plan asks, and for each path the words that help to think of it.

A plan is hers: made with her, in her words, of what she can really do. Each version is a sheet of
its own; the newest counts, and the older ones stay to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import Label
from casework.cases.sheets import OpenSheet, SheetKind


class PlanPath(TextChoices):
    """The first letters of her situation, where a plan can be made with her."""

    FM = "FM", _("forced marriage")
    SX = "SX", _("sexual exploitation (forced prostitution)")
    HD = "HD", _("hiding")
    CU = "CU", _("in custody")
    SF = "SF", _("safe")


BOXES: Final[dict[str, Label]] = {
    "worry": _("What she is most afraid of, in her words"),
    "signs": _("How she sees it coming"),
    "ways": _("What she does then"),
    "people": _("Who can help her"),
    "ready": _("What lies ready"),
    "signal": _("How she lets us know"),
    "children": _("Her children"),
    "after": _("The first hours after"),
    "not_to_do": _("What nobody must do"),
}

# By path and box: questions to think with, never a list to tick. A box without one needs none.
PROMPTS: Final[dict[PlanPath, dict[str, Label]]] = {
    PlanPath.FM: {
        "worry": _("Is it a blow, a sale, a report to the police, or that her child is taken?"),
        "signs": _("Drink, a visitor, a quarrel over money, talk of a trip: what came before?"),
        "ways": _("Which room has a way out, where are no knives, when is the gate open, and who is"
                  " out of the house at what time?"),
        "people": _("A neighbour, a shopkeeper, another woman from the North: who has kept silent"
                    " before?"),
        "ready": _("Shoes, a coat, a little money and a number learnt by heart, not one on paper."),
        "signal": _("A missed call, an empty message, a thing hung out to dry: nothing that asks to"
                    " be explained."),
        "children": _("Would she go without the child? What would the child say, and to whom?"),
        "after": _("Where does she sit until morning, and who must not see her on the way?"),
        "not_to_do": _("No call to the house, no visit, no question to the village."),
    },
    PlanPath.SX: {
        "worry": _("A beating, a debt that grows, being sold on, pictures sent to others?"),
        "signs": _("A new man in charge, phones collected, more cameras, talk of another town."),
        "ways": _("When is nobody at the door or the screen? Which request would be refused without"
                  " harm to her?"),
        "people": _("Whom among the other women can she trust, and whom not?"),
        "ready": _("A second account, a way to delete at one touch, a place for what she needs."),
        "signal": _("A word in a chat that means nothing to others; a word that means: forced."),
        "children": _("Who holds her child, and what has been threatened?"),
        "after": _("Care within 72 hours, a bed that the place does not know, another number."),
        "not_to_do": _("No payment of the debt by us, no customer as messenger, no rescue that she"
                       " has not agreed to."),
    },
    PlanPath.HD: {
        "worry": _("A check, a neighbour's report, cold and hunger, a man who comes at night?"),
        "signs": _("Strangers asking, a car twice, a reward posted, the host who grows afraid."),
        "ways": _("Which second place is known to her alone, and how does she get there on foot?"),
        "people": _("Who brings food? Who would open a door once?"),
        "ready": _("Warm clothes, food for two days, medicine, a phone that is switched off."),
        "signal": _("What she leaves in sight while it is safe, and takes away when it is not."),
        "children": _("How do they keep quiet, and where do they go if she is taken?"),
        "after": _("Where does she wait, how long, and what does she do if nobody comes?"),
        "not_to_do": _("No route, no guide's name and no place written down, here or anywhere."),
    },
    PlanPath.CU: {
        "worry": _("Return, what they ask her about, losing a pregnancy, others being named?"),
        "signs": _("A move to the border, a list of names, a call that she may make."),
        "ways": _("What did she decide to say about herself, before she was taken?"),
        "people": _("Who may ask after her without harm: a lawyer, a relative in China, nobody?"),
        "ready": _("What she wanted us to do if she is taken; and what she wanted left undone."),
        "signal": _("How would we know that a message is from her?"),
        "children": _("Who has the child today, and who must not get it?"),
        "after": _("If she is freed: nobody meets her at the gate. Where does she come to us?"),
        "not_to_do": _("No contact with her and no visit that ties her to us or to the South."),
    },
    PlanPath.SF: {
        "worry": _("Being found by the broker or the buyer, a debt claimed, news from home?"),
        "signs": _("A stranger who knows her name, a demand for money, calls without a number."),
        "ways": _("Whom does she call first: the centre, the police here, us?"),
        "people": _("A friend from the road, a counsellor, a neighbour, a teacher of her child."),
        "ready": _("Papers and copies in two places; numbers for the night."),
        "signal": _("How does she want to be asked how she is?"),
        "children": _("A child still in China: what keeps it safe until it can come?"),
        "after": _("Nights, anniversaries, the first months alone: what helps her then?"),
        "not_to_do": _("No picture, no press, no talk of those who are still there."),
    },
}  # fmt: skip


def prompt(path: str, box: str) -> Label:
    return PROMPTS[PlanPath(path)].get(box, "") if path in PlanPath.values else ""


def newest(sheets: Sequence[OpenSheet]) -> OpenSheet | None:
    plans = [sheet for sheet in sheets if sheet.kind == SheetKind.SAFETY_PLAN]
    return plans[-1] if plans else None
