"""Signed notes and cosignatures, against what others have published."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import notes
from casework.crypto.notes import BadKey, BadNote, Kind, Note

PUBLISHED = json.loads(Path(__file__).with_name("published_notes.json").read_text(encoding="utf-8"))
TEXT = "an example\nof two lines\n"
SEED = bytes(range(32))


@pytest.mark.parametrize("vector", PUBLISHED["notes"], ids=lambda vector: vector["key"][:8])
def test_published_notes_are_right_and_no_other_text_is(vector: dict[str, Any]) -> None:
    key, note = notes.parse_key(vector["key"]), notes.parse(vector["note"])
    assert (str(key), str(note)) == (vector["key"], vector["note"])
    assert [one for one, _made in note.by([key])] == [key]
    with pytest.raises(BadNote):
        Note(note.text + "more\n", note.signatures).by([key])


def test_our_signature_is_the_published_one() -> None:
    vector = PUBLISHED["notes"][1]
    name, private = "PeterNeumann", vector["private"].split("+", 4)[4]
    note = notes.parse(vector["note"])
    made = notes.sign(note.text, name=name, seed=base64.b64decode(private)[1:])
    assert note.signatures == (made,)


def test_a_published_checkpoint_and_what_four_witnesses_said_of_it() -> None:
    vector = PUBLISHED["checkpoint"]
    note = notes.parse(vector["note"])
    keys = [notes.parse_key(key) for key in (*vector["keys"], *vector["witnesses"])]
    found = note.by(keys)
    assert {key for key, _made in found} == set(keys)
    assert {made.seconds for key, made in found if key.kind == Kind.WITNESS} == {vector["seconds"]}
    changed = notes.parse(vector["note"].replace("1432088532", "1432088533"))
    for key in keys:
        with pytest.raises(BadNote):
            changed.by([key])


def test_a_key_that_was_cut_or_changed_is_none() -> None:
    whole = PUBLISHED["notes"][1]["key"]
    cut = {whole[a:b] for a in range(len(whole)) for b in range(a, len(whole) + 1)} - {whole}
    changed = {
        f"{whole[:at]}{chr(ord(whole[at]) + 1)}{whole[at + 1 :]}" for at in range(len(whole))
    }
    for bad in (*sorted(cut), *sorted(changed), *PUBLISHED["bad_keys"]["keys"]):
        with pytest.raises(BadKey):
            notes.parse_key(bad)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        "{note}more\n",
        "\x01{note}",
        b"\xff{note}",
        "{note_without_end}",
        f"{TEXT}\n— two words AAAABBBB\n",
        f"{TEXT}\n— name AAAA\n",
        f"{TEXT}\n— name not-base64\n",
        f"{TEXT}\n— na+me AAAABBBB\n",
        f"{TEXT}\n" + "— name AAAABBBB\n" * 101,
        "a" * notes.LONGEST + f"{TEXT}\n— name AAAABBBB\n",
    ],
    ids=range(13),
)
def test_what_is_no_note_is_refused(bad: str | bytes) -> None:
    note = str(Note(TEXT, (notes.sign(TEXT, name="name", seed=SEED),)))
    blob = bad if isinstance(bad, bytes) else bad.encode()
    blob = blob.replace(b"{note}", note.encode())
    blob = blob.replace(b"{note_without_end}", note[:-1].encode())
    with pytest.raises(BadNote):
        notes.parse(blob)


def test_unknown_signatures_are_passed_over_and_a_wrong_known_one_is_not() -> None:
    key = notes.public_key("ours", Kind.LOG, SEED)
    ours = notes.sign(TEXT, name="ours", seed=SEED)
    theirs = notes.sign(TEXT, name="theirs", seed=SEED)
    assert [made for _key, made in Note(TEXT, (theirs, ours)).by([key])] == [ours]
    assert Note(TEXT, (theirs,)).by([key]) == []
    wrong = notes.Signature("ours", key.id, bytes(64))
    with pytest.raises(BadNote):
        Note(TEXT, (ours, wrong)).by([key])


def test_a_cosignature_says_when_and_is_no_signature() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    made = notes.cosign(TEXT, name="witness", seed=SEED, at=at)
    key = notes.public_key("witness", Kind.WITNESS, SEED)
    assert (made.at, key.signed(TEXT, made)) == (at, True)
    later = notes.Signature(made.name, made.key_id, (1).to_bytes(8, "big") + made.content[8:])
    assert not key.signed(TEXT, later)
    assert not notes.public_key("witness", Kind.LOG, SEED).signed(TEXT, made)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_note_or_refused(blob: bytes) -> None:
    for tried in (blob, f"{TEXT}\n— name ".encode() + blob):
        try:
            assert str(notes.parse(tried)).encode() == tried
        except BadNote:
            continue
