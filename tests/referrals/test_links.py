"""A partner's one-time page: what opens, how often, how long, and what never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases import consequences
from casework.crypto import passphrases
from casework.crypto.fingerprints import random_words
from casework.referrals import link_making, link_opening, links
from casework.referrals.link_making import NewLink
from casework.referrals.link_opening import NotOpened, Opened
from casework.referrals.link_rows import MOST_OPENINGS, MOST_WRONG, PacketLink
from casework.referrals.models import Referral
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
WRONG = "abandon ability able about above absent"
LATER = make.NOW + timedelta(hours=71)
OVER = make.NOW + timedelta(hours=72)


@pytest.fixture
def sent(scene: Scene) -> Referral:
    return scene.advance(*TO_SENT)


def linked(scene: Scene, referral: Referral, *, by: str = "caseworker", **more: Any) -> NewLink:
    who = scene.house.staff[by]
    hands: dict[str, Any] = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, scene.case)}
    return link_making.make(referral, **(hands | more))


def opened(made: NewLink, *, at: Any = make.NOW, words: str = "", token: str = "") -> Opened:
    return link_opening.open_link(token or made.token, words or " ".join(made.words), at=at)


def shut(made: NewLink, **how: Any) -> None:
    with pytest.raises(NotOpened):
        opened(made, **how)


def row() -> PacketLink:
    return PacketLink.objects.latest("made_at")


def packet(scene: Scene, referral: Referral) -> dict[str, Any]:
    keys = make.keys_for(scene.house.caseworker, scene.case)
    told: dict[str, Any] = keys.open_document(referral)["packet"]
    return told


# Opening.


@pytest.mark.parametrize("language", ["en", "ko", "zh-hans"])
def test_link_and_words_open_the_packet_as_it_was_frozen(
    scene: Scene, sent: Referral, language: Any
) -> None:
    made = linked(scene, sent, language=language)
    seen = opened(made, at=LATER)
    mark = {"for": "willow-3", "given_at": make.NOW.isoformat()}
    assert seen.packet == packet(scene, sent) | mark
    assert seen.sheet == {"code": seen.packet["code"], "service": seen.packet["service"]}
    assert (len(made.words), len(made.token)) == (6, 43)


@pytest.mark.parametrize(
    "typed",
    [
        lambda words: " ".join(words).upper(),
        lambda words: "".join(words),
        lambda words: ",\u3000".join(words) + " .",
    ],
)
def test_spaces_signs_and_case_do_not_count(
    scene: Scene, sent: Referral, typed: Callable[[list[str]], str]
) -> None:
    made = linked(scene, sent)
    assert opened(made, words=typed(made.words)).packet


def test_every_opening_and_every_try_is_on_record(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    opened(made)
    shut(made, words=WRONG)
    made_entry, opening, tried = [
        entry for entry in entries.sealed() if entry.verb.startswith("packet_link.")
    ]
    assert (made_entry.verb, made_entry.by) == (
        "packet_link.made", str(scene.house.caseworker.user.pk)
    )  # fmt: skip
    assert (opening.verb, opening.by, opening.reason) == ("packet_link.opened", "system", "packet")
    assert (tried.verb, tried.outcome, tried.count) == ("packet_link.tried", "failed", 1)
    assert {entry.subject_code for entry in (made_entry, opening, tried)} == {scene.case.code}
    assert (row().openings, row().first_opened_at, row().wrong_tries) == (1, make.NOW, 1)


def test_after_72_hours_the_answer_page_opens_and_the_packet_does_not(
    scene: Scene, sent: Referral
) -> None:
    made = linked(scene, sent)
    seen = opened(made, at=OVER)
    assert (seen.packet, seen.sheet["service"]) == (None, "medical_general")
    assert bytes(row().sealed_packet) == b""
    assert entries.last("packet_link.opened").reason == "answer_page"
    assert opened(made, at=OVER + timedelta(days=60)).sheet == seen.sheet


def test_the_sweep_deletes_what_is_over_and_nothing_else(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    assert (links.sweep(LATER), links.sweep(OVER), links.sweep(OVER)) == (0, 1, 0)
    assert bytes(row().sealed_packet) == b""
    assert entries.last("packet_link.over").by == "system"
    assert opened(made, at=OVER).packet is None


def test_the_packet_opens_a_few_times(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    assert all(opened(made).packet for _ in range(MOST_OPENINGS))
    assert bytes(row().sealed_packet) == b""
    assert opened(made).packet is None


def test_after_five_wrong_tries_the_packet_is_gone(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    for _ in range(MOST_WRONG - 1):
        shut(made, words=WRONG)
    assert bytes(row().sealed_packet)
    shut(made, words=WRONG)
    assert bytes(row().sealed_packet) == b""
    assert opened(made).packet is None


# What never opens.


def test_guesses_open_nothing(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    near = [*made.words[:5], "zoo" if made.words[5] != "zoo" else "abandon"]
    for words in ("", " ", "\0", " ".join(near), " ".join(made.words[:5]), made.token):
        shut(made, words=words or " ")
    assert row().wrong_tries == 6


def test_an_unknown_link_is_on_record_without_a_case(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    for token in ("no-such-token", "", "\0", "김", made.token[:-1]):
        with pytest.raises(NotOpened):
            link_opening.open_link(token, " ".join(made.words), at=make.NOW)
    entry = entries.last("packet_link.refused")
    assert (entry.subject_type, entry.subject_code, entry.outcome) == ("page", "", "refused")
    assert row().wrong_tries == 0


def test_the_words_of_another_link_open_nothing(scene: Scene, sent: Referral) -> None:
    one, other = linked(scene, sent), linked(scene, scene.advance(*TO_SENT))
    shut(one, words=" ".join(other.words))
    shut(one, token=other.token)
    assert opened(other).packet != opened(one).packet


def test_what_another_link_sealed_opens_nothing_here(scene: Scene, sent: Referral) -> None:
    """By SQL: another row's sealed packet, an old row, a later end."""
    made = linked(scene, sent)
    linked(scene, scene.advance(*TO_SENT))
    other = PacketLink.objects.exclude(referral=sent).get()
    for column, value in (
        ("sealed_packet", other.sealed_packet),
        ("expires_at", OVER + timedelta(days=9)),
        ("wrong_tries", 3),
        ("openings", 4),
    ):
        mine = PacketLink.objects.get(referral=sent)
        PacketLink.objects.filter(pk=mine.pk).update(**{column: value})
        shut(made)
        PacketLink.objects.filter(pk=mine.pk).update(**{column: getattr(mine, column)})
    assert opened(made).packet


@pytest.mark.parametrize("what", ["dead", "unknown", "wrong", "right", "over"])
def test_every_try_costs_the_same(
    scene: Scene, sent: Referral, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One Argon2id, of the same parameters, whatever comes of it."""
    made = linked(scene, sent)
    if what == "dead":
        link_making.end(sent, by=scene.house.caseworker.user, at=make.NOW)
    costs: list[bytes] = []
    stretch = passphrases.root_input
    monkeypatch.setattr(
        "casework.crypto.links.root_input",
        lambda typed, salt, cost: costs.append(bytes(cost)) or stretch(typed, salt, cost),
    )
    how: dict[str, dict[str, Any]] = {
        "unknown": {"token": "x"}, "wrong": {"words": WRONG}, "over": {"at": OVER},
    }  # fmt: skip
    if what in {"right", "over"}:
        opened(made, **how.get(what, {}))
    else:
        shut(made, **how.get(what, {}))
    assert costs == [passphrases.chosen_parameters()]


# Dead at once.


def dead(made: NewLink) -> None:
    link = PacketLink.objects.order_by("made_at", "ended_at")[0]
    assert (bytes(link.sealed_packet), bytes(link.sealed_sheet)) == (b"", b"")
    shut(made)
    assert entries.last("packet_link.refused").outcome == "refused"


def test_a_new_link_kills_the_one_before(scene: Scene, sent: Referral) -> None:
    first = linked(scene, sent)
    second = linked(scene, sent, at=make.NOW + timedelta(minutes=1))
    dead(first)
    assert entries.last("packet_link.ended").reason == "replaced"
    assert opened(second).packet
    assert PacketLink.objects.alive().count() == 1


def test_its_worker_ends_it(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    with pytest.raises(NotAllowed):
        link_making.end(sent, by=scene.house.caseworker2.user, at=make.NOW)
    link_making.end(sent, by=scene.house.caseworker.user, at=make.NOW)
    dead(made)


def test_an_old_row_put_back_opens_nothing(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    before = PacketLink.objects.filter(referral=sent).values().get()
    link_making.end(sent, by=scene.house.caseworker.user, at=make.NOW)
    PacketLink.objects.filter(pk=before.pop("id")).update(**before)
    shut(made)
    links.sweep(OVER)
    assert entries.last("packet_link.ended").reason == "forged"
    assert not PacketLink.objects.alive().exists()


# Who gets one.


def none_made(scene: Scene, referral: Referral, error: type[Exception], **how: Any) -> None:
    before = entries.count()
    with pytest.raises(error):
        linked(scene, referral, **how)
    assert (PacketLink.objects.count(), entries.count()) == (0, before)


def test_only_its_worker_makes_a_link(scene: Scene, sent: Referral) -> None:
    keys = make.keys_for(scene.house.caseworker, scene.case)
    for who in ("caseworker2", "supervisor", "administrator"):
        none_made(scene, sent, NotAllowed, by=who, keys=keys)


@pytest.mark.proves("referrals.was_sent")
@pytest.mark.parametrize("acts", [(), TO_SENT[:1], TO_SENT[:2], (*TO_SENT, Act.DECLINE)])
def test_only_what_was_sent_gets_a_link(scene: Scene, acts: tuple[Act, ...]) -> None:
    none_made(scene, scene.advance(*acts), WrongState)


@pytest.mark.proves("referrals.still_covered")
def test_a_link_needs_her_consent_of_now(scene: Scene, sent: Referral) -> None:
    none_made(scene, sent, WrongState, at=make.NOW + timedelta(days=900))


@pytest.mark.proves("referrals.not_refused")
@pytest.mark.parametrize("what", [(), (Act.UPHOLD,)])
def test_what_went_in_danger_is_given_until_she_says_no(
    scene: Scene, what: tuple[Act, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Her no stops it by itself; and if it did not, nothing would be given against her word."""
    referral = in_danger(scene, *what)
    linked(scene, referral)
    monkeypatch.setattr(consequences, "endings", [])
    scene.answer("refused", service="psychosocial")
    before = entries.count()
    with pytest.raises(WrongState, match="no longer holds"):
        linked(scene, referral)
    assert entries.count() == before


@pytest.mark.proves("referrals.still_covered")
def test_what_was_not_rightly_sent_in_danger_needs_her_consent(scene: Scene) -> None:
    none_made(scene, in_danger(scene, Act.NOT_UPHOLD), WrongState)


def in_danger(scene: Scene, *then: Act) -> Referral:
    """Sent at once, for a service that she was not asked about."""
    scene.in_danger()
    referral = scene.draft(written=scene.written(service="psychosocial"))
    for what in (Act.SEND_AT_ONCE, *then):
        scene.act(referral, what)
    return referral


def test_the_words_are_random_and_kept_nowhere(scene: Scene, sent: Referral) -> None:
    made = linked(scene, sent)
    assert made.words != random_words("en")
    # Together: one of them may be a name of a column by chance.
    phrases = [between.join(made.words[:3]) for between in (" ", "-", "", "', '")]
    assert all(secret not in repr((made, row().__dict__)) for secret in (made.token, *phrases))
