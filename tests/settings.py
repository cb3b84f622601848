"""The product's own settings, with cheap passphrases and files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="casework-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["CASEWORK_MODE"] = "demo"
os.environ["SECRET_KEY"] = "tests-only-" + "k" * 50
os.environ["PROVIDER_FILE"] = str(Path(_folder) / "provider")
os.environ["HIGH_WATER_FILE"] = str(Path(_folder) / "high-water")
os.environ["MAIL_FOLDER"] = str(Path(_folder) / "mail")

from casework.crypto.providers import create_file  # noqa: E402
from config.settings import *  # noqa: E402, F403

create_file(PROVIDER_FILE)  # noqa: F405
TESTING_CHEAP_PASSPHRASES = True
ARGON2_PARAMETERS = {"t": 1, "m": 8, "p": 1}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
# A prefix of its own for each run, so that two workers do not share sessions or rate limits.
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"  # noqa: F405
