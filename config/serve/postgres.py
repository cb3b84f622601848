"""The embedded PostgreSQL: a Unix socket in a closed folder, SCRAM passwords, two roles, no TCP."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from config.serve.halt import Halt
from config.serve.identity import Identity
from config.serve.place import Place, write_private
from config.serve.processes import Process, Supervisor

Connection = psycopg.Connection[tuple[Any, ...]]

DATABASE = "casework"
ADMIN = "casework_admin"
OWNER = "casework_owner"
APP = "casework_app"

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "jit": "off",
    # A statement that fails may carry sealed text or a name: the server's log gets neither it nor
    # the DETAIL line that quotes the row.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FAST_AND_LOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server. `lasting=False` lets the owner make databases; `durable=False` makes it fast."""

    def __init__(
        self,
        place: Place,
        identity: Identity,
        supervisor: Supervisor,
        *,
        lasting: bool = True,
        durable: bool = True,
    ) -> None:
        self._place = place
        self._identity = identity
        self._supervisor = supervisor
        self._lasting = lasting
        self._durable = durable

    def start(self) -> None:
        """Initialise at first, start, wait until it answers, and see to roles and database."""
        if not self._identity.data.exists():
            self._initialise()
        self._supervisor.add(self._server())
        self._supervisor.until(self._answers, "PostgreSQL", seconds=60)
        with self._connect() as connection:
            self._make_roles_and_database(connection)

    def _initialise(self) -> None:
        """Into a folder beside, renamed when whole, so that an interrupted start is made good."""
        unfinished = self._identity.data.with_name(f"{self._identity.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self._identity.sockets / "first-password"
        write_private(password_file, password(self._place, ADMIN))
        if self._identity.user is not None:
            os.chown(password_file, self._identity.user, -1)
        process = self._process(
            "initdb",
            *("--pgdata", str(unfinished)),
            *("--username", ADMIN, "--pwfile", str(password_file)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"),
            # Sorting that no new release of the system's library can change under an index.
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *(() if self._durable else ("--no-sync",)),
        )
        status = self._supervisor.finish(process, seconds=60)
        password_file.unlink()
        if status:
            raise Halt(f"PostgreSQL could not be initialised:\n{process.last_lines()}")
        unfinished.rename(self._identity.data)

    def _server(self) -> Process:
        settings = _SETTINGS | ({} if self._durable else _FAST_AND_LOSABLE)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        folders = ("-D", str(self._identity.data), "-k", str(self._identity.sockets))
        return self._process("postgres", *folders, *options)

    def _process(self, program: str, *arguments: str) -> Process:
        return Process(
            "PostgreSQL",
            self._identity.command(program, *arguments),
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            log=self._place.postgres_log,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast": roll back, disconnect, write out
            user=self._identity.user,
        )

    def _connect(self) -> Connection:
        return psycopg.connect(
            host=str(self._identity.sockets),
            user=ADMIN,
            password=password(self._place, ADMIN),
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Halt(
                    f"The database in {self._identity.data} refuses the passwords in "
                    f"{self._place.root}: the two do not belong together."
                ) from None
            return False
        return True

    def _make_roles_and_database(self, connection: Connection) -> None:
        """The database comes last: where it is, all of this has been done."""
        if _exists(connection, "SELECT FROM pg_database WHERE datname = %s", DATABASE):
            return
        for role in (OWNER, APP):
            self._make_role(connection, role)
        names = {"database": sql.Identifier(DATABASE)}
        names |= {"owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
        if not self._lasting:
            connection.execute(sql.SQL("ALTER ROLE {owner} CREATEDB").format(**names))
            connection.execute(sql.SQL("GRANT {app} TO {owner}").format(**names))
        connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {database} TO {app}").format(**names))

    def _make_role(self, connection: Connection, role: str) -> None:
        """A role that may sign in and nothing else; the server sees its password only as SCRAM."""
        if _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", role):
            return
        verifier = connection.pgconn.encrypt_password(
            password(self._place, role).encode(), role.encode(), b"scram-sha-256"
        )
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(verifier.decode())
            )
        )


def crashes(place: Place) -> list[str]:
    """The lines of the log that tell why every connection was lost at once."""
    if not place.postgres_log.exists():
        return []
    lines = place.postgres_log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if "PANIC:" in line or "was terminated by signal" in line]


def url(place: Place, role: str, sockets: Path) -> str:
    """What DATABASE_URL holds; password and folder are plain characters, so nothing is escaped."""
    return f"postgresql://{role}:{password(place, role)}@/{DATABASE}?host={sockets}"


def password(place: Place, role: str) -> str:
    return place.kept(f"password-{role}")


def _exists(connection: Connection, question: LiteralString, name: str) -> bool:
    return connection.execute(question, [name]).fetchone() is not None
