"""Somebody who may write the database, as its owner, tries to open a case or to hide that she did.

Each attempt is refused at the next use, or named by the verifier.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from casework.access import grants, people, unlocking
from casework.access.keys import load
from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import Desk, Post, Role, User
from casework.accounts.rows import Forged
from casework.audit.fresh import Stale, require_fresh
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.cases.actions import record, sharing
from casework.cases.models import Case, Note
from casework.crypto import wraps
from casework.crypto.errors import CryptoError
from casework.vault.models import CaseKey, Lock, Membership, Principal
from tests import make
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None) -> make.House:
    return make.house()


@pytest.fixture
def case(house: make.House) -> Case:
    return make.draft(house)


def _findings() -> list[str]:
    report = verify(connections["default"])
    return [str(finding) for finding in report.findings]


def test_an_untouched_house_verifies(case: Case) -> None:
    assert _findings() == []


def test_a_swapped_public_key_gets_no_grant(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    theirs = wraps.public_key(wraps.new_seed())
    owner_cursor.execute(
        "UPDATE vault_principal SET public_key = %s WHERE person_id = %s",
        [theirs, house.caseworker2.user.pk],
    )
    with pytest.raises(Forged):
        grants.grant(
            case,
            to=house.caseworker2.user,
            role=HolderRole.READER,
            by=house.supervisor.user,
            at=make.NOW,
            keys=make.keys_for(house.supervisor, case),
        )
    assert not case.user_grants.filter(user=house.caseworker2.user).exists()
    assert any("vault_principal" in finding for finding in _findings())


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("accounts_post", "role", "supervisor"),
        ("accounts_user", "status", "waiting"),
        ("access_usergrant", "role", "reader"),
        ("vault_casekey", "kid", b"x" * 16),
        ("vault_lock", "salt", b"y" * 16),
        ("vault_membership", "wrapped_seed", b"z" * 1169),
        ("cases_case", "risk", "low"),
        ("cases_case", "consent", "given"),
    ],
)
def test_an_edited_column_is_named(
    case: Case, owner_cursor: Any, table: str, column: str, value: object
) -> None:
    where = "role = 'caseworker'" if table == "accounts_post" else "true"
    owner_cursor.execute(
        f"UPDATE {table} SET {column} = %s"
        f" WHERE id = (SELECT id FROM {table} WHERE {where} LIMIT 1)",
        [value],
    )
    assert any(table in finding for finding in _findings())


def test_a_self_given_post_lets_nobody_in(house: make.House, owner_cursor: Any) -> None:
    stranger = house.caseworker3.user
    owner_cursor.execute(
        "UPDATE accounts_post SET role = 'supervisor', desk_id = %s WHERE person_id = %s",
        [house.desk.pk, stranger.pk],
    )
    with pytest.raises(Forged):
        Case.objects.visible_to(User.objects.get(pk=stranger.pk))


def test_a_grant_pointed_at_another_case_does_not_open(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    own = make.draft(house, "caseworker3")
    owner_cursor.execute(
        "UPDATE access_usergrant SET content_object_id = %s WHERE content_object_id = %s",
        [case.pk, own.pk],
    )
    with pytest.raises(Forged):
        make.keys_for(house.caseworker3, case)


def test_a_revoked_grant_put_back_opens_nothing(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    """Every mac in it is right: it was good once."""
    owner, reader = house.caseworker, house.caseworker2
    keys = make.keys_for(owner, case)
    sharing.share(case, to=reader.user, by=owner.user, at=make.NOW, keys=keys)
    grant = UserGrant.objects.get(content_object=case, user=reader.user)
    sharing.unshare(case, whom=reader.user, by=owner.user, at=make.NOW)
    grant.save(force_insert=True)
    with pytest.raises(Stale):
        make.keys_for(reader, case)
    client = client_of(reader)
    client.raise_request_exception = False
    assert client.get(f"/cases/{case.code}/").status_code == 500
    unlocking.catch_up(reader.keys, by=reader.user, at=make.NOW)
    refused = AuditEntry.objects.filter(verb="keys.refused", by=str(reader.user.pk))
    assert [entry.reason for entry in refused.order_by("number")] == ["", "stale"]


def test_a_revoked_grant_put_back_shows_a_label_at_most(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    """Two random words, until her next unlock. No name is searched, nothing else is opened."""
    owner, reader = house.caseworker, house.caseworker2
    keys = make.keys_for(owner, case)
    told = make.complete("identity") | {"alias": "Mirae"}
    record.save_section(case, "identity", told, revision=0, by=owner.user, at=make.NOW, keys=keys)
    sharing.share(case, to=reader.user, by=owner.user, at=make.NOW, keys=keys)
    grant = UserGrant.objects.get(content_object=case, user=reader.user)
    client = client_of(reader)
    client.raise_request_exception = False
    assert case.code in client.post(reverse("find"), {"words": "Mirae"}).content.decode()
    sharing.unshare(case, whom=reader.user, by=owner.user, at=make.NOW)
    assert case.code not in client.post(reverse("find"), {"words": "Mirae"}).content.decode()
    grant.save(force_insert=True)
    refused = client.post(reverse("find"), {"words": "Mirae"})
    assert refused.status_code == 500
    assert case.code not in refused.content.decode()
    listed = client.get(reverse("case_list"), {"scope": "shared"}).content.decode()
    assert "grey scarf" in listed
    assert "Mirae" not in listed


def test_a_place_in_a_group_put_back_opens_no_record(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    """While she is unlocked: her next unlock is refused anyway."""
    head, admin = house.supervisor2, house.administrator.user
    places = list(Membership.objects.filter(user=head.user))
    people.give_post(head.user, Role.CASEWORKER, house.other_desk, by=admin, at=make.NOW)
    post = Post.objects.get(person=head.user, desk=house.desk)
    people.end_post(post, by=admin, at=make.NOW)
    for place in places:
        place.save(force_insert=True)
    with pytest.raises(Stale):
        load(head.keys, [case.pk], at=make.NOW)


def test_a_grant_with_a_stolen_mac_does_not_open(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    """Even with the house's key for rows: the wrap is bound to its case and to its principal."""
    own = make.draft(house, "caseworker3")
    grant = UserGrant.objects.get(content_object=own)
    grant.content_object = case
    _change(grant)
    with pytest.raises(CryptoError):
        make.keys_for(house.caseworker3, case)


def test_planted_plain_text_does_not_open(house: make.House, case: Case, owner_cursor: Any) -> None:
    keys = make.keys_for(house.caseworker, case)
    note = record.add_note(case, "hers", by=house.caseworker.user, at=make.NOW, keys=keys)
    owner_cursor.execute("UPDATE cases_note SET body = %s WHERE id = %s", [b"planted", note.pk])
    with pytest.raises(CryptoError):
        keys.open(Note.objects.get(pk=note.pk), "body")
    assert any("cases_note" in finding for finding in _findings())


@pytest.mark.parametrize("model", [Lock, Membership, Post, Principal, CaseKey, Desk])
def test_an_older_row_put_back_with_its_right_mac_is_stale(
    house: make.House, case: Case, owner_cursor: Any, model: Any
) -> None:
    row = model.objects.order_by("pk").first()
    columns = [field.column for field in model._meta.concrete_fields]
    owner_cursor.execute(
        f"SELECT {', '.join(columns)} FROM {model._meta.db_table} WHERE id = %s", [row.pk]
    )
    old = owner_cursor.fetchone()
    _change(row)
    owner_cursor.execute(
        f"UPDATE {model._meta.db_table} SET ({', '.join(columns)}) = "
        f"ROW({', '.join(['%s'] * len(columns))}) WHERE id = %s",
        [*old, row.pk],
    )

    back = model.objects.get(pk=row.pk)
    back.check_mac()  # right, for it was right once
    with pytest.raises(Stale):
        require_fresh(back)
    assert any(model._meta.db_table in finding for finding in _findings())


def _change(row: Any) -> None:
    """A change as an act would make it: protected anew and on record."""
    from django.db import transaction

    from casework.audit.log import new_entry, record

    with transaction.atomic():
        entry = new_entry()
        row.protect(entry).save()
        record("test.changed", row, by=None, at=make.NOW, entry=entry, rows=[row])


def test_a_deleted_row_is_named(case: Case, owner_cursor: Any) -> None:
    owner_cursor.execute("DELETE FROM access_usergrant")
    assert any("access_usergrant" in finding for finding in _findings())


def test_a_row_that_nobody_logged_is_named(
    house: make.House, case: Case, owner_cursor: Any
) -> None:
    owner_cursor.execute(
        "INSERT INTO cases_note (id, revision, case_id, number, body, document)"
        " VALUES (gen_random_uuid(), 1, %s, 99, 'x', 'x')",
        [case.pk],
    )
    assert any("cases_note" in finding for finding in _findings())


def test_the_log_cannot_be_edited_by_the_app(case: Case) -> None:
    from django.db import ProgrammingError, connection, transaction

    for statement in (
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_written",
        "UPDATE audit_head SET size = 0",
        "SELECT * FROM audit_inbox",
        "ALTER TABLE audit_inbox DISABLE TRIGGER ALL",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_entry_edited_by_the_owner_is_named(case: Case, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE audit_entry SET by = 'somebody else' WHERE number = 3")
    assert _findings()
