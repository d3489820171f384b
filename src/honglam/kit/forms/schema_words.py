"""What a JSON Schema refuses, said at the input and in the words of whoever fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError as Breach

from honglam.base.errors import Refusal
from honglam.base.money import format_number
from honglam.base.words import N_
from honglam.kit.forms.schema_reading import Schema, said

_FORMATS = FormatChecker(formats=())
_URI = URLValidator(schemes=("http", "https"))

# Keyword → sentence and the name of its limit. Python's own counting of letters is the schema's, by code points.
_LIMITS: Mapping[str, str] = {
    "minLength": N_("Write at least %(limit_value)s letters."),
    "maxLength": N_("Write at most %(limit_value)s letters."),
    "minimum": N_("This must be at least %(limit)s."),
    "maximum": N_("This must be at most %(limit)s."),
    "exclusiveMinimum": N_("This must be more than %(gt)s."),
    "exclusiveMaximum": N_("This must be less than %(lt)s."),
    "multipleOf": N_("This must be a multiple of %(limit)s."),
    "minItems": N_("At least %(limit)s are needed here."),
    "maxItems": N_("At most %(limit)s are taken here."),
}
_PLAIN: Mapping[str, str] = {
    "enum": N_("Choose one of what is offered."),
    "oneOf": N_("Choose one of what is offered."),
    "uniqueItems": N_("One of these is there twice."),
    "const": N_("This is needed to go on."),
}
_BY_FORMAT: Mapping[str, str] = {
    "date": N_("Write a day, for example 23/11/2026."),
    "date-time": N_("Write a time and a day, for example 17:00 23/11/2026."),
    "email": N_("Write an e-mail address, for example ten@example.vn."),
    "phone": N_("Write a telephone number, for example 0912 345 678."),
    "uri": N_("Write the address of a page, for example https://example.vn/."),
}
_BY_TYPE: Mapping[str, str] = {
    "integer": N_("A whole number is needed here."),
    "number": N_("A number is needed here."),
}
_NAMES = ("limit", "limit_value", "gt", "lt")  # as the sentences above, and Django's, call the limit
NEEDED = N_("This value is needed.")
NOT_ASKED = N_("This does not belong here. Leave it empty.")
REFUSED = N_("This value cannot be accepted.")


def refusals(schema: Schema, values: Mapping[str, Any]) -> list[Refusal]:
    """Return what a schema refuses of a value: one refusal for each place, named by its dotted path, in a stable order.

    The schema's `x-hint` (`x-hint_en`) is said where a `pattern` does not fit.
    """
    checker = _checker(orjson.dumps(schema))
    found: dict[str, Refusal] = {}
    for error in sorted(checker.iter_errors(dict(values)), key=lambda each: list(map(str, each.absolute_path))):
        for place, message, params in _told(error):
            found.setdefault(place, Refusal(message, field=place, params=params, code="invalid"))
    return list(found.values())


@lru_cache(maxsize=256)
def _checker(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(_named(orjson.loads(schema)), format_checker=_FORMATS)


def read_phone(text: str) -> str:
    """Return a telephone number in E.164; empty when it is none."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _named(schema: Any) -> Any:
    """Return a schema that means the same and forbids by `not`: of a bare `false` the library forgets the place."""
    if isinstance(schema, Mapping):
        found = {key: _named(value) for key, value in schema.items()}
        if isinstance(found.get("properties"), dict):
            found["properties"] = {k: {"not": {}} if v is False else v for k, v in found["properties"].items()}
        return found
    return [_named(each) for each in schema] if isinstance(schema, list) else schema


def _told(error: Breach) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    place = ".".join(map(str, error.absolute_path))
    if error.validator in {"required", "dependentRequired"}:
        for name in _lacking(error):
            yield ".".join(filter(None, (place, name))), NEEDED, {}
    elif error.validator == "not" and not error.validator_value:
        yield place, NOT_ASKED, {}
    elif error.validator in _LIMITS:
        limit = _written(error.validator_value)
        message = NEEDED if error.validator in {"minLength", "minItems"} and error.validator_value == 1 else ""
        yield place, message or _LIMITS[error.validator], dict.fromkeys(_NAMES, limit)
    elif error.validator == "pattern":
        yield place, _hint(error.schema), {}
    elif error.validator == "format":
        yield place, _BY_FORMAT.get(str(error.validator_value), REFUSED), {}
    elif error.validator == "type":
        yield place, _BY_TYPE.get(str(error.validator_value), REFUSED), {}
    else:
        yield place, _PLAIN.get(str(error.validator), REFUSED), {}


def _lacking(error: Breach) -> list[str]:
    """Return the properties that are missing; the library says one after the other without naming them for machines."""
    held = error.instance
    if error.validator == "required":
        return [name for name in error.validator_value if name not in held]
    asked = [name for key, names in error.validator_value.items() if key in held for name in names]
    return [name for name in asked if name not in held]


def _hint(schema: Any) -> str:
    hint = str(said(schema, "x-hint")) if isinstance(schema, Mapping) else ""
    return hint or N_("This is not written as it must be.")


def _written(limit: Any) -> str:
    return format_number(limit) if isinstance(limit, int) else str(limit).replace(".", ",")


def _parses(reader: Any, value: str) -> bool:
    try:
        reader(value)
    except (ValueError, ValidationError):
        return False
    return True


_READERS: Mapping[str, Any] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "email": validate_email,
    "uri": _URI,
}
for _name, _reader in _READERS.items():
    _FORMATS.checks(_name)(lambda value, _reader=_reader: not isinstance(value, str) or _parses(_reader, value))
_FORMATS.checks("phone")(lambda value: not isinstance(value, str) or bool(read_phone(value)))
