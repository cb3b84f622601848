"""Every setting but what is swept how often (`sweeps`) and what is logged how (`logs`).

What differs between machines comes from the environment (`env`).
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env, logs, sweeps

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = env.one_of("CASEWORK_MODE", "demo", "production")
DEMO = MODE == "demo"
DEBUG = False
if env.optional("DEBUG"):
    raise ImproperlyConfigured("DEBUG may not be set: error pages would show her record.")

SECRET_KEY = env.required("SECRET_KEY")
HOST = env.optional("HOST", "127.0.0.1")
ALLOWED_HOSTS = env.optional("ALLOWED_HOSTS", ",".join(env.own_hosts(HOST))).split(",")
HTTPS = env.one_of("HTTPS", "on", "off") == "on" if env.optional("HTTPS") else not DEMO
# Where a browser finds the desk: the address of the one link that a mail carries.
_PORT = env.integer("PORT", 8000, low=1, high=65535)
_HERE = ALLOWED_HOSTS[0].strip().lstrip(".")
PUBLIC_URL = env.optional("PUBLIC_URL", f"https://{_HERE}" if HTTPS else f"http://{_HERE}:{_PORT}")
if not DEMO:
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demo-"):
        raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters of its own.")
    env.required("ALLOWED_HOSTS")
    if not HTTPS:
        raise ImproperlyConfigured("HTTPS must be on in production.")

# Two files outside the database: the house's keys, and how far the audit log had come.
PROVIDER_FILE = env.required("PROVIDER_FILE")
HIGH_WATER_FILE = env.required("HIGH_WATER_FILE")
TESTING_CHEAP_PASSPHRASES = False

# Who outside the house is shown how far the log has come; each is optional (docs/audit.md).
LOG_ORIGIN = env.optional("LOG_ORIGIN")
LOG_WITNESS_FILE = env.optional("LOG_WITNESS_FILE")
LOG_WITNESS_MAIL = env.optional("LOG_WITNESS_MAIL")
LOG_WITNESSES = env.witnesses("LOG_WITNESSES", secure=not DEMO)
# The whole log is recomputed once a day from this hour (UTC) on: night in China and Korea.
LOG_VERIFY_HOUR = env.integer("LOG_VERIFY_HOUR", 19, low=0, high=23)
if len(LOG_ORIGIN) > 128 or not LOG_ORIGIN.isascii() or set(LOG_ORIGIN) & set(" +\t\n"):
    raise ImproperlyConfigured("LOG_ORIGIN has at most 128 characters, neither spaces nor a plus.")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "casework.crypto",
    "casework.accounts",
    "casework.audit",
    "casework.vault",
    "casework.access",
    "casework.cases",
    "casework.pathways",
    "casework.referrals",
    "casework.reminders",
    "casework.reports",
    "casework.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A list of 50 is 70 kB and 6 compressed. Against guessing by length (BREACH): its padding of
    # random length, tokens masked anew for each page, and an unlock cookie that is never sent for
    # another site.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casework.web.middleware.language_and_time",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casework.web.middleware.saved_in_the_background",
    "casework.web.middleware.neutral_headers",
    "casework.web.middleware.origin_of_request",
    "casework.web.middleware.unlocked_keys",
    "casework.web.middleware.refusals_on_record",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.web.context.page",
            ],
            "loaders": [
                (
                    "config.templates.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# `default` is the app's own role; `owner` is used by migrations alone.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {**env.postgres("DATABASE_URL"), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True},
    "owner": env.postgres("OWNER_DATABASE_URL")
    if env.optional("OWNER_DATABASE_URL")
    else env.postgres("DATABASE_URL"),
}
# Each query is planned once for a connection: half of the database's work for a page.
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}
# A server that hangs is called silent after as many seconds, not waited for.
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = env.redis("BROKER_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "config.cache.Store",
        "LOCATION": env.cache_url(BROKER_URL),
        "KEY_PREFIX": "casework",
    }
}
CELERY_BROKER_URL = BROKER_URL
CELERY_BEAT_SCHEDULE = sweeps.SCHEDULE

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "casework.access.backends.PassphraseBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is nobody, and holds nothing
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "casework.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "casework.access.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Desk"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TRUST_ENABLED = False

# Sessions live in memory only: power-off empties them, and nobody with SQL can make one.
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "casework.web.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [
    origin for origin in env.optional("CSRF_TRUSTED_ORIGINS").split(",") if origin
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# For a server that does not tell whether it writes to disk (see access.checks).
SESSION_STORE_WITHOUT_DISK = env.optional("SESSION_STORE_WITHOUT_DISK") == "yes"
# More open cases than one person can carry: the supervisor's pages warn.
CASES_PER_PERSON = env.integer("CASES_PER_PERSON", 20, low=1, high=200)
# For so many years the log is kept whole; of what is older the hashes alone (see audit.growth).
AUDIT_YEARS = env.integer("AUDIT_YEARS", 7, low=5, high=30)
IDLE_LOCK_SECONDS = env.integer("IDLE_LOCK_MINUTES", 15, low=2, high=15) * 60
# On a phone, or a computer that others use too; never longer than at a desk.
SHARED_IDLE_LOCK_SECONDS = min(
    IDLE_LOCK_SECONDS, env.integer("SHARED_IDLE_LOCK_MINUTES", 5, low=2, high=15) * 60
)

# The address of the house's own page on what to do when somebody plans to end her life. Without one
# nobody is asked about a plan: a question that no help stands behind does harm.
SUICIDE_PROTOCOL_PAGE = env.optional("SUICIDE_PROTOCOL_PAGE")

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.optional("BEHIND_PROXY") == "yes" else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Uploads never spill to a temporary folder, and a form is never larger than a long account.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["casework.web.formats"]
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = Path(env.optional("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.optional("SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = env.optional("MAIL_FOLDER", str(BASE_DIR / "var" / "mail"))
EMAIL_HOST = env.optional("SMTP_HOST")
EMAIL_PORT = env.integer("SMTP_PORT", 587, low=1, high=65535)
EMAIL_HOST_USER = env.optional("SMTP_USER")
EMAIL_HOST_PASSWORD = env.optional("SMTP_PASSWORD")
EMAIL_TIMEOUT = 20
EMAIL_USE_TLS = env.optional("SMTP_TLS", "on") == "on"
# A mail server takes nothing from a sender that nobody could answer.
DEFAULT_FROM_EMAIL = env.optional("MAIL_FROM", "desk@localhost" if DEMO else f"desk@{_HERE}")

# Web push; without a key it is offered to nobody. It goes to services of browsers' makers alone.
VAPID_KEY = env.vapid("VAPID_KEY")
PUSH_SERVICES = env.optional(
    "PUSH_SERVICES",
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
).split(",")

LOGGING = logs.LOGGING
DEFAULT_EXCEPTION_REPORTER = "casework.web.logs.BareReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "casework.web.logs.NothingShown"
