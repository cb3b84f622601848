"""The product's own settings at full strength, with its files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="casework-bench-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
# Where the servers of `make bench` keep their files; the disk that COMMIT waits for.
DISK = Path(os.environ.get("PROVIDER_FILE") or FOLDER).parent
os.environ |= {
    "CASEWORK_MODE": "demo",
    "SECRET_KEY": "bench-only-" + "k" * 50,
    "PROVIDER_FILE": str(FOLDER / "provider"),
    "HIGH_WATER_FILE": str(FOLDER / "high-water"),
    "MAIL_FOLDER": str(FOLDER / "mail"),
    "STATIC_ROOT": str(FOLDER / "static"),
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
}

from casework.crypto.providers import create_file  # noqa: E402
from config.settings import *  # noqa: E402, F403

create_file(PROVIDER_FILE)  # noqa: F405
# Of its own, should the broker not be: sessions and rate limits of others are left alone.
CACHES["default"]["KEY_PREFIX"] = f"bench-{os.getpid()}"  # noqa: F405
