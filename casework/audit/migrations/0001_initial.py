"""The log's tables, and the triggers that seal an entry at COMMIT.

An entry is sealed in two deferred steps. The first takes it out of the inbox; that queues the
second, which locks the head, numbers, hashes and stores it. PostgreSQL runs what a deferred
trigger queues after all that was queued before, so the head is locked after every deferred
foreign-key check, wherever in the transaction `record()` stood: no crossed order can deadlock.

The functions run as their owner with a fixed search path. They always go by index: inbox and head
are nearly empty when a session makes its plan, and full of dead rows an hour later. No role is
named here: see `roles`.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

INBOX = """
-- Nothing in the inbox outlives its transaction, so it needs no write-ahead log.
ALTER TABLE audit_inbox SET UNLOGGED;
ALTER TABLE audit_inbox ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_inbox_xact ON audit_inbox (xact);
ALTER TABLE audit_inbox SET (autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500);
ALTER TABLE audit_head SET (fillfactor = 10, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500);
"""

TAKE = """
CREATE FUNCTION audit_take() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $take$
BEGIN
    DELETE FROM public.audit_inbox WHERE id = NEW.id;
    RETURN NULL;
END
$take$;
REVOKE ALL ON FUNCTION audit_take() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER audit_take AFTER INSERT ON audit_inbox
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_take();
"""

# The tree is RFC 6962's; `merkle.Frontier` is the same in Python.
SEAL = r"""
CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $seal$
DECLARE
    grown bigint;
    bits bigint;
    tips bytea;
    leaf bytea := sha256('\x00'::bytea || OLD.leaf);
    node bytea := leaf;
    completed bytea := ''::bytea;
BEGIN
    SELECT size, frontier INTO bits, tips FROM public.audit_head WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO public.audit_head (id, size, frontier) VALUES (1, 0, ''::bytea)
            ON CONFLICT DO NOTHING;
        SELECT size, frontier INTO STRICT bits, tips
            FROM public.audit_head WHERE id = 1 FOR UPDATE;
    END IF;
    grown := bits + 1;
    WHILE bits & 1 = 1 LOOP
        node := sha256('\x01'::bytea || substr(tips, length(tips) - 31) || node);
        tips := substr(tips, 1, length(tips) - 32);
        completed := completed || node;
        bits := bits >> 1;
    END LOOP;
    INSERT INTO public.audit_entry (number, entry, verb, "by", subject_type, subject_id,
        subject_code, desk, at, address, network, agent, reason, outcome, count, sealed, salt,
        sealed_hash, written_hash, mac, leaf, nodes)
    VALUES (grown, OLD.entry, OLD.verb, OLD."by", OLD.subject_type, OLD.subject_id,
        OLD.subject_code, OLD.desk, OLD.at, OLD.address, OLD.network, OLD.agent, OLD.reason,
        OLD.outcome, OLD.count, OLD.sealed, OLD.salt, OLD.sealed_hash, OLD.written_hash, OLD.mac,
        leaf, completed);
    IF cardinality(OLD.tables) > 0 THEN
        INSERT INTO public.audit_written
            (number, position, "table", "row", revision, hash, entry)
        SELECT grown, position, t, r, revision, hash, OLD.entry
            FROM unnest(OLD.tables, OLD.rows, OLD.revisions, OLD.hashes)
            WITH ORDINALITY AS written(t, r, revision, hash, position);
    END IF;
    UPDATE public.audit_head SET size = grown, frontier = tips || node WHERE id = 1;
    RETURN NULL;
END
$seal$;
REVOKE ALL ON FUNCTION audit_seal() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER audit_seal AFTER DELETE ON audit_inbox
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""

# What the log says last of each row that is asked for, this transaction's own entries included.
# The inbox is read here, by the owner, so that the app's role need not be able to.
NEWEST = """
CREATE FUNCTION audit_newest(asked_tables text[], asked_rows text[])
RETURNS TABLE ("table" text, "row" text, revision bigint, hash bytea, entry uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $newest$
    WITH waiting AS MATERIALIZED (
        SELECT w.t, w.r, w.revision, w.hash, i.entry, i.id AS place, w.position
        FROM public.audit_inbox i, unnest(i.tables, i.rows, i.revisions, i.hashes)
            WITH ORDINALITY AS w(t, r, revision, hash, position)
        WHERE i.xact = pg_current_xact_id_if_assigned()
    )
    SELECT asked.t, asked.r, newest.revision, newest.hash, newest.entry
    FROM (SELECT DISTINCT t, r FROM unnest(asked_tables, asked_rows) AS a(t, r)) AS asked
    CROSS JOIN LATERAL (
        (SELECT w.revision, w.hash, w.entry, 0 AS own, w.number AS place, w.position
            FROM public.audit_written w WHERE w."table" = asked.t AND w."row" = asked.r
            ORDER BY w.revision DESC, w.number DESC, w.position DESC LIMIT 1)
        UNION ALL
        (SELECT w.revision, w.hash, w.entry, 1, w.place, w.position
            FROM waiting w WHERE w.t = asked.t AND w.r = asked.r)
        ORDER BY 1 DESC, 4 DESC, 5 DESC, 6 DESC LIMIT 1
    ) AS newest
$newest$;
REVOKE ALL ON FUNCTION audit_newest(text[], text[]) FROM PUBLIC;
"""

UNDO = """
DROP FUNCTION audit_newest(text[], text[]);
DROP FUNCTION audit_seal() CASCADE;
DROP FUNCTION audit_take() CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditInbox",
            fields=[
                ("verb", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=64)),
                ("subject_type", models.CharField(max_length=64)),
                ("subject_id", models.CharField(max_length=64)),
                ("subject_code", models.CharField(blank=True, max_length=64)),
                ("desk", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("address", models.BinaryField()),
                ("network", models.CharField(blank=True, max_length=64)),
                ("agent", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("outcome", models.CharField(max_length=64)),
                ("count", models.PositiveBigIntegerField()),
                ("sealed", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("sealed_hash", models.BinaryField()),
                ("written_hash", models.BinaryField()),
                ("mac", models.BinaryField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entry", models.UUIDField()),
                ("leaf", models.BinaryField()),
                (
                    "tables",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "revisions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(), size=None
                    ),
                ),
            ],
            options={
                "db_table": "audit_inbox",
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("entry", models.UUIDField(unique=True)),
                ("verb", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=64)),
                ("subject_type", models.CharField(max_length=64)),
                ("subject_id", models.CharField(max_length=64)),
                ("subject_code", models.CharField(blank=True, max_length=64)),
                ("desk", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("address", models.BinaryField()),
                ("network", models.CharField(blank=True, max_length=64)),
                ("agent", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("outcome", models.CharField(max_length=64)),
                ("count", models.PositiveBigIntegerField()),
                ("sealed", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("sealed_hash", models.BinaryField()),
                ("written_hash", models.BinaryField()),
                ("mac", models.BinaryField()),
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf", models.BinaryField()),
                ("nodes", models.BinaryField()),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(fields=["by", "-number"], name="audit_by"),
                    models.Index(
                        condition=models.Q(("subject_code", ""), _negated=True),
                        fields=["subject_code", "-number"],
                        name="audit_code",
                    ),
                    models.Index(fields=["verb", "-number"], name="audit_verb"),
                    models.Index(fields=["at"], name="audit_at"),
                    models.Index(
                        condition=models.Q(("outcome", "done"), _negated=True),
                        fields=["outcome", "-number"],
                        name="audit_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("size", models.BigIntegerField()),
                ("frontier", models.BinaryField()),
            ],
            options={
                "db_table": "audit_head",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_has_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditRefusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=64)),
                ("subject_type", models.CharField(max_length=64)),
                ("subject_id", models.CharField(max_length=64)),
                ("subject_code", models.CharField(blank=True, max_length=64)),
                ("desk", models.CharField(blank=True, max_length=64)),
                ("verb", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
                ("waiting", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "audit_refusal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("by", "subject_type", "subject_id"),
                        name="one_refusal_a_person_and_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditWritten",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "number",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("position", models.PositiveIntegerField()),
                ("table", models.CharField(max_length=64)),
                ("row", models.CharField(db_collation="C", max_length=64)),
                ("revision", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("entry", models.UUIDField()),
            ],
            options={
                "db_table": "audit_written",
                "indexes": [
                    models.Index(
                        fields=["table", "row", "-revision", "-number"], name="audit_newest"
                    )
                ],
            },
        ),
        migrations.RunSQL(INBOX + TAKE + SEAL + NEWEST, UNDO),
    ]
