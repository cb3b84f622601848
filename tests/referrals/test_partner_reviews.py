"""A partner takes nothing any more: each desk with live referrals is asked to look at them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.accounts.models import User
from casework.referrals import directory, lapses, partner_reviews
from casework.referrals.models import Partner, PartnerReview
from casework.referrals.partner_states import PartnerState
from casework.referrals.states import Act
from tests import entries
from tests.make import NOW
from tests.referrals.conftest import Scene, active_partner, vet

AFTER = datetime(2027, 1, 1, 0, 1, tzinfo=UTC)


def rest(scene: Scene, state: str = "suspended", *, at: datetime = NOW) -> None:
    by = scene.house.supervisor.user
    directory.set_state(scene.partner, state, words="A list was lost.", by=by, at=at)


def waiting(user: User, at: datetime = NOW) -> list[tuple[str, str]]:
    rows = PartnerReview.objects.waiting_for(user, at)
    return [(row.partner.alias, row.reason) for row in rows]


@pytest.mark.parametrize("state", ["suspended", PartnerState.SUSPENDED, "ended"])
def test_the_desks_with_live_referrals_are_asked(scene: Scene, state: str) -> None:
    scene.advance(Act.ASK_REVIEW)
    rest(scene, state)
    house = scene.house
    assert waiting(house.supervisor.user) == [("willow-3", state)]
    assert waiting(house.supervisor2.user) == [("willow-3", state)]
    assert waiting(house.supervisor3.user) == []
    assert PartnerReview.objects.get().due_at == NOW + timedelta(hours=24)
    assert entries.sealed()[-1].verb == f"partner.{state}"


def test_what_a_desk_has_not_done_in_its_time_every_supervisor_sees(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW)
    rest(scene)
    late = NOW + timedelta(hours=24)
    others = scene.house.supervisor3.user
    assert (waiting(others, late - timedelta(minutes=1)), len(waiting(others, late))) == ([], 1)


def test_a_desk_without_any_is_not_asked(scene: Scene) -> None:
    scene.draft()
    rest(scene)
    assert not PartnerReview.objects.exists()


def test_suspended_and_then_ended_asks_once(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW)
    rest(scene)
    rest(scene, "ended")
    assert waiting(scene.house.supervisor.user) == [("willow-3", "suspended")]


def test_once_it_goes_on_nobody_needs_to_look(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW)
    rest(scene)
    vet(scene.house, scene.partner)
    assert waiting(scene.house.supervisor.user) == []
    assert PartnerReview.objects.get().done_by is None


def test_an_agreement_that_runs_out_asks_once(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW)
    active_partner(scene.house, "alder-1", agreement_until="2027-12-31")
    assert lapses.sweep(AFTER - timedelta(minutes=2)) == 0
    assert (lapses.sweep(AFTER), lapses.sweep(AFTER), lapses.sweep(AFTER)) == (1, 0, 0)
    assert waiting(scene.house.supervisor.user) == [("willow-3", "lapsed")]
    assert entries.last("partner.lapsed").by == "system"
    finish(scene)
    assert lapses.sweep(AFTER + timedelta(days=1)) == 0


def test_an_agreement_made_longer_ends_the_asking(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW)
    lapses.sweep(AFTER)
    lengthen(scene, "2027-06-30")
    assert waiting(scene.house.supervisor.user) == []
    assert lapses.sweep(AFTER) == 0
    assert lapses.sweep(AFTER + timedelta(days=200)) == 1


def lengthen(scene: Scene, until: str) -> None:
    from dataclasses import replace

    from casework.referrals import partners

    row = Partner.objects.get()
    opened = partners.opened(row)
    details = replace(opened.details, agreement_until=until)
    told: dict[str, Any] = {"details": details, "revision": row.revision}
    by = scene.house.supervisor.user
    directory.describe(row, name=opened.name, by=by, at=AFTER, **told)


def finish(scene: Scene, who: str = "supervisor", *, live: int = 0, words: str = "") -> None:
    review = PartnerReview.objects.get()
    by = scene.house.staff[who].user
    partner_reviews.finish(review, words=words, live=live, by=by, at=AFTER)


def asked(scene: Scene) -> tuple[Any, ...]:
    scene.advance(Act.ASK_REVIEW)
    rest(scene)
    return written()


def written() -> tuple[Any, ...]:
    return [*PartnerReview.objects.values_list("done_at", "revision")], entries.count()


@pytest.mark.proves("referrals.can_review_partner")
@pytest.mark.parametrize("who", ["supervisor3", "caseworker", "administrator"])
def test_another_desk_does_not_look(scene: Scene, who: str) -> None:
    before = asked(scene)
    with pytest.raises(NotAllowed):
        finish(scene, who)
    assert written() == before


@pytest.mark.proves("referrals.review_is_waited_for")
def test_it_is_looked_at_once(scene: Scene) -> None:
    asked(scene)
    finish(scene)
    before = written()
    with pytest.raises(WrongState, match="Somebody has looked already"):
        finish(scene, "supervisor2")
    assert written() == before


@pytest.mark.proves("referrals.live_ones_have_a_reason")
def test_what_goes_on_has_a_reason(scene: Scene) -> None:
    before = asked(scene)
    with pytest.raises(WrongState, match="Say why they may go on"):
        finish(scene, live=1)
    assert written() == before
    finish(scene, live=1, words="The nurse is known to us, the list was not hers.")
    assert waiting(scene.house.supervisor.user) == []
    last = entries.last("partner.reviewed")
    assert (last.reason, last.count) == ("go_on", 1)
