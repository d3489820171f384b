"""Settings, all from the environment; see docs/reference/settings.md for the list.

Nothing here names a system: rooms are discovered, and a room brings its own templates, static files, words and tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from environs import Env

from honglam.project.mail import mail_settings
from honglam.project.postgres import APPLICATION, embedded_url
from honglam.project.rooms import SOURCE, applications
from honglam.project.secret import secret_key

env = Env()
ROOT = SOURCE.parent.parent

# Where everything that is not code lives: the embedded database, files, secrets, logs.
HOME = Path(env.str("HONGLAM_HOME", str(ROOT / "var"))).expanduser().resolve()
PORT = env.int("HONGLAM_PORT", 8000)
DEBUG = env.bool("HONGLAM_DEBUG", default=False)
# Demonstration people and data; every page says so while it is on.
DEMO = env.bool("HONGLAM_DEMO", default=False)
# Official code of the province whose communes are loaded: 42 is Hà Tĩnh.
PROVINCE = env.str("HONGLAM_PROVINCE", "42")
SECRET_KEY = env.str("HONGLAM_SECRET_KEY", "") or secret_key(HOME)
# The keys with which this installation signs; several machines share the folder.
KEYS = Path(env.str("HONGLAM_KEYS", str(HOME / "keys"))).expanduser()
ALLOWED_HOSTS = env.list("HONGLAM_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("HONGLAM_ORIGINS", [])
BEHIND_HTTPS = env.bool("HONGLAM_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",  # operator classes in the indexes of rooms
    "django.forms",
    "allauth",
    "allauth.account",
    "oauth2_provider",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "procrastinate.contrib.django",
    "honglam.kit.apps.KitConfig",
    *applications(),
    "honglam.project.apps.ProjectConfig",
]

MIDDLEWARE = [
    "honglam.project.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "honglam.core.identity.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "honglam.project.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "honglam.project.urls"
ASGI_APPLICATION = "honglam.project.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our sign-in pages stand before the package's.
        "DIRS": [SOURCE / "core" / "identity" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "honglam.kit.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database; options in the address (`sslmode` …) stay beside the pool."""
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    pool = {"min_size": 1, "max_size": env.int("HONGLAM_POOL", 16), "timeout": 10}
    return {
        **found,
        "ENGINE": "honglam.project.database",
        "OPTIONS": {**found.get("OPTIONS", {}), "pool": pool},
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }


def _s3(bucket: str) -> dict[str, Any]:
    """Return how the object store is reached; without a key the machine's own role counts, as on a cloud."""
    given = {
        "endpoint_url": env.str("HONGLAM_S3_ENDPOINT", ""),
        "access_key": env.str("HONGLAM_S3_KEY", ""),
        "secret_key": env.str("HONGLAM_S3_SECRET", ""),
        "region_name": env.str("HONGLAM_S3_REGION", ""),
    }
    # Equal names hold equal contents, so writing over is no loss; links are signed, the bucket stays closed.
    fixed = {"bucket_name": bucket, "file_overwrite": True, "querystring_auth": True, "default_acl": None}
    return {name: value for name, value in given.items() if value} | fixed | {"signature_version": "s3v4"}


DATABASES = {"default": _database(env.str("DATABASE_URL", "") or embedded_url(HOME, role=APPLICATION))}
# A streaming replica takes the reads of requests that write nothing; see routers.py.
if _replica := env.str("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = _database(_replica) | {"TEST": {"MIRROR": "default"}}
    DATABASES["replica"]["OPTIONS"]["pool"]["timeout"] = 2  # one that died is soon given up; see replica.py
    DATABASE_ROUTERS = ["honglam.project.routers.ReplicaRouter"]
    MIDDLEWARE.insert(1, "honglam.project.routers.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits of sign-in and marks of sent forms live here: what is still needed must not be thrown out for want of room.
CACHES = {"default": {"BACKEND": "honglam.kit.cache.OneStatementCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["honglam.core.identity.passwords.Argon2idHasher"]
# How long a password must be is data of identity, not a setting: core/identity/data/sign_in.toml.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "honglam.core.identity.passwords.LongEnough"},
    {"NAME": "honglam.core.identity.passwords.NotCommon"},
    {"NAME": "honglam.core.identity.passwords.NotUsedBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# How many proxies of ours stand in front; only then is the address that they report believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("HONGLAM_PROXIES", 0)
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "honglam.core.identity.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "honglam.core.identity.forms.SignInForm",
    "change_password": "honglam.core.identity.forms.PasswordForm",
}
# Attempts to sign in are counted by core/identity/service/attempts.py; a town behind one address is not one client.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/15m/key"}
MFA_ADAPTER = "honglam.core.identity.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_FORMS = {
    "authenticate": "honglam.core.identity.forms.SecondFactorForm",
    "reauthenticate": "honglam.core.identity.forms.ProofForm",
    "activate_totp": "honglam.core.identity.forms.AppForm",
    "add_webauthn": "honglam.core.identity.forms.PasskeyForm",
    "edit_webauthn": "honglam.core.identity.forms.PasskeyNameForm",
}
SOCIALACCOUNT_ADAPTER = "honglam.core.identity.oidc.SocialAdapter"
# Starting is harmless (state, nonce and PKCE tie the answer to it), and a form may not lead to another host here.
SOCIALACCOUNT_LOGIN_ON_GET = True
# An electronic identity of somebody else by which people sign in, and how its claims are read.
OIDC_CLAIMS = env.str("HONGLAM_OIDC_CLAIMS", "vneid")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if _oidc := env.str("HONGLAM_OIDC_URL", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "main",
                "name": env.str("HONGLAM_OIDC_NAME", "VNeID"),
                "client_id": env.str("HONGLAM_OIDC_CLIENT", ""),
                "secret": env.str("HONGLAM_OIDC_SECRET", ""),
                "settings": {"server_url": _oidc},
            }
        ],
    }
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [SOURCE / "base" / "locale", SOURCE / "project" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [path for path in [ROOT / "web" / "dist"] if path.is_dir()]
MEDIA_ROOT = HOME / "files"
STORAGES = {
    # Files that people send: a folder, or a bucket of any store that speaks S3.
    "default": (
        {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _s3(_bucket)}
        if (_bucket := env.str("HONGLAM_S3_BUCKET", ""))
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# What Vite builds carries a hash of its content in its name, like what Django collects.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/|\.[0-9a-f]{12}\.\w+$"

# Whether browsers fetch files from the object store by links that work for a minute; else they come through us.
S3_LINKS = bool(_bucket) and env.bool("HONGLAM_S3_LINKS", default=False)
# The virus scanner: `host:port` or the path of its socket; empty: none.
CLAMAV = env.str("HONGLAM_CLAMAV", "")

# An upload larger than this is refused before it is stored; a room may ask for less, never for more.
UPLOAD_MAX_BYTES = env.int("HONGLAM_UPLOAD_MAX_MB", 200) * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "honglam.kit.uploads.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

SESSION_ENGINE = "honglam.core.identity.session_store"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_NAME = "csrf"
CSRF_FAILURE_VIEW = "honglam.project.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
# The proxy sends people to HTTPS; whether the province's other names have HTTPS is not ours to promise.
# oauth2_provider.W008: `http` is for redirects to this very machine only, which models/clients.py sees to.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021", "oauth2_provider.W008"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Other systems sign people in here (docs/decisions/0021). Our address as they know it; empty: as the request says.
ISSUER = env.str("HONGLAM_ISSUER", "")
OAUTH2_PROVIDER_APPLICATION_MODEL = "identity.Client"
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": ISSUER,
    "OAUTH2_VALIDATOR_CLASS": "honglam.core.identity.service.oauth.Validator",
    "SCOPES_BACKEND_CLASS": "honglam.core.identity.service.oauth.Scopes",
    "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
    "PKCE_REQUIRED": True,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "ID_TOKEN_EXPIRE_SECONDS": 600,
    # A session here is shorter than this and ends them anyway.
    "REFRESH_TOKEN_EXPIRE_SECONDS": SESSION_COOKIE_AGE,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
    # Who brings an ID token of the present session means it; everybody else is asked.
    "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
    # The end of the session here ends those at clients, one by one, and tells them (service/tokens.py).
    "OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS": False,
    # What RFC 9700 asks for; the package still lets each be switched off.
    **{
        f"COMPLIANT_BCP_RFC9700_{gate}": True
        for gate in (
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE",
            "REFRESH_TOKEN",
            "REDIRECT_URI_MATCHING",
            "PKCE_REQUIRED",
        )
    },
}
# Networks inside which the platform may call other systems, besides public addresses: "10.10.0.0/16,192.168.4.7".
CALL_NETWORKS: list[str] = env.list("HONGLAM_CALL_NETWORKS", [])

# Our address as people outside write it: for links in mails and messages.
PUBLIC_URL = (env.str("HONGLAM_URL", "") or ISSUER or f"http://localhost:{PORT}").rstrip("/")

# Open311: how this province is called there, and the endpoint to which published cases are handed on.
# Days after the end of a period until which its figures are to be submitted.
INDICATOR_DUE_DAYS = env.int("HONGLAM_INDICATOR_DUE_DAYS", 10)
OPEN311_JURISDICTION = env.str("HONGLAM_OPEN311_JURISDICTION", "hatinh.gov.vn")
OPEN311_PEER = env.str("HONGLAM_OPEN311_PEER", "").rstrip("/")
OPEN311_PEER_KEY = env.str("HONGLAM_OPEN311_PEER_KEY", "")
OPEN311_PEER_SERVICES: dict[str, str] = env.dict("HONGLAM_OPEN311_PEER_SERVICES", {})

# The system in which the Government follows the tasks that it gives the province; empty: not connected.
GOVERNMENT_TASKS = env.str("HONGLAM_GOVERNMENT_TASKS", "").rstrip("/")
GOVERNMENT_TASKS_KEY = env.str("HONGLAM_GOVERNMENT_TASKS_KEY", "")

# Who carries our mail and our SMS; empty: nobody, and the channel is shown as not set up.
# A demonstration sends nothing to anybody but keeps the letters, so that signing in by a code can be tried.
EMAIL_URL = env.str("HONGLAM_EMAIL_URL", "") or (f"file://{HOME / 'mail'}" if DEMO else "")
vars().update(mail_settings(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("HONGLAM_EMAIL_FROM", "") or f"honglam@{urlsplit(PUBLIC_URL).hostname}"
SMS_URL = env.str("HONGLAM_SMS_URL", "")
# Where a push service may complain of us (RFC 8292).
PUSH_CONTACT = env.str("HONGLAM_PUSH_CONTACT", "") or f"mailto:{DEFAULT_FROM_EMAIL}"

LOGGING_CONFIG = "honglam.project.logs.configure"
LOGGING = {"format": env.str("HONGLAM_LOG", "json"), "level": env.str("HONGLAM_LOG_LEVEL", "INFO")}
# Who holds it may read /metrics from another machine.
METRICS_TOKEN = env.str("HONGLAM_METRICS_TOKEN", "")
