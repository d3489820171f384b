"""Systems that speak Open311 with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class DataType(StrEnum):
    """What an attribute of a service takes, as GeoReport v2 names it."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE = "singlevaluelist"
    MANY = "multivaluelist"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that is asked for when a service is requested.

    Attributes:
        code: name of the property in the procedure's form.
        title: what people are asked.
        type: what it takes.
        needed: whether it must be given.
        values: what can be chosen, by key.
    """

    code: str
    title: str
    type: DataType
    needed: bool
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Service:
    """What can be requested: a topic of a listed procedure, or the procedure when it has no topics.

    Attributes:
        code: `<procedure>.<topic>`.
        procedure: id of the procedure.
        topic: id of the topic; may be empty.
        title: what people call it.
        hint: what to say and what not.
        group: heading under which it stands.
        attributes: what its form asks for besides the description.
        open: whether anybody may request it.
    """

    code: str
    procedure: str
    topic: str
    title: str
    hint: str
    group: str
    attributes: tuple[Attribute, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What another system hands in.

    Attributes:
        service: code of the service.
        description: what it is about.
        lon: longitude; None when only words say where it is.
        lat: latitude.
        address: where it is, in words.
        values: of the attributes, each a list.
        contact: of who reports it: `name`, `phone`, `email`.
        media: address of a picture.
    """

    service: str
    description: str
    lon: float | None
    lat: float | None
    address: str
    values: Mapping[str, tuple[str, ...]]
    contact: Mapping[str, str]
    media: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of another system, as the studio shows it.

    Attributes:
        id: its number.
        name: which system.
        agency: path of the agency that is answerable for it.
        hint: its last letters.
        per_minute: how many requests it may send in a minute.
        enabled: whether it may do anything.
        made_at: when it was made.
        used_at: when it was last used.
    """

    id: int
    name: str
    agency: str
    hint: str
    per_minute: int
    enabled: bool
    made_at: datetime
    used_at: datetime | None
