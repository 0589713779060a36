"""Every setting of the site in one typed file; docs/operations/settings.md lists the variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import env, paths

ROOT = paths.ROOT
HOME = paths.home()
DEMO = env.flag("LOA_DEMO")
DEBUG = env.flag("LOA_DEBUG")

# -- identity ---------------------------------------------------------------------------------------
HTTP_HOST = env.text("LOA_HOST", "127.0.0.1")
HTTP_PORT = env.number("LOA_PORT", 8000, least=1, most=65535)
PUBLIC_URL = env.text("LOA_PUBLIC_URL", f"http://localhost:{HTTP_PORT}").rstrip("/")
ALLOWED_HOSTS = env.words("LOA_ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{urlsplit(PUBLIC_URL).hostname}")
WEB_WORKERS = env.number("LOA_WEB_WORKERS", 2, least=1, most=64)
CORES = env.cores()
WORKERS = env.number("LOA_WORKERS", min(CORES, 4), least=1, most=64)
SECURE_ORIGIN = PUBLIC_URL.startswith("https://")
TLS_CERTIFICATE, TLS_KEY = env.text("LOA_TLS_CERTIFICATE"), env.text("LOA_TLS_KEY")


NO_SECRET_KEY = "only-for-commands-that-sign-nothing"  # noqa: S105  `loa web` refuses to start with it


def _secret_key() -> str:
    """Return the signing key from LOA_SECRET_KEY or the keys folder; `loa up` writes the file once."""
    if given := env.text("LOA_SECRET_KEY"):
        return given
    stored = HOME / "keys" / "secret_key"
    return stored.read_text().strip() if stored.is_file() else NO_SECRET_KEY


def _older_secret_keys() -> list[str]:
    """Return the signing keys from before: what they signed stays good until they are given up."""
    stored = HOME / "keys" / "secret_key.old"
    return env.words("LOA_SECRET_KEY_OLD") or (stored.read_text().split() if stored.is_file() else [])


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = _older_secret_keys()
KEYRING_FILE = HOME / "keys" / "keyring.json"

# -- rooms, in the order of design.md §4 ---------------------------------------------------------------
INSTALLED_APPS = [
    "loa.web",
    "loa.journal",
    "loa.units",
    "loa.clocks",
    "loa.files",
    "loa.search",
    "loa.figures",
    "loa.channels",
    "loa.delivery",
    "loa.audience",
    "loa.speakers",
    "loa.kinds.website",
    "loa.kinds.email",
    "loa.kinds.manual",
    "loa.kinds.rss",
    "loa.kinds.cap",
    "loa.kinds.webhook",
    "loa.kinds.press",
    "loa.kinds.webpush",
    "loa.kinds.speaker",
    "loa.notices",
    "loa.documents",
    "loa.tasks",
    "loa.bulletins",
    "loa.press",
    "loa.desk",
    "loa.portal",
    "loa.ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "loa.web.hosts.OneHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "loa.web.csp.SecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "loa.web.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "loa.web.session.SharedDeviceMiddleware",
    "loa.units.middleware.ActorMiddleware",
    "loa.web.errors.ErrorsMiddleware",
    "loa.journal.middleware.IdempotencyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "loa.web.context.shell_context",
            ],
        },
    }
]
FORM_RENDERER = (
    "django.forms.renderers.TemplatesSetting"  # the controls are drawn by templates/django/forms too
)

# -- database: the application's role cannot alter the journal; the owner's role migrates ---------------
_SOCKET = str(paths.socket_dir())
OWN_DATABASE = not env.text("DATABASE_URL")
POSTGRES = env.text("LOA_POSTGRES")
_APP_URL = env.text("DATABASE_URL", f"postgresql://loa_app@/loa?host={_SOCKET}")
_OWNER_URL = env.text(
    "DATABASE_OWNER_URL", env.text("DATABASE_URL", f"postgresql://loa_owner@/loa?host={_SOCKET}")
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(_APP_URL) | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
    "owner": env.database(_OWNER_URL, "DATABASE_OWNER_URL"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "units.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "loa.desk.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = 12 * 3600
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE_ORIGIN else "http"
ACCOUNT_FORMS = {
    "login": "loa.desk.forms.LoginForm",
    "reauthenticate": "loa.desk.forms.ReauthenticateForm",
    "change_password": "loa.desk.forms.ChangePasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.flag("LOA_BEHIND_PROXY"))
MFA_ADAPTER = "loa.desk.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "loa.desk.forms.AuthenticateForm",
    "reauthenticate": "loa.desk.forms.ReauthenticateCodeForm",
    "activate_totp": "loa.desk.forms.ActivateTOTPForm",
    "add_webauthn": "loa.desk.forms.AddKeyForm",
    "edit_webauthn": "loa.desk.forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://localhost")
MFA_TOTP_ISSUER = "Loa"
# Sign-in by the city's own provider (docs/operations/sign-in.md); without an issuer nothing of it is shown.
OIDC_ISSUER = env.issuer("LOA_OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("LOA_OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.secret("LOA_OIDC_CLIENT_SECRET", HOME / "keys" / "oidc_client_secret")
OIDC_NAME = env.text("LOA_OIDC_NAME", "Đăng nhập bằng tài khoản thành phố")
OIDC_CLAIMS = env.text("LOA_OIDC_CLAIMS")  # the file that maps claims to posts
OIDC_TRUSTS_MFA = env.words(
    "LOA_OIDC_TRUSTS_MFA"
)  # values of amr or acr that count as a second factor at sign-in
OIDC_ONLY = env.flag("LOA_OIDC_ONLY")
OIDC_BREAK_GLASS = [address.lower() for address in env.words("LOA_OIDC_BREAK_GLASS")]
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise env.WrongSetting(
        "LOA_OIDC_CLIENT_ID", OIDC_CLIENT_ID, "give the client's id and secret with the issuer"
    )
# Throttling and used-up codes must be known to every process: they live in the database.
# What counts visitors of the public pages stays in the memory of one process: never in a table, a file or a backup.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "desk_cache"},
    "visitors": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "visitors",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# -- words, time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True

# -- files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "static"]
FILES_DIR = Path(env.text("LOA_FILES_DIR", str(HOME / "files")))
SIGNATURE_ROOTS_DIR = Path(env.text("LOA_SIGNATURE_ROOTS_DIR", str(HOME / "roots")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- safety -----------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_ORIGIN
SESSION_COOKIE_AGE = 12 * 3600
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE_ORIGIN
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_ORIGIN else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_ORIGIN
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "loa.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("LOA_BEHIND_PROXY") else None

# -- loudspeakers: the broker is our child unless MQTT_URL names one (docs/operations/broker.md) ------------
MOSQUITTO = env.text("LOA_MOSQUITTO")  # the program's path, or "no" for the embedded broker
MQTT_URL = env.mqtt("MQTT_URL")
MQTT_LISTEN = env.address("MQTT_LISTEN", "127.0.0.1:1883")
MQTT_TLS_CERTIFICATE, MQTT_TLS_KEY = env.text("MQTT_TLS_CERTIFICATE"), env.text("MQTT_TLS_KEY")
MQTT_PUBLIC_URL = env.mqtt("MQTT_PUBLIC_URL")  # what devices are told; empty: they ask over HTTPS

# -- outgoing mail ------------------------------------------------------------------------------------------
# Letters to staff; bulletins by e-mail take their server from the channel account instead.
globals().update(env.smtp("LOA_SMTP_URL", "smtp://127.0.0.1:2525"))
PRESS_ADDRESSES = env.words(
    "LOA_PRESS_ADDRESSES", "127.0.0.1" if DEMO else ""
)  # own networks that sources may be on
PRESS_HOST_SECONDS = env.number(
    "LOA_PRESS_HOST_SECONDS", 5, most=3600
)  # between two calls to one newspaper's host
EXERCISE_ADDRESSES = env.words("LOA_EXERCISE_ADDRESSES")  # own networks that exercises and tests may reach
HEADS_TO = env.words("LOA_HEADS_TO")  # who keeps the journal's daily head outside this machine
DEFAULT_FROM_EMAIL = env.text("LOA_MAIL_FROM", "Loa <loa@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Lines", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"procrastinate": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOA_LOG_LEVEL", "INFO")},
}
