"""The product's own settings at full strength, with files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="casework-bench-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["CASEWORK_MODE"] = "demo"
os.environ["SECRET_KEY"] = "bench-only-" + "k" * 50
os.environ["PROVIDER_FILE"] = str(Path(_folder) / "provider")
os.environ["HIGH_WATER_FILE"] = str(Path(_folder) / "high-water")
os.environ["MAIL_FOLDER"] = str(Path(_folder) / "mail")
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost,testserver"

from casework.crypto.providers import create_file  # noqa: E402
from config.settings import *  # noqa: E402, F403

create_file(PROVIDER_FILE)  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES["default"]["KEY_PREFIX"] = f"bench-{os.getpid()}"  # noqa: F405
