"""Ways around the vault: each fails closed, or yields bytes that say nothing."""

from __future__ import annotations

from io import StringIO
from uuid import uuid4

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from guardian.shortcuts import assign_perm

from casework.accounts.sealed import OpaqueField, Sealed
from casework.cases.actions import record
from casework.cases.models import Label, Note
from casework.crypto.errors import CryptoError
from casework.vault.keyring import NoKey
from tests import make

pytestmark = pytest.mark.django_db
CANARY = "seventeen paper cranes"


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def note(house: make.House) -> Note:
    case = make.draft(house, label=CANARY)
    who = house.caseworker
    keys = make.keys_for(who, case)
    return record.add_note(case, CANARY, by=who.user, at=make.NOW, keys=keys)


def test_plain_text_cannot_be_saved(note: Note) -> None:
    note.body = CANARY  # type: ignore[assignment]
    with pytest.raises(TypeError):
        note.save(update_fields=["body"])
    with pytest.raises(TypeError):
        Note.objects.filter(pk=note.pk).update(body=CANARY)
    with pytest.raises(TypeError):
        Note.objects.bulk_update([note], ["body"])


def test_no_filter_reaches_a_sealed_column() -> None:
    for lookup in ("body", "body__contains", "body__startswith", "body__gt"):
        with pytest.raises((FieldError, TypeError)):
            list(Note.objects.filter(**{lookup: CANARY}))


def test_values_are_opaque(note: Note) -> None:
    value = Note.objects.values_list("body", flat=True).get(pk=note.pk)
    assert isinstance(value, Sealed)
    assert CANARY not in f"{value} {value!r} {value.blob!r}"


def test_a_column_copied_onto_another_does_not_open(house: make.House, note: Note) -> None:
    keys = make.keys_for(house.caseworker, note.case)
    Note.objects.filter(pk=note.pk).update(document=F("body"))
    with pytest.raises(CryptoError):
        keys.open_document(Note.objects.get(pk=note.pk))


def test_another_rows_bytes_do_not_open(house: make.House, note: Note) -> None:
    keys = make.keys_for(house.caseworker, note.case)
    other = record.add_note(
        note.case, "something else", by=house.caseworker.user, at=make.NOW, keys=keys
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_note SET body = (SELECT body FROM cases_note WHERE id = %s)"
            " WHERE id = %s",
            [other.pk, note.pk],
        )
    with pytest.raises(CryptoError):
        keys.open(Note.objects.get(pk=note.pk), "body")


def test_an_older_text_put_back_does_not_open(house: make.House) -> None:
    case = make.draft(house)
    keys = make.keys_for(house.caseworker, case)
    label = Label.objects.get(case=case)
    old = label.text
    record.change_label(
        case, "blue kettle", revision=1, by=house.caseworker.user, at=make.NOW, keys=keys
    )
    Label.objects.filter(pk=label.pk).update(text=old)
    with pytest.raises(CryptoError):
        keys.open(Label.objects.get(pk=label.pk), "text")


def test_dumpdata_shows_nothing(note: Note) -> None:
    out = StringIO()
    call_command("dumpdata", "cases", stdout=out)
    assert note.case.code in out.getvalue()  # it did dump the case
    assert CANARY not in out.getvalue()


def test_a_permission_without_a_key_cannot_be_stored(house: make.House, note: Note) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        assign_perm("cases.hold", house.caseworker3.user, note.case)


def test_no_key_no_text(house: make.House, note: Note) -> None:
    keys = make.keys_for(house.caseworker3, note.case)
    with pytest.raises(NoKey):
        keys.open(note, "body")
    with pytest.raises(NoKey):
        keys.seal(Note(id=uuid4(), case=note.case, number=9), "body", "planted")


def test_every_sealed_column_is_an_opaque_field() -> None:
    """A column that somebody names as if it were sealed must be sealed."""
    from django.apps import apps

    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name in {"body", "document"} and model.__name__ != "Letter":
                assert isinstance(field, OpaqueField), f"{model.__name__}.{field.name}"
