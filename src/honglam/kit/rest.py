"""What every REST door shares: refusals as problem JSON (RFC 9457), and input errors named field by field.

The problem document is written by `project.errors`, one writer for pages and machines alike. This module turns what
django-ninja raises into refusals, which find their way there, and prints the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import orjson
from django.http import Http404, HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from honglam.base.errors import Invalid, Missing, Refusal, SignInNeeded
from honglam.base.words import N_

# What pydantic calls an error, in words that a person who writes a client understands.
_WORDS = {
    "missing": N_("This value is needed."),
    "extra_forbidden": N_("There is no such field."),
    "int_parsing": N_("A whole number is needed here."),
    "int_type": N_("A whole number is needed here."),
    "int_from_float": N_("A whole number is needed here."),
    "float_parsing": N_("A number is needed here."),
    "decimal_parsing": N_("A number is needed here."),
    "string_type": N_("A text is needed here."),
    "string_too_short": N_("This text is too short: at least %(min_length)s characters."),
    "string_too_long": N_("This text is too long: at most %(max_length)s characters."),
    "string_pattern_mismatch": N_("This text does not have the right form."),
    "greater_than": N_("This must be more than %(gt)s."),
    "greater_than_equal": N_("This must be at least %(ge)s."),
    "less_than": N_("This must be less than %(lt)s."),
    "less_than_equal": N_("This must be at most %(le)s."),
    "bool_parsing": N_("This must be true or false."),
    "enum": N_("This must be one of: %(expected)s."),
    "literal_error": N_("This must be one of: %(expected)s."),
    "date_parsing": N_("A date like 2026-11-23 is needed here."),
    "date_from_datetime_parsing": N_("A date like 2026-11-23 is needed here."),
    "datetime_parsing": N_("A moment like 2026-11-23T17:00:00+07:00 is needed here."),
    "datetime_from_date_parsing": N_("A moment like 2026-11-23T17:00:00+07:00 is needed here."),
    "uuid_parsing": N_("This is not an id."),
    "json_invalid": N_("The body is not JSON."),
}
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
_OTHERWISE = N_("This value cannot be accepted.")


def install(api: NinjaAPI) -> None:
    """Make `api` answer every error with a problem document in the asker's language."""
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(_http)
    api.exception_handler(Http404)(_missing)


def openapi(api: NinjaAPI) -> bytes:
    """Return the OpenAPI document as it is committed: stable order, one value a line."""
    return orjson.dumps(api.get_openapi_schema(), option=_OPTIONS)


def _invalid(_request: HttpRequest, error: ValidationError) -> NoReturn:
    refusals = [_refusal(found) for found in error.errors]
    raise refusals[0] if len(refusals) == 1 else Invalid(refusals)


def _refusal(found: Mapping[str, Any]) -> Refusal:
    params = {key: value for key, value in found.get("ctx", {}).items() if isinstance(value, str | int | float)}
    message = _WORDS.get(found["type"], _OTHERWISE)
    try:
        message % params
    except KeyError:
        message = _OTHERWISE
    return Refusal(message, field=_place(found["loc"]), params=params, code="invalid")


def _place(location: Sequence[str | int]) -> str:
    """Return where the input stands: `limit`, `items.0.name`; how a function calls its body is of no interest."""
    source, *inner = [str(part) for part in location]
    if source == "body" and len(inner) > 1:
        inner = inner[1:]
    return ".".join(inner) or source


def _http(_request: HttpRequest, error: HttpError) -> NoReturn:
    if error.status_code == 401:
        raise SignInNeeded
    if error.status_code == 404:
        raise Missing(N_("There is nothing at this address."))
    raise Refusal(
        N_("The request cannot be read."), remedy=N_("Compare it with the OpenAPI document."), code="unreadable"
    )


def _missing(_request: HttpRequest, _error: Http404) -> NoReturn:
    raise Missing(N_("There is nothing at this address."))
