"""A record that is closed, void or handed away takes nothing more: the database refuses it too.

The app's own policy says the same. Here stands why it holds even for a page that forgets to ask,
and for whoever writes SQL as the app's role. See docs/decisions/0009-read-only-in-sql.md.
"""

from typing import ClassVar

from django.db import migrations

TABLES = (
    "cases_section", "cases_note", "cases_sheet", "cases_consentrecord", "cases_label",
    "cases_digest",
)  # fmt: skip

# What is sealed names its key: byte 2 to 17. A row may be sealed anew under a key that is newer
# than the one it had, and nothing else: no other column but its revision changes.
FUNCTION = """
CREATE FUNCTION cases_read_only() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.case_id ELSE NEW.case_id END;
    newest bytea;
    was jsonb;
    becomes jsonb;
    named text;
    anew integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.case_id <> NEW.case_id THEN
        RAISE EXCEPTION 'a sealed row stays in its case' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM FROM cases_case
        WHERE id = held AND state IN ('closed', 'void', 'transferred');
    IF NOT FOUND THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT kid INTO newest FROM vault_casekey
            WHERE case_id = held ORDER BY version DESC LIMIT 1;
        was := to_jsonb(OLD);
        becomes := to_jsonb(NEW);
        FOREACH named IN ARRAY TG_ARGV LOOP
            IF was -> named = becomes -> named THEN
                CONTINUE;
            END IF;
            anew := anew + 1;
            IF length((was ->> named)::bytea) < 17
               OR substr((was ->> named)::bytea, 2, 16) = newest
               OR substr((becomes ->> named)::bytea, 2, 16) <> newest THEN
                RAISE EXCEPTION 'the record is read-only' USING ERRCODE = 'check_violation';
            END IF;
        END LOOP;
        was := was - TG_ARGV;
        becomes := becomes - TG_ARGV;
        IF anew > 0 AND was - 'revision' = becomes - 'revision' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the record is read-only' USING ERRCODE = 'check_violation';
END
$$;
"""
# The same for what lies in clear on the case itself.
CASE = """
CREATE FUNCTION cases_case_read_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('closed', 'void', 'transferred') AND NEW.state = OLD.state AND
       (OLD.risk, OLD.reachability, OLD.consent, OLD.situation, OLD.opened_at, OLD.closed_at)
       IS DISTINCT FROM
       (NEW.risk, NEW.reachability, NEW.consent, NEW.situation, NEW.opened_at, NEW.closed_at) THEN
        RAISE EXCEPTION 'the record is read-only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER read_only BEFORE UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_read_only();
"""
SEALED = {"cases_note": "'body', 'document'", "cases_label": "'text'"}


def _trigger(table: str) -> str:
    columns = SEALED.get(table, "'document'")
    return (
        f"CREATE TRIGGER read_only BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION cases_read_only({columns});"
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0004_decisions"), ("vault", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            FUNCTION + CASE + "\n".join(map(_trigger, TABLES)),
            "\n".join(f"DROP TRIGGER read_only ON {table};" for table in ("cases_case", *TABLES))
            + "DROP FUNCTION cases_read_only(); DROP FUNCTION cases_case_read_only();",
        ),
    ]
