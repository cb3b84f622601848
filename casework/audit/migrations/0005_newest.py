"""The log's last word on many rows is looked up part by part, and no longer row by row.

Fifty rows in a log of eighty parts took four thousand searches of an index; now they take eighty.
"""

from django.db import migrations

NEWEST = """
CREATE OR REPLACE FUNCTION audit_newest(asked_tables text[], asked_rows text[])
RETURNS TABLE ("table" text, "row" text, revision bigint, hash bytea, entry uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $newest$
    SELECT DISTINCT ON (t, r) t, r, revision, hash, entry
    FROM (
        (SELECT DISTINCT ON (w."table", w."row") w."table" AS t, w."row" AS r,
                w.revision, w.hash, w.entry, 0 AS own, w.number AS place, w.position
            FROM public.audit_written w
            WHERE w."table" = ANY(asked_tables) AND w."row" = ANY(asked_rows)
            ORDER BY w."table", w."row", w.revision DESC, w.number DESC, w.position DESC)
        UNION ALL
        (SELECT w.t, w.r, w.revision, w.hash, coalesce(w.named, i.entry), 1, i.id, w.position
            FROM public.audit_inbox i,
                unnest(i.tables, i.rows, i.revisions, i.hashes, i.carried)
                    WITH ORDINALITY AS w(t, r, revision, hash, named, position)
            WHERE i.xact = pg_current_xact_id_if_assigned()
                AND w.t = ANY(asked_tables) AND w.r = ANY(asked_rows))
    ) AS said
    ORDER BY t, r, revision DESC, own DESC, place DESC, position DESC
$newest$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_growth"),
    ]

    operations = [
        migrations.RunSQL(NEWEST),
    ]
