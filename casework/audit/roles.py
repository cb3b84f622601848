"""What the app's own database role may do. Run again after each migration.

The tables belong to another role, which alone migrates. On the log the app may insert into the
inbox and read what is sealed; it can change, delete, truncate or disable nothing there. To what
is kept of the proof it may add. Into the parts of the log, in a schema of their own, it may not
even look: it reads them through the two tables that they are parts of.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Composed, Identifier

INSERT_ONLY = ("audit_inbox",)
READ_ONLY = (
    "audit_entry", "audit_written", "audit_head", "audit_hash", "audit_part", "audit_tree",
    "django_migrations",
)  # fmt: skip
ADD_ONLY = ("audit_checkpoint", "audit_cosignature", "audit_verification")

_GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {app};
GRANT USAGE ON SCHEMA public TO {app};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
REVOKE ALL ON {log} FROM {app};
GRANT INSERT ON {insert_only} TO {app};
GRANT SELECT ON {read_only} TO {app};
GRANT SELECT, INSERT ON {add_only} TO {app};
REVOKE ALL ON FUNCTION public.audit_take(), public.audit_seal() FROM PUBLIC, {app};
REVOKE ALL ON FUNCTION public.audit_newest(text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.audit_newest(text[], text[]) TO {app};
GRANT EXECUTE ON FUNCTION public.audit_add_part(bigint) TO {app};
GRANT EXECUTE ON FUNCTION public.audit_drop_part(timestamptz) TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""


class UnfitRole(Exception):
    """The app's role could do all that the owner can, so that no right would mean anything."""


def grant_app_role(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Give `app_role` its rights and no others. `connection` is the owner's. Raises UnfitRole."""
    with connection.cursor() as cursor:
        cursor.execute(_FIT, [app_role])
        fit = cursor.fetchone()
        if fit is None or not fit[0]:
            raise UnfitRole(f"{app_role} is missing, a superuser, or a member of the owner's role.")
        cursor.execute(_statements(app_role))


_FIT = """
SELECT NOT rolsuper AND NOT pg_has_role(oid, current_user, 'MEMBER')
FROM pg_roles WHERE rolname = %s
"""


def _statements(app_role: str) -> Composed:
    return SQL(_GRANTS).format(
        app=Identifier(app_role),
        log=_names(*INSERT_ONLY, *READ_ONLY, *ADD_ONLY),
        insert_only=_names(*INSERT_ONLY),
        read_only=_names(*READ_ONLY),
        add_only=_names(*ADD_ONLY),
    )


def _names(*tables: str) -> Composed:
    return SQL(", ").join(Identifier("public", table) for table in tables)
