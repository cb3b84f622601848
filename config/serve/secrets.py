"""The secrets of a house that runs in containers, one file each.

    python3 config/serve/secrets.py secrets

Made once, never overwritten. The folder is its owner's alone; the files in it may be read by the
containers' users, who cannot reach the folder. Needs nothing but Python.
"""

import os
import secrets
import sys
from pathlib import Path

_BYTES = 48


def write(folder: Path) -> None:
    """Raises FileExistsError where the folder exists: what it holds may be in use."""
    folder.mkdir(mode=0o700, parents=True)
    for name, content in _contents().items():
        path = folder / name
        path.write_text(f"{content}\n", encoding="ascii")
        path.chmod(0o444)


def _contents() -> dict[str, str]:
    owner, app, broker = (secrets.token_urlsafe(_BYTES) for _ in range(3))
    return {
        "secret_key": secrets.token_urlsafe(_BYTES),
        "owner_password": owner,
        "app_password": app,
        "owner_database_url": f"postgresql://casework_owner:{owner}@db/casework",
        "database_url": f"postgresql://casework_app:{app}@db/casework",
        "broker_url": f"redis://:{broker}@broker:6379/0",
        "broker_conf": f"requirepass {broker}",
        "smtp_password": "",  # to be filled in where a mail server asks for one
        "vapid_key": "",  # and this one where browsers are told: `manage.py vapid_key`
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python3 config/serve/secrets.py FOLDER")
    os.umask(0o077)
    try:
        write(Path(sys.argv[1]))
    except FileExistsError:
        sys.exit(f"{sys.argv[1]} exists. What it holds may be in use; name another folder.")
