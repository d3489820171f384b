"""How HONGLAM_EMAIL_URL says who carries our mail.

smtp://user:password@host:587?tls=1         a mail server, with STARTTLS; smtps:// for TLS from the first byte
file:///var/lib/honglam/mail                nobody: letters lie in a folder, as in a demonstration
mailgun://key@?sender_domain=mail.example   a provider of Anymail, with its settings; also brevo, postmark, resend, …
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_SMTP_PORTS = {"smtp": 25, "smtps": 465}
_TIMEOUT = 20  # seconds


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for an address; an empty one sends nothing.

    Raises:
        ValueError: the address has no scheme.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if not parts.scheme:
        raise ValueError("HONGLAM_EMAIL_URL begins with smtp://, smtps://, file:// or the name of an Anymail provider")
    if parts.scheme in _SMTP_PORTS:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or _SMTP_PORTS[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": given.get("tls", "") in {"1", "true", "yes"},
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_TIMEOUT": _TIMEOUT,
        }
    provider = parts.scheme.replace("-", "_")
    keys = {"api_key": unquote(parts.password or parts.username or "")} | given
    return {
        "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
        "ANYMAIL": {f"{provider}_{key}".upper(): value for key, value in keys.items() if value}
        | {"REQUESTS_TIMEOUT": _TIMEOUT},
    }
