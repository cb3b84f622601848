"""The log in parts, each a range of numbers, so that what is over can be dropped as a whole.

The log that is there becomes the first part as it stands: no row is written again. The parts lie in
a schema of their own, into which only the tables' owner may look; the app reads and writes through
the two tables as before. Names of entries are unique within a part; across them the verifier looks.

Two functions, owned by the tables' owner, make a part ahead of time and drop the oldest one. The
second asks for itself what must hold: that the part is full and old enough, and that every row
whose newest word stood there has been named again since. The hashes of the tree stay.
"""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

PARTED = """
CREATE SCHEMA audit_parts;
REVOKE ALL ON SCHEMA audit_parts FROM PUBLIC;

ALTER TABLE audit_entry SET SCHEMA audit_parts;
ALTER TABLE audit_written SET SCHEMA audit_parts;
ALTER TABLE audit_parts.audit_entry RENAME TO entry_1;
ALTER TABLE audit_parts.audit_written RENAME TO written_1;

CREATE TABLE audit_entry (LIKE audit_parts.entry_1 INCLUDING STORAGE)
    PARTITION BY RANGE (number);
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (number);
CREATE INDEX audit_at ON audit_entry (at, number);
CREATE INDEX audit_by ON audit_entry ("by", at, number);
CREATE INDEX audit_by_verb ON audit_entry ("by", verb, at, number);
CREATE INDEX audit_verb ON audit_entry (verb, at, number);
CREATE INDEX audit_code ON audit_entry (subject_code, at, number) WHERE NOT subject_code = '';
CREATE INDEX audit_desk ON audit_entry (desk, at, number) WHERE NOT desk = '';
CREATE INDEX audit_network ON audit_entry (network, at, number) WHERE NOT network = '';
CREATE INDEX audit_outcome ON audit_entry (outcome, at, number) WHERE NOT outcome = 'done';

CREATE TABLE audit_written (LIKE audit_parts.written_1 INCLUDING STORAGE)
    PARTITION BY RANGE (number);
ALTER TABLE audit_written ADD CONSTRAINT audit_written_pkey PRIMARY KEY (number, position);
CREATE INDEX audit_newest ON audit_written ("table", "row", revision DESC, number DESC);

DO $first$
DECLARE
    upto bigint := (coalesce((SELECT max(size) FROM audit_head), 0) / 131072 + 1) * 131072 + 1;
BEGIN
    EXECUTE format('ALTER TABLE audit_entry ATTACH PARTITION audit_parts.entry_1
        FOR VALUES FROM (MINVALUE) TO (%s)', upto);
    EXECUTE format('ALTER TABLE audit_written ATTACH PARTITION audit_parts.written_1
        FOR VALUES FROM (MINVALUE) TO (%s)', upto);
    INSERT INTO audit_part (low, high) VALUES (1, upto);
END
$first$;

-- All that is left of the tree, in one place: of dropped entries their hashes alone.
CREATE VIEW audit_tree AS
    SELECT number, leaf, nodes FROM audit_entry
    UNION ALL SELECT number, leaf, nodes FROM audit_hash;
"""

ADD = """
CREATE FUNCTION audit_add_part(asked bigint) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $add$
DECLARE
    first bigint;
    upto bigint;
BEGIN
    IF asked IS NULL OR asked < 1024 OR asked > 8388608 THEN
        RAISE EXCEPTION 'A part of the log holds 1024 to 8388608 entries.';
    END IF;
    LOCK TABLE public.audit_part IN SHARE ROW EXCLUSIVE MODE;
    SELECT max(high) INTO STRICT first FROM public.audit_part;
    IF (SELECT count(*) FROM public.audit_part
            WHERE low > coalesce((SELECT max(size) FROM public.audit_head), 0)) >= 16 THEN
        RAISE EXCEPTION 'There are enough parts ahead.';
    END IF;
    upto := first + asked;
    EXECUTE format('CREATE TABLE audit_parts.entry_%s
        (LIKE public.audit_entry INCLUDING STORAGE INCLUDING INDEXES INCLUDING CONSTRAINTS)', first);
    EXECUTE format('ALTER TABLE audit_parts.entry_%s ADD UNIQUE (entry)', first);
    EXECUTE format('ALTER TABLE public.audit_entry ATTACH PARTITION audit_parts.entry_%s
        FOR VALUES FROM (%s) TO (%s)', first, first, upto);
    EXECUTE format('CREATE TABLE audit_parts.written_%s
        (LIKE public.audit_written INCLUDING STORAGE INCLUDING INDEXES INCLUDING CONSTRAINTS)',
        first);
    EXECUTE format('ALTER TABLE public.audit_written ATTACH PARTITION audit_parts.written_%s
        FOR VALUES FROM (%s) TO (%s)', first, first, upto);
    INSERT INTO public.audit_part (low, high) VALUES (first, upto);
    RETURN upto;
END
$add$;
REVOKE ALL ON FUNCTION audit_add_part(bigint) FROM PUBLIC;
"""

# Five years are the least that the setting allows, whatever the app's role asks for.
DROP = """
CREATE FUNCTION audit_drop_part(before timestamptz) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '10s' AS $drop$
DECLARE
    first bigint;
    upto bigint;
    standing boolean;
BEGIN
    IF before IS NULL OR before > now() - interval '5 years' THEN
        RAISE EXCEPTION 'The log is kept for five years at least.';
    END IF;
    LOCK TABLE public.audit_part IN SHARE ROW EXCLUSIVE MODE;
    SELECT low, high INTO STRICT first, upto FROM public.audit_part ORDER BY low LIMIT 1;
    IF upto > coalesce((SELECT max(size) FROM public.audit_head), 0) THEN
        RAISE EXCEPTION 'The oldest part is still written to.';
    END IF;
    IF EXISTS (SELECT FROM public.audit_entry WHERE number < upto AND at >= before) THEN
        RAISE EXCEPTION 'The oldest part is not over yet.';
    END IF;
    EXECUTE format($standing$
        SELECT EXISTS (SELECT FROM audit_parts.written_%s w
            WHERE w.hash <> '' AND NOT EXISTS (SELECT FROM public.audit_written n
                WHERE n."table" = w."table" AND n."row" = w."row" AND n.revision >= w.revision
                    AND (n.number, n.position) > (w.number, w.position)))
        $standing$, first) INTO standing;
    IF standing THEN
        RAISE EXCEPTION 'Rows named in the oldest part have not been named again.';
    END IF;
    INSERT INTO public.audit_hash (number, leaf, nodes)
        SELECT number, leaf, nodes FROM public.audit_entry WHERE number < upto;
    EXECUTE format('DROP TABLE audit_parts.entry_%s, audit_parts.written_%s', first, first);
    DELETE FROM public.audit_part WHERE low = first;
    RETURN upto - 1;
END
$drop$;
REVOKE ALL ON FUNCTION audit_drop_part(timestamptz) FROM PUBLIC;
"""

FIRST = import_module("casework.audit.migrations.0001_initial")


def again(function, *changes):
    """A function of the first migration with some of its words changed, each found once."""
    said = function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    said = said[: said.index("REVOKE ALL")]  # its rights stay as they are
    for before, after in changes:
        assert said.count(before) == 1, before
        said = said.replace(before, after)
    return said


# A word that is carried on keeps the name of the entry that it was written with.
CARRIED = again(
    FIRST.SEAL,
    (
        "SELECT grown, position, t, r, revision, hash, OLD.entry",
        "SELECT grown, position, t, r, revision, hash, coalesce(named, OLD.entry)",
    ),
    ("OLD.revisions, OLD.hashes)", "OLD.revisions, OLD.hashes, OLD.carried)"),
    ("written(t, r, revision, hash, position)", "written(t, r, revision, hash, named, position)"),
) + again(
    FIRST.NEWEST,
    (
        "SELECT w.t, w.r, w.revision, w.hash, i.entry,",
        "SELECT w.t, w.r, w.revision, w.hash, coalesce(w.named, i.entry) AS entry,",
    ),
    ("i.revisions, i.hashes)", "i.revisions, i.hashes, i.carried)"),
    ("w(t, r, revision, hash, position)", "w(t, r, revision, hash, named, position)"),
)


AHEAD = "SELECT audit_add_part(131072); SELECT audit_add_part(131072);"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_reading"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditinbox",
            name="carried",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), null=True, size=None
            ),
        ),
        migrations.CreateModel(
            name="AuditHash",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf", models.BinaryField()),
                ("nodes", models.BinaryField()),
            ],
            options={"db_table": "audit_hash"},
        ),
        migrations.CreateModel(
            name="AuditPart",
            fields=[
                ("low", models.BigIntegerField(primary_key=True, serialize=False)),
                ("high", models.BigIntegerField(unique=True)),
            ],
            options={"db_table": "audit_part"},
        ),
        migrations.RunSQL(PARTED + ADD + DROP + CARRIED + AHEAD),
    ]
