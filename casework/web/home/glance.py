"""What now, in one line: how much waits where, each a link, so that it fits a phone's first screen.

Each number is counted from what the page shows anyway. Nothing that is nought is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.accounts.models import User


class Waits(NamedTuple):
    """`tone` as of a badge: `stop` is wrong or late, `wait` waits for her, `quiet` may be known.
    `number` may be "50+".
    """

    label: str
    url: str
    number: int | str
    tone: str

    @property
    def words(self) -> str:
        return f"{self.label} {self.number}"


def at_a_glance(person: User, page: Mapping[str, Any], *, at: datetime) -> list[Waits]:
    """Of the parts of her home; the worst first, else in the order of her work."""
    found: list[Waits] = []
    if "due_now" in page:
        found += _of_tasks(page)
    if person.is_supervisor:
        found += _of_desks(page, at)
    if person.is_administrator:
        found += _of_house(page)
    if "questions" in page:
        asked = len(page["questions"])
        found.append(Waits(_("A question about a colleague"), "#questions", asked, "wait"))
    to_answer = sum(row["may_answer"] for row in page["changes"])
    found.append(Waits(_("Waits for a second person"), "#changes", to_answer, "wait"))
    waiting = [one for one in found if one.number]
    return sorted(waiting, key=lambda one: one.tone != "stop")


def _of_tasks(page: Mapping[str, Any]) -> Iterator[Waits]:
    yield Waits(_("Due now"), reverse("task_list"), page["now_badge_count"], "wait")
    others = len(page["due_for_others"])
    yield Waits(_("Due in place of others"), reverse("task_list"), others, "wait")


def _of_desks(page: Mapping[str, Any], at: datetime) -> Iterator[Waits]:
    reviews = page["reviews"]
    late = sum(row["due_at"] is not None and row["due_at"] <= at for row in reviews)
    queue = reverse("referral_queue")
    yield Waits(_("Opened in an emergency"), "#emergencies", len(page["emergencies"]), "stop")
    yield Waits(_("Reviews overdue"), queue, late, "stop")
    yield Waits(_("To review"), queue, len(reviews) - late, "wait")
    yield Waits(_("Decisions"), reverse("decisions"), len(page["decisions"]), "wait")
    yield Waits(_("Waiting to be admitted"), "#waiting", len(page["waiting"]), "wait")
    yield Waits(_("Who holds which case"), reverse("access_reviews"), page["to_confirm"], "wait")
    yield Waits(_("Carry more than they can"), "#load", page["load"].over, "stop")
    away = sum(not one["is_coming"] for one in page["standing_in"])
    yield Waits(_("Away now"), "#standing-in", away, "quiet")


def _of_house(page: Mapping[str, Any]) -> Iterator[Waits]:
    silent = sum(one.is_silent for one in page["processes"])
    log = reverse("audit")
    yield Waits(_("The log is shorter than it was"), log, int(page["seal"].is_behind), "stop")
    yield Waits(_("Silent processes"), "#processes", silent, "stop")
    yield Waits(_("Written past this desk"), "#forged", len(page["forged"]), "stop")
    yield Waits(_("Mails that could not be sent"), "#processes", page["set_aside"], "stop")
    yield Waits(_("Nobody was there to be told"), "#unattended", len(page["unattended"]), "stop")
    late = len(page["late_glasses"])
    yield Waits(_("Emergencies not reviewed"), "#late-glasses", late, "stop")
    yield Waits(_("What is unusual"), reverse("alerts"), len(page["unusual"]), "wait")
    ending = len(page["endings"]) + len(page["accounts"])
    yield Waits(_("The end of records"), reverse("ending"), ending, "wait")
    yield Waits(_("People who are not in yet"), "#unadmitted", len(page["unadmitted"]), "quiet")
