"""What a template says, in a language, on the page and outside of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from honglam.core.notices import sms
from honglam.core.notices.contracts import Text, Value
from honglam.core.notices.hooks import Template

LANGUAGES = ("vi", "en")


def said(template: Template, values: Mapping[str, Value], language: str) -> Text:
    """Return the whole text, for the person's own page.

    Raises:
        ValueError: a value is missing.
    """
    with override(language):
        title = _filled(template, str(template.title), values)
        body = _filled(template, str(template.body), values)
        short = _filled(template, str(template.short), values) if template.short else title
    return Text(title=title, body=body, short=short)


def outside(
    template: Template, values: Mapping[str, Value], language: str, *, link: str = "", accents: bool = False
) -> Text:
    """Return the text as it leaves the platform: of a sensitive one only that there is a notice, and where to read it.

    The segments are those of its SMS.

    Raises:
        ValueError: a value is missing, or the SMS would be too long.
    """
    if template.sensitive:
        with override(language):
            title, body = _("You have a new notice"), _("Sign in to read it.")
        whole = Text(title=title, body=body, short=f"Hồng Lam: {title}. {body} {link}".strip())
    else:
        whole = said(template, values, language)
    return measured(whole, accents=accents or template.accents)


def digest(titles: Sequence[str], language: str, *, link: str = "", accents: bool = False) -> Text:
    """Return several notices as one message."""
    with override(language):
        title = _("%(n)d new notices") % {"n": len(titles)}
        short = f"Hồng Lam: {title}. {_('Sign in to read them.')} {link}".strip()
    return measured(Text(title=title, body="\n".join(f"– {each}" for each in titles), short=short), accents=accents)


def measured(whole: Text, *, accents: bool) -> Text:
    """Return a text with its short form as an SMS carries it, and how many segments that takes.

    Raises:
        ValueError: it would be too long.
    """
    short = whole.short if accents else sms.without_accents(whole.short)
    cut = sms.cut(short)
    return replace(whole, short=short, segments=cut.segments, encoding=cut.encoding)


def masked(address: str) -> str:
    """Return an address as others may see it: `n•••@hatinh.gov.vn`, `+84•••678`."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}•••@{host}"[:80]
    return f"{address[:3]}•••{address[-3:]}" if len(address) > 8 else "•••"


def _filled(template: Template, text: str, values: Mapping[str, Value]) -> str:
    try:
        return text % values
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"template {template.id}: {text!r} cannot be filled with {sorted(values)}") from error
