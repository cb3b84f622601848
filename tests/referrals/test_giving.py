"""A packet as a file for the partner's own key, and read out by phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pyrage
import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.crypto import age
from casework.referrals import giving, partners
from casework.referrals.models import Referral
from casework.referrals.queries import steps_of
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
THEIRS = pyrage.x25519.Identity.generate()
KEY = str(THEIRS.to_public())


@pytest.fixture
def sent(scene: Scene) -> Referral:
    return scene.advance(*TO_SENT)


def with_key(scene: Scene, key: str) -> None:
    """As two supervisors wrote it into the directory."""
    row = scene.partner
    row.refresh_from_db()
    opened = partners.opened(row)
    details = replace(opened.details, key_fingerprint=key)
    partners.seal(row, name=opened.name, details=details)
    row.save()


def hands(scene: Scene, by: str = "caseworker", **more: Any) -> dict[str, Any]:
    keys = make.keys_for(scene.house.caseworker, scene.case)
    return {"by": scene.house.staff[by].user, "at": make.NOW, "keys": keys} | more


def as_file(scene: Scene, referral: Referral, **how: Any) -> bytes:
    return giving.as_file(referral, lambda packet: str(packet["need"]), **hands(scene, **how))


def test_only_the_partners_key_opens_the_file(scene: Scene, sent: Referral) -> None:
    with_key(scene, KEY)
    content = as_file(scene, sent)
    assert pyrage.decrypt(content, [THEIRS]).decode().rstrip() == scene.written()["need"]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])
    entry = entries.last("packet_file.made")
    assert entry.reason == f"sha256:{sha256(content).hexdigest()}"
    assert (entry.by, entry.subject_code) == (
        str(scene.house.caseworker.user.pk), scene.case.code
    )  # fmt: skip


def test_each_file_is_another_and_tells_no_length(scene: Scene, sent: Referral) -> None:
    with_key(scene, KEY)
    assert as_file(scene, sent) != as_file(scene, sent)
    sealed = [age.seal_file(KEY, text) for text in ("a", "가" * 300)]
    assert {len(pyrage.decrypt(content, [THEIRS])) for content in sealed} == {1024}


@pytest.mark.proves("referrals.partner_has_a_key")
@pytest.mark.parametrize("key", ["", "A1B2 C3D4", KEY[:-1], KEY + "q", str(THEIRS)], ids=range(5))
def test_no_file_without_a_key_of_age(scene: Scene, sent: Referral, key: str) -> None:
    with_key(scene, key)
    before = entries.count()
    with pytest.raises(WrongState, match="no key of age"):
        as_file(scene, sent)
    assert entries.count() == before
    with pytest.raises(ValueError):
        age.seal_file(key, "words")


def read_out(scene: Scene, referral: Referral, **how: Any) -> None:
    giving.read_out(referral, heard_by="duty nurse", **hands(scene, **how))


def test_what_was_read_out_is_a_step_with_who_heard_it(scene: Scene, sent: Referral) -> None:
    read_out(scene, sent)
    keys = make.keys_for(scene.house.caseworker, scene.case)
    told = steps_of(sent, keys)[-1].told
    assert (told["channel"], told["recipient"]) == ("phone_secure", "duty nurse")
    assert entries.last("packet.read_out").reason == ""
    assert Referral.objects.get().state == "sent"


@pytest.mark.parametrize("give", [as_file, read_out])
def test_giving_asks_for_person_state_and_consent(scene: Scene, give: Callable[..., Any]) -> None:
    with_key(scene, KEY)
    draft, sent = scene.draft(), scene.advance(*TO_SENT)
    before = entries.count()
    with pytest.raises(WrongState, match="under way"):
        give(scene, draft)
    for who in ("caseworker2", "supervisor", "administrator"):
        with pytest.raises(NotAllowed):
            give(scene, sent, by=who)
    with pytest.raises(WrongState, match="consent"):
        give(scene, sent, at=make.NOW + timedelta(days=900))
    assert entries.count() == before
