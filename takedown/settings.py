"""All settings, read from the environment. See docs/settings.md for the table."""

from __future__ import annotations

import tomllib
from pathlib import Path

from takedown.environment import (
    database,
    env_bool,
    env_hours,
    env_int,
    env_level,
    env_list,
    env_secret,
    env_str,
    stop,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_str("TAKEDOWN_VAR") or BASE_DIR / "var")

ENVIRONMENT = env_str("TAKEDOWN_ENVIRONMENT", "development")
if ENVIRONMENT not in {"development", "test", "production"}:
    stop("TAKEDOWN_ENVIRONMENT must be development, test or production.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env_bool("DEBUG", False)
if DEBUG and PRODUCTION:
    stop("DEBUG is on in production. It would show private data on error pages: unset DEBUG.")

SECRET_KEY = env_secret("SECRET_KEY", VAR_DIR / "secret.key", may_create=not PRODUCTION)
if PRODUCTION and len(SECRET_KEY) < 50:
    stop("SECRET_KEY is shorter than 50 characters. Set a longer random one.")
KEY_FILE = Path(env_str("TAKEDOWN_KEY_FILE") or VAR_DIR / "keys.json")
KEYS_INLINE = env_str("TAKEDOWN_KEYS")

LEDGER_FILE = Path(env_str("TAKEDOWN_LEDGER") or VAR_DIR / "ledger.jsonl")
HEADS_FILE = Path(env_str("TAKEDOWN_HEADS") or VAR_DIR / "heads.jsonl")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    stop("ALLOWED_HOSTS is empty. Set it to the host name people use, for example desk.example.org.")
SITE_URL = env_str("SITE_URL", f"http://{env_str('BIND', '127.0.0.1:8000')}").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "cases.apps.CasesConfig",
]
MIDDLEWARE = [
    "cases.middleware.refuse_uploads",
    "cases.middleware.safe_headers",
    "cases.middleware.speak",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cases.middleware.proper_text",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cases.middleware.both_factors",
    "allauth.account.middleware.AccountMiddleware",
    "cases.middleware.plain_refusals",
]
ROOT_URLCONF = "takedown.urls"
WSGI_APPLICATION = "takedown.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "cases.context.organisation",
                "cases.context.languages",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
            ],
        },
    }
]

DATABASES = {"default": database(env_str("DATABASE_URL"), var_dir=VAR_DIR)}
# Nothing is cached and nothing counted in a cache: tries stand in the database (services/throttle).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "cases.passwords.NotGuessable"},
]
PASSWORD_HASHERS = ["cases.hashers.WordsHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "desk_sign_in"
LOGIN_REDIRECT_URL = "desk_today"

# Of allauth: the second factors, that is its tables, seeds and passkeys (services/factors).
MFA_ADAPTER = "cases.services.sealed_factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]

# The desk has its own cookie below its own address; the person's side has another one (cases/visits).
SESSION_COOKIE_NAME = "__Secure-desk" if PRODUCTION else "desk"
KNOWN_COOKIE_NAME = "__Secure-desk-known" if PRODUCTION else "desk-known"
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_AGE = 36_000
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = "__Host-t" if PRODUCTION else "t"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "cases.views.errors.no_cookie"
INVITATION_HOURS = env_int("INVITATION_HOURS", 48, low=1, high=168)
VISIT_COOKIE_NAME = "__Host-v" if PRODUCTION else "v"
VISIT_IDLE_MINUTES = env_int("VISIT_IDLE_MINUTES", 30, low=5, high=30)
VISIT_ABSOLUTE_HOURS = 4

SECURE_SSL_REDIRECT = PRODUCTION and env_bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env_bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXY_HOPS = env_int("TRUSTED_PROXY_HOPS", 0, low=0, high=5)

# Nothing is ever uploaded.
FILE_UPLOAD_HANDLERS: list[str] = []
MAX_BODY_BYTES = 262_144
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
DATA_UPLOAD_MAX_NUMBER_FILES = 0

USE_TZ = True
TIME_ZONE = "UTC"
DESK_ZONE = env_str("DESK_ZONE", "Europe/London")
BREAK_AFTER = env_int("BREAK_AFTER", 20, low=3, high=200)
USE_I18N = True
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [
    (code, language["name"])
    for code, language in tomllib.loads((LOCALE_PATHS[0] / "languages.toml").read_text("utf-8")).items()
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

BROKER_URL = env_str("BROKER_URL", "filesystem://localhost")
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
    }
    if BROKER_URL.startswith("filesystem")
    else ({"visibility_timeout": 600} if BROKER_URL.startswith("redis") else {})
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "cases.tasks.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "deliver": {"task": "cases.tasks.deliver_due", "schedule": 30.0, "options": {"expires": 30}},
    "forget": {"task": "cases.tasks.forget", "schedule": 300.0, "options": {"expires": 300}},
}

MAIL_URL = env_str("MAIL_URL", "" if PRODUCTION else f"file://{VAR_DIR / 'mail'}")
if PRODUCTION and not MAIL_URL.startswith(("smtp://", "smtps://")):
    stop("MAIL_URL is not set. Set it to smtp://user:password@host:587 or smtps://…:465.")
LAST_ROUND_FILE = VAR_DIR / "last-round"
MAILS_PER_MINUTE = env_int("MAILS_PER_MINUTE", 100, low=1, high=10_000)
MAIL_CONNECTIONS = env_int("MAIL_CONNECTIONS", 5, low=1, high=50)
MAIL_FROM = env_str("MAIL_FROM", "desk@northgate.example.org")
MAIL_DOMAIN = env_str("MAIL_DOMAIN", MAIL_FROM.rpartition("@")[2])

ORGANISATION = {
    "name": env_str("ORGANISATION_NAME", "Northgate Helpline"),
    "address": env_str("ORGANISATION_ADDRESS", "12 Quay Row, Exampleton EX1 2AB"),
    "email": env_str("ORGANISATION_EMAIL", "desk@northgate.example.org"),
    "phone": env_str("ORGANISATION_PHONE", "+44 1632 960 142"),
    "signatory_name": env_str("SIGNATORY_NAME", "Dana Whitfield"),
    "signatory_role": env_str("SIGNATORY_ROLE", "Head of Casework"),
    "helpline": env_str("HELPLINE_PHONE", "01632 960 142"),
    "emergency": env_str("EMERGENCY_NUMBER", "999"),
    "neutral_sender": env_str("NEUTRAL_SENDER", "Updates"),
}
# Where most who come here live, the house's own country first: one tap answers with these.
HOME_PLACES = env_list("HOME_PLACES", "GB,US,IE")
HELPLINE_HOURS = env_hours(
    "HELPLINE_HOURS",
    "Mon-Fri 10:00-16:00",
    zone=env_str("HELPLINE_ZONE", DESK_ZONE),
    calendar=env_str("HELPLINE_CALENDAR"),
)
OF_YOUR_OWN = (
    *("ORGANISATION_NAME", "ORGANISATION_ADDRESS", "ORGANISATION_EMAIL", "ORGANISATION_PHONE"),
    *("SIGNATORY_NAME", "SIGNATORY_ROLE", "HELPLINE_PHONE", "HELPLINE_HOURS", "EMERGENCY_NUMBER"),
    *("MAIL_FROM", "SITE_URL"),
)
if PRODUCTION and "example.org" in ORGANISATION["email"] + MAIL_FROM:
    stop("ORGANISATION_EMAIL and MAIL_FROM still hold the invented sample. Set your own addresses.")
for unset in (name for name in OF_YOUR_OWN if PRODUCTION and not env_str(name)):
    stop(f"{unset} is not set, and letters must not carry the invented sample. Set your own.")
# One person runs this house: what needs two may be agreed to by the same person, after a time to think again.
SOLE_OPERATOR = env_bool("SOLE_OPERATOR", False)

# What a law makes this house itself report of someone under 18. Only the house can know, so it says (V-38).
REPORTING_DUTY = env_str("REPORTING_DUTY", "" if PRODUCTION else "none")
if REPORTING_DUTY not in ("provider", "mandated", "none"):
    stop("REPORTING_DUTY must be provider, mandated or none. docs/settings.md says which is which.")

NEUTRAL_SITE = env_str("NEUTRAL_SITE", "https://www.bbc.co.uk/weather")
if not NEUTRAL_SITE.startswith("https://"):
    stop("NEUTRAL_SITE must be an https:// address of a page that shows nothing personal.")
PLATFORM_OVERLAY = env_str("PLATFORM_OVERLAY") or None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "cases.logs.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env_level("LOG_LEVEL", "WARNING")},
    "loggers": {
        "cases": {"level": env_level("LOG_LEVEL", "INFO")},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "psycopg.pool": {"level": "ERROR"},  # it warns of every try; that the database is away is said once
        "gunicorn.http.wsgi": {"level": "ERROR"},  # it warns of every HEAD request that Django answers
        "django.server": {"handlers": [], "propagate": False},
    },
}
