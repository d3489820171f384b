"""E-mail through Django's backends: a mail server, or a provider by Anymail."""

from __future__ import annotations

import smtplib
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import override

from honglam.core.notices.channels.parcel import Parcel
from honglam.core.notices.contracts import Outcome, State

_UNSET = Outcome(State.WAITING, "e-mail is not set up", blame=False)


def carry(parcels: tuple[Parcel, ...]) -> tuple[Outcome, ...]:
    """Send the mails over one connection, made anew when the server drops it."""
    if not settings.EMAIL_URL:
        return tuple(_UNSET for _ in parcels)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException, AnymailError) as error:
        return tuple(Outcome(State.WAITING, _said(error), blame=False) for _ in parcels)
    try:
        return tuple(_send(parcel, connection) for parcel in parcels)
    finally:
        connection.close()


def _send(parcel: Parcel, connection: Any) -> Outcome:
    message = _message(parcel, connection)
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        code = _code(error)
        return Outcome(State.FAILED if 500 <= code < 600 else State.WAITING, _said(error))
    except AnymailRecipientsRefused as error:
        return Outcome(State.FAILED, _said(error))
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        connection.connection = None  # the next mail opens it anew
        return Outcome(State.WAITING, _said(error))
    except (smtplib.SMTPException, AnymailError) as error:
        return Outcome(State.WAITING, _said(error))
    status = getattr(message, "anymail_status", None)
    return Outcome(State.SENT, ids=(str(getattr(status, "message_id", "") or message.extra_headers["Message-ID"]),))


def _message(parcel: Parcel, connection: Any) -> EmailMultiAlternatives:
    host = urlsplit(settings.PUBLIC_URL).hostname
    words = {"parcel": parcel, "lines": parcel.text.body.splitlines()}
    with override(parcel.language):
        plain = render_to_string("notices/mail.txt", words)
        page = render_to_string("notices/mail.html", words)
    message = EmailMultiAlternatives(
        " ".join(parcel.text.title.split()),
        plain,
        to=[parcel.to],
        connection=connection,
        headers={
            # The same at each attempt, so that a mail that was sent twice is seen once.
            "Message-ID": f"<notice-{parcel.key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": parcel.language,
            **_leaving(parcel),
        },
    )
    message.attach_alternative(page, "text/html")
    return message


def _leaving(parcel: Parcel) -> dict[str, str]:
    """Return what lets a mail program offer one click to hear no more, by RFC 2369 and RFC 8058."""
    if not parcel.leave:
        return {}
    return {"List-Unsubscribe": f"<{parcel.leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _answer in error.recipients.values())
    return int(error.smtp_code)


def _said(error: Exception) -> str:
    """Return what went wrong without the address, which an SMTP error repeats."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} the server refused the recipient" for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} the server refused the mail"
    if isinstance(error, OSError) and error.strerror:
        return f"the mail server cannot be reached: {error.strerror}"
    return type(error).__name__
