"""Django settings, all from the environment (see environment.py for each one's meaning)."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from alongside.config.environment import ConfigurationError, Environment
from alongside.config.logs import logging_config

ENV = Environment()
MODE = ENV.text("ALONGSIDE_MODE")
if MODE not in {"demo", "test", "production"}:
    raise ConfigurationError(f"ALONGSIDE_MODE must be demo, test or production, not {MODE!r}.")
IS_PRODUCTION = MODE == "production"
HOME = ENV.home()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = ENV.secret_key()
SECRET_KEY_FALLBACKS = ENV.items("SECRET_KEY_FALLBACKS")
BASE_URL = ENV.text("BASE_URL").rstrip("/")
_host = urlsplit(BASE_URL).hostname
if not _host:
    raise ConfigurationError(f"BASE_URL must start with http:// or https:// and name a host, not {BASE_URL!r}.")
ALLOWED_HOSTS = ENV.items("ALLOWED_HOSTS") or [_host, *([] if IS_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

AREA_NAME = ENV.text("AREA_NAME")
AREA_LA_NUMBER = ENV.text("AREA_LA_NUMBER")
BRAND = {
    "service": ENV.text("SERVICE_NAME"),
    "area": AREA_NAME,
    "colour": ENV.text("BRAND_COLOUR"),
    "link_colour": ENV.text("LINK_COLOUR"),
    "logo": ENV.text("LOGO_URL"),
    "phone": ENV.text("HELP_PHONE"),
    "email": ENV.text("HELP_EMAIL"),
}

LEFT_OUT = set(ENV.items("ALONGSIDE_LEFT_OUT"))
_ALL_ROOMS = [
    "alongside.ground.ui",
    "alongside.ground.jobs",
    "alongside.ground.access",
    "alongside.ground.documents",
    "alongside.ground.outbox",
    "alongside.ground.people",
    "alongside.commons.journeys",
    "alongside.commons.messaging",
    "alongside.commons.clocks",
    "alongside.commons.actions",
    "alongside.work.ehc",
    "alongside.oversight.returns",
    "alongside.oversight.insight",
    "alongside.front.portal",
    "alongside.front.demo",
]
ROOMS = [room for room in _ALL_ROOMS if room.rpartition(".")[2] not in LEFT_OUT]
INSTALLED_APPS = [
    *ROOMS,
    "alongside.config",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "alongside.ground.ui.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "alongside.ground.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "alongside.ground.access.middleware.DoorMiddleware",
]
ROOT_URLCONF = "alongside.config.urls"
WSGI_APPLICATION = "alongside.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "alongside.ground.ui.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

SQLITE_START = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000"
)

LOCK_SECONDS = 20


def _database() -> dict[str, Any]:
    """SQLite in the home folder unless DATABASE_URL names something else."""
    url = ENV.text("DATABASE_URL") or f"sqlite:///{HOME / 'alongside.sqlite3'}"
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ConfigurationError(f"DATABASE_URL can't be read: {type(error).__name__}.") from None
    if "sqlite" in str(found["ENGINE"]):
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": LOCK_SECONDS, "init_command": SQLITE_START}
    elif "postgresql" in str(found["ENGINE"]):
        # Whoever waits longer for somebody else's save is told to send again, with the text kept.
        found.setdefault("OPTIONS", {}).setdefault("options", f"-c lock_timeout={LOCK_SECONDS}s")
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("ur", "اردو")]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a folder that isn't there
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "uploads"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
if IS_PRODUCTION:
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
if ENV.text("STORAGE").startswith("s3://"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": ENV.text("STORAGE").removeprefix("s3://"), "default_acl": "private"},
    }
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = False
UPLOAD_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["alongside.ground.access.engine.backend.RightsBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "alongside.ground.access.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "alongside.ground.access.adapters.SocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme
# No limit for each account: it would let a stranger lock a parent out. `access` slows an account down itself.
ACCOUNT_RATE_LIMITS: dict[str, str | bool] = {"login": "30/m/ip", "login_failed": "20/m/ip"}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "alongside.ground.access.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
MFA_TOTP_ISSUER = BRAND["service"]
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False


def _providers() -> list[dict[str, Any]]:
    """OpenID Connect providers for staff and for families, as allauth wants them."""
    found = []
    for name, key in (("OIDC_STAFF", "staff"), ("OIDC_FAMILIES", "families")):
        text = ENV.text(name)
        if not text:
            continue
        try:
            given = json.loads(text)
            found.append({
                "provider_id": key, "name": given["name"], "client_id": given["client_id"],
                "secret": given["secret"],
                "settings": {"server_url": given["issuer"], "fetch_userinfo": True, "oauth_pkce_enabled": True},
            })
        except (ValueError, KeyError, TypeError):
            raise ConfigurationError(f"{name} must be JSON with issuer, client_id, secret and name.") from None
    return found


SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _providers()}}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = ENV.number("SESSION_HOURS") * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_SECONDS = ENV.number("IDLE_MINUTES") * 60
STAFF_IDLE_SECONDS = ENV.number("STAFF_IDLE_MINUTES") * 60
ACCOUNT_LAPSE_DAYS = ENV.number("ACCOUNT_LAPSE_DAYS")
TERM_STARTS = ENV.days_of_year("TERM_STARTS")
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "alongside.ground.ui.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_IS_HTTPS = BASE_URL.startswith("https://")
if IS_PRODUCTION and not _IS_HTTPS:
    raise ConfigurationError("BASE_URL must start with https:// in production.")
if _IS_HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = 31_536_000, True, True
    SECURE_SSL_REDIRECT = True
if ENV.is_on("TRUSTED_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"], "img-src": ["'self'", "data:"], "object-src": ["'none'"], "base-uri": ["'none'"],
        "form-action": ["'self'"], "frame-ancestors": ["'none'"], "script-src": ["'self'"], "style-src": ["'self'"],
    }
}

EMAIL_BACKEND = "alongside.ground.outbox.adapters.OutboxEmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.text("EMAIL_FROM")
SENDING = {
    "backend": ENV.text("EMAIL_BACKEND"), "folder": HOME / "mail", "host": ENV.text("SMTP_HOST"),
    "port": ENV.number("SMTP_PORT"), "user": ENV.text("SMTP_USER"), "password": ENV.text("SMTP_PASSWORD"),
    "tls": ENV.is_on("SMTP_TLS"), "notify_url": ENV.text("NOTIFY_URL"), "notify_key": ENV.text("NOTIFY_KEY"),
    "notify_template": ENV.text("NOTIFY_TEMPLATE"),
}
CLAMAV = ENV.text("CLAMAV")
STANDARDS = {"silence_days": ENV.number("SILENCE_DAYS"), "promise_reminder_days": ENV.number("PROMISE_REMINDER_DAYS")}
AUDIT_HEADS = HOME / "audit-heads"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["urgent", "default", "bulk"]}}
LOGGING_CONFIG = None
logging_config(ENV.text("LOG_LEVEL"), as_json=IS_PRODUCTION)
