"""A large house: 200 desks and as many cases as asked for, filled by the owner in bulk.

People, desks and posts are rows with right macs, for the product checks them. Cases, labels and
grants are only counted and sorted by what is measured here, so their sealed bytes are noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from django.contrib.auth.models import Group, Permission
from psycopg.sql import SQL, Identifier

from casework.accounts.models import Desk, Post, Role, Status, User
from casework.vault.models import Membership, Principal

DESKS = 200
WATCHED = 500
_TABLES = ("cases_case", "cases_label", "access_usergrant", "access_groupgrant")


@dataclass
class Crowd:
    """The first desk is watched while the others grow: its one caseworker keeps 500 cases."""

    owner: psycopg.Connection
    desks: list[Desk]
    workers: list[User]
    supervisors: list[User]
    size: int = 0

    def grow(self, size: int) -> None:
        """Until there are `size` cases, spread over all desks but the first."""
        with _without_checks(self.owner):
            if self.size == 0:
                self._fill(WATCHED, self.desks[:1], self.workers[:1])
            self._fill(size - self.size, self.desks[1:], self.workers[1:])
        self.owner.execute(SQL("VACUUM ANALYZE {}").format(_named(_TABLES)))

    def share(self, cases: int) -> None:
        """So many cases of other desks, and no others, are shared with the first caseworker."""
        me = self.workers[0].pk
        self.owner.execute("DELETE FROM access_usergrant WHERE role = 'reader'")
        values = {"me": me, "cases": cases, **self._granted()}
        self.owner.execute(_SHARED, values)
        self.owner.execute("VACUUM ANALYZE access_usergrant")

    def _fill(self, count: int, desks: list[Desk], workers: list[User]) -> None:
        values = {
            "count": count,
            "have": self.size,
            "desks": [desk.pk for desk in desks],
            "groups": [desk.supervisors_id for desk in desks],
            "owners": [worker.pk for worker in workers],
            "many": len(desks),
            **self._granted(),
        }
        self.owner.execute(_CASES, values)
        self.size += count

    def _granted(self) -> dict[str, object]:
        hold = Permission.objects.get(content_type__app_label="cases", codename="hold")
        return {
            "permission": hold.pk,
            "principal": Principal.objects.get(person=self.workers[0]).pk,
        }


def gather(owner: psycopg.Connection) -> Crowd:
    """The desks with a caseworker and a supervisor each, and no case yet."""
    desks, workers, supervisors = [], [], []
    for number in range(DESKS):
        groups = [Group.objects.create(name=f"bench-{number}/{kind}") for kind in ("s", "d")]
        desk = Desk(code=f"bench-{number}", name="Bench", supervisors=groups[0], duty=groups[1])
        desk.protect(uuid4()).save(force_insert=True)
        desks.append(desk)
        workers.append(_person(f"bench-w{number}", Role.CASEWORKER, desk))
        supervisors.append(_person(f"bench-s{number}", Role.SUPERVISOR, desk))
        _holds_key(supervisors[-1], groups[0])
    _key_pair(Principal.Kind.PERSON, person=workers[0])
    return Crowd(owner, desks, workers, supervisors)


def _person(username: str, role: Role, desk: Desk) -> User:
    user = User(username=username, name=username, status=Status.ADMITTED)
    user.protect(uuid4()).save(force_insert=True)
    Post(person=user, desk=desk, role=role).protect(uuid4()).save(force_insert=True)
    return user


def _holds_key(supervisor: User, group: Group) -> None:
    """A supervisor counts as one while she holds the group's key; no page here opens anything."""
    mine = _key_pair(Principal.Kind.PERSON, person=supervisor)
    theirs = _key_pair(Principal.Kind.GROUP, group=group)
    place = Membership(
        group=group, user=supervisor, holds=theirs, wrapped_to=mine, wrapped_seed=b"w" * 77
    )
    place.protect(uuid4()).save(force_insert=True)


def _key_pair(kind: Principal.Kind, **whose: Any) -> Principal:
    pair = Principal(kind=kind, public_key=b"k" * 1216, **whose)
    pair.protect(uuid4()).save(force_insert=True)
    return pair


@contextmanager
def _without_checks(owner: psycopg.Connection) -> Iterator[None]:
    """Indexes and foreign keys are made again afterwards, at once: a tenth of the time."""
    owner.execute("SET maintenance_work_mem = '256MB'")
    found = owner.execute(_CONSTRAINTS, [list(_TABLES)]).fetchall()
    for table, name, _definition in found:
        drop = SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        owner.execute(drop.format(Identifier(table), Identifier(name)))
    indexes = owner.execute(_INDEXES, [list(_TABLES)]).fetchall()
    for name, _definition in indexes:
        owner.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    yield
    for _name, definition in indexes:
        owner.execute(definition)
    for table, name, definition in reversed(found):
        add = SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(Identifier(table), Identifier(name))
        owner.execute(add + SQL(definition))


def _named(tables: tuple[str, ...]) -> SQL:
    return SQL(", ").join(map(Identifier, tables))


# Unique ones first, so that they are made again last: foreign keys may stand on them.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
"""
_CASES = """
WITH numbers AS (SELECT n, 1 + n %% %(many)s AS desk FROM generate_series(1, %(count)s::int) AS n),
born AS (
    INSERT INTO cases_case (revision, id, code, desk_id, owner_id, state, risk, reachability,
        consent, situation, opened_at, closed_at, reopenings, next_due_at)
    SELECT 1, gen_random_uuid(), 'CW-' || lpad(to_hex(n + %(have)s), 9, '0'),
        (%(desks)s::uuid[])[desk], (%(owners)s::uuid[])[desk],
        (ARRAY['open', 'open', 'open', 'open', 'draft'])[1 + n %% 5],
        (ARRAY['critical', 'high', 'medium', 'low', 'low', 'low', 'medium'])[1 + n %% 7],
        'reachable', 'given', (ARRAY['FM2', 'SX2', 'HD3', 'CU1', 'SF2'])[1 + n %% 5],
        CASE WHEN n %% 5 <> 4 THEN timestamptz '2026-01-01' + n * interval '1 second' END, NULL, 0,
        timestamptz '2026-06-01' + ((n * 7919::bigint) %% 1000000) * interval '1 minute'
    FROM numbers RETURNING id, owner_id, desk_id),
labelled AS (
    INSERT INTO cases_label (revision, id, case_id, text)
    SELECT 1, gen_random_uuid(), id, decode(repeat('ab', 109), 'hex') FROM born),
owned AS (
    INSERT INTO access_usergrant (id, user_id, permission_id, content_object_id, principal_id,
        role, key_version, wrapped_key, own_wrap, revision, entry, mac)
    SELECT gen_random_uuid(), owner_id, %(permission)s, id, %(principal)s, 'owner', 1,
        decode(repeat('ab', 77), 'hex'), true, 1, gen_random_uuid(),
        decode(repeat('cd', 32), 'hex') FROM born)
INSERT INTO access_groupgrant (id, group_id, permission_id, content_object_id, principal_id,
    role, key_version, wrapped_key, own_wrap, revision, entry, mac)
SELECT gen_random_uuid(), (%(groups)s::int[])[array_position(%(desks)s::uuid[], desk_id)],
    %(permission)s, id, %(principal)s, 'supervisors', 1, decode(repeat('ab', 77), 'hex'), true, 1,
    gen_random_uuid(), decode(repeat('cd', 32), 'hex') FROM born
"""
_SHARED = """
INSERT INTO access_usergrant (id, user_id, permission_id, content_object_id, principal_id, role,
    key_version, wrapped_key, own_wrap, revision, entry, mac)
SELECT gen_random_uuid(), %(me)s, %(permission)s, c.id, %(principal)s, 'reader', 1,
    decode(repeat('ab', 77), 'hex'), true, 1, gen_random_uuid(), decode(repeat('cd', 32), 'hex')
FROM (SELECT id FROM cases_case WHERE owner_id <> %(me)s ORDER BY md5(id::text)
    LIMIT %(cases)s) AS c
ON CONFLICT DO NOTHING
"""
