"""Of an erased case the rows may go, and nothing is ever written into it again."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

BEFORE = import_module("casework.cases.migrations.0005_read_only")
AGAIN = BEFORE.FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
FUNCTION = AGAIN.replace(
    "    PERFORM FROM cases_case",
    "    IF TG_OP = 'DELETE'\n"
    "       AND EXISTS (SELECT FROM cases_case WHERE id = held AND state = 'erased') THEN\n"
    "        RETURN OLD;\n"
    "    END IF;\n"
    "    PERFORM FROM cases_case",
).replace("'transferred')", "'transferred', 'erased')")

CASE_BEFORE = """
CREATE OR REPLACE FUNCTION cases_case_read_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
CASE = CASE_BEFORE.replace("'transferred')", "'transferred', 'erased')").replace(
    "BEGIN\n    IF OLD",
    "BEGIN\n"
    "    IF OLD.state = 'erased' AND NEW.state <> 'erased' THEN\n"
    "        RAISE EXCEPTION 'what is erased stays erased' USING ERRCODE = 'check_violation';\n"
    "    END IF;\n"
    "    IF OLD",
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0009_the_end_of_a_record")]

    operations: ClassVar = [migrations.RunSQL(FUNCTION + CASE, AGAIN + CASE_BEFORE)]
