"""Events: what has happened, told to whoever wants to know.

An event names ids, never instances, so that it means the same to a reader an hour later in another process. It travels
in an envelope with the attributes of CloudEvents 1.0, and survives the way to JSON and back unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints
from uuid import UUID

JSON = str | int | float | bool | None | list["JSON"] | dict[str, "JSON"]

_NAME = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*){2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events: a frozen dataclass of ids and plain values.

    A subclass sets `name`, in reverse-domain form and in the past tense (`vn.honglam.cases.dossier-received`).
    Its docstring is its public description. A class whose own name begins with `_` only holds what its subclasses
    share: it has no `name` and is never published.

    Raises:
        TypeError: a subclass has no such name.
    """

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # Named explicitly: `slots=True` makes the class anew, so the zero-argument form would not find it.
        super(Event, cls).__init_subclass__(**kwargs)
        if cls.__name__.startswith("_") and not cls.name:
            return
        if not _NAME.fullmatch(cls.name):
            raise TypeError(f"{cls.__qualname__}.name is {cls.name!r}: write it like 'vn.honglam.room.thing-happened'")

    @property
    def subject(self) -> str:
        """The thing it happened to; events of one subject arrive in order. Empty: no order is kept."""
        return ""

    def data(self) -> dict[str, JSON]:
        """Return the fields as JSON values."""
        return {field.name: _to_json(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def of(cls, data: Mapping[str, JSON]) -> Self:
        """Return the event that `data` describes; keys that this version does not know are passed over.

        Raises:
            ValueError: a field is missing or is not what it should be.
        """
        hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
        try:
            return cls(**{f.name: _from_json(data[f.name], hints[f.name]) for f in fields(cls) if f.name in data})
        except (TypeError, ValueError, KeyError, ArithmeticError) as error:
            raise ValueError(f"this is no {cls.name}: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An event on its way to one subscriber.

    Attributes:
        id: id of the event, the same for every subscriber and every attempt.
        type: name of the event.
        source: who published it, as a URI reference.
        subject: the thing it happened to.
        time: when it was published.
        data: the event's fields.
        key: idempotency key: the same whenever this event is given to this subscriber.
        attempt: 1 for the first try.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    data: Mapping[str, JSON]
    key: str = ""
    attempt: int = 1

    def cloudevent(self) -> dict[str, Any]:
        """Return it as CloudEvents 1.0 in JSON (structured mode)."""
        found: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "type": self.type,
            "source": self.source,
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            "data": dict(self.data),
        }
        return found | ({"subject": self.subject} if self.subject else {})


@cache
def _hints(cls: type[Event]) -> dict[str, Any]:
    return get_type_hints(cls)


def _to_json(value: Any) -> JSON:
    if isinstance(value, Enum):
        return _to_json(value.value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date):  # datetime is one
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, tuple | list | frozenset):
        return [_to_json(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items()}
    raise TypeError(f"an event holds ids and plain values, not {type(value).__name__}")


def _from_json(value: Any, wanted: Any) -> Any:
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return None if value is None else _from_json(value, next(kind for kind in inner if kind is not NoneType))
    if origin in (tuple, frozenset, list):
        return origin(_from_json(item, inner[0]) for item in value)
    if origin is not None or wanted is Any:  # a mapping stays as it is
        return value
    if wanted in (date, datetime):
        return wanted.fromisoformat(value)
    if isinstance(wanted, type) and issubclass(wanted, Enum | Decimal | UUID):
        return wanted(value)
    return _same_kind(value, wanted)


def _same_kind(value: Any, wanted: type) -> Any:
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not wanted:
        raise TypeError(f"{value!r} is no {wanted.__name__}")
    return value
