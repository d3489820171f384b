"""What machines send and get of cases and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from ninja.schema import DjangoGetter
from pydantic import JsonValue, model_validator

from honglam.engines.case.contracts import NewCase, PartAsked
from honglam.engines.case.contracts.cases import EventKind, TaskState
from honglam.engines.case.contracts.records import Line, Sheet, Work


def _held(value: Any) -> Any:
    """Return a value without the one sign that PostgreSQL cannot hold; nobody types it."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_held(name): _held(each) for name, each in value.items()}
    return [_held(each) for each in value] if isinstance(value, list) else value


class In(Schema):
    """What machines send."""

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, values: Any) -> Any:
        found = values._obj if isinstance(values, DjangoGetter) else values  # noqa: SLF001  (what ninja wraps a body in)
        return _held(found) if isinstance(found, dict) else values


Values = dict[str, JsonValue]


class CaseIn(In):
    """A case that is handed in."""

    procedure: str = Field(max_length=80, description="Id of the procedure", examples=["fieldreports.report"])
    form: Values = Field(
        default_factory=dict, description="What its form asks for", examples=[{"text": "Đèn đường không sáng"}]
    )
    title: str = Field("", max_length=200, description="One line for lists; the procedure's title when empty")
    topic: str = Field("", max_length=60, description="Field or category", examples=["light"])
    commune: str = Field("", max_length=5, description="Code of the commune when no point is given", examples=["18562"])
    lon: float | None = Field(None, ge=-180, le=180, description="Longitude of the place, WGS 84", examples=[105.9])
    lat: float | None = Field(None, ge=-90, le=90, description="Latitude", examples=[18.34])
    contact: dict[str, str] = Field(
        default_factory=dict,
        max_length=5,
        description="How to reach who asks: phone, email, name",
        examples=[{"phone": "0912345678"}],
    )
    files: dict[str, list[UUID]] = Field(
        default_factory=dict, description="Ids of received files by document or property of the form"
    )
    at: datetime | None = Field(None, description="When it happened, if not now; time limits run from its receipt")

    def entry(self, key: str) -> NewCase:
        """Return it as the room's own word."""
        plain = {name: getattr(self, name) for name in ("procedure", "form", "title", "topic", "commune", "lon", "lat")}
        files = {name: tuple(ids) for name, ids in self.files.items()}
        return NewCase(**plain, contact=self.contact, files=files, channel="rest", key=key, at=self.at)


class OpenedOut(Schema):
    """A case that was received."""

    code: str = Field(description="What people quote", examples=["PA-7KQ2-M9XT-4"])


class TaskOut(Schema):
    """A step that somebody must do."""

    id: int = Field(description="Its number")
    element: str = Field(description="Its step in the drawing", examples=["verify"])
    name: str = Field(description="What the drawing calls it")
    state: TaskState = Field(description="Whether it is still to be done")
    agency: str = Field(description="Path of the agency that does it", examples=["H27.18562"])
    holder: str = Field(description="Name of who has taken it; empty when nobody has")
    opened_at: datetime = Field(description="When it came")
    due_at: datetime | None = Field(description="When it must be done")
    closed_at: datetime | None = Field(description="When it was done or dropped")
    closed_by: str = Field(description="Name of who did it")
    form: dict[str, Any] = Field(description="JSON Schema of what is entered")
    may: bool = Field(description="Whether you may do it")

    @staticmethod
    def of(found: Work) -> dict[str, Any]:
        """Return what machines see of a task."""
        same = ("id", "element", "name", "state", "agency", "opened_at", "due_at", "closed_at", "closed_by", "may")
        return {
            **{name: getattr(found, name) for name in same},
            "holder": found.holder_name,
            "form": dict(found.schema),
        }


class EnteredOut(Schema):
    """Something that was entered."""

    label: str = Field(description="What was asked")
    text: str = Field(description="What was answered; some letters only of what is masked")
    masked: bool = Field(description="It is personal and not shown")


class CaseOut(Schema):
    """A case as an officer sees it; what is personal is masked."""

    code: str = Field(description="What people quote", examples=["PA-7KQ2-M9XT-4"])
    title: str = Field(description="What it is about")
    procedure: str = Field(description="Id of the procedure")
    status: str = Field(description="What the public is told")
    topic: str = Field(description="Field or category")
    agency: str = Field(description="Path of the agency that has it")
    commune: str = Field(description="Code of the commune in which its place lies")
    open: bool = Field(description="Whether it is still to be answered")
    opened_at: datetime = Field(description="When it was received")
    due_at: datetime | None = Field(description="When it must be answered")
    stopped_at: datetime | None = Field(description="Since when its clock stands still")
    closed_at: datetime | None = Field(description="When it was answered")
    reopened: int = Field(description="How often it was taken up again")
    extended: int = Field(description="How often its time was extended")
    rating: int | None = Field(description="1 to 5, by who asked")
    channel: str = Field(description="By what way it came")
    lon: float | None = Field(description="Longitude, WGS 84")
    lat: float | None = Field(description="Latitude")
    entered: list[EnteredOut] = Field(description="What was entered in its form")
    contact: list[EnteredOut] = Field(description="How who asked is reached")
    tasks: list[TaskOut] = Field(description="Its tasks, open ones first")

    @staticmethod
    def of(found: Sheet) -> dict[str, Any]:
        """Return what machines see of a case."""
        made = {"entered", "contact", "tasks"}
        same = {name: getattr(found, name) for name in CaseOut.model_fields if name not in made}
        lists = {"entered": list(found.entered), "contact": list(found.contact)}
        return {**same, **lists, "tasks": [TaskOut.of(each) for each in found.work]}


class LineOut(Schema):
    """A line of the timeline."""

    at: datetime = Field(description="When")
    kind: EventKind = Field(description="What happened")
    who: str = Field(description="Name of who did it, at that time")
    agency: str = Field(description="Name of the agency for which they acted")
    step: str = Field(description="What the drawing calls the step that it is about")
    public: bool = Field(description="Whether who asked sees it")
    before: str = Field(description="What it was, in words")
    after: str = Field(description="What it became")
    text: str = Field(description="What else is said: a reason, a note")

    @staticmethod
    def of(found: Line) -> dict[str, Any]:
        """Return what machines see of a line."""
        return {name: getattr(found, name) for name in LineOut.model_fields}


class FileOut(Schema):
    """A file of a case; `/api/v1/files/{id}/content` gives what is in it."""

    id: UUID = Field(description="Its id")
    name: str = Field(description="As it was sent, made safe")
    media_type: str = Field(description="As its content says")
    size: int = Field(description="Bytes")
    label: str = Field(description="What it is for")


class OutcomeIn(In):
    """What is entered when a task is done."""

    outcome: Values = Field(
        default_factory=dict, description="What the form of the step asks for", examples=[{"verdict": "accept"}]
    )


class ReasonIn(In):
    """Why something is done."""

    reason: str = Field(max_length=1000, description="What others must know", examples=["Thuộc đường tỉnh"])


class TransferIn(ReasonIn):
    """To whom a task goes."""

    agency: str = Field("", max_length=200, description="Path or key; empty leaves it there", examples=["H27.sxd"])
    person: str = Field("", max_length=40, description="Account id of who is to do it; empty leaves it to the agency")


class PersonIn(In):
    """Who is to do it."""

    person: str = Field(max_length=40, description="Account id")


class PartIn(In):
    """A part that another agency is asked to do."""

    agency: str = Field(max_length=200, description="Path of the agency", examples=["H27.sxd"])
    brief: str = Field(max_length=2000, description="What it is asked")


class SplitIn(In):
    """The parts of a task."""

    parts: list[PartIn] = Field(max_length=50, description="One for each agency")

    def asked(self) -> tuple[PartAsked, ...]:
        """Return them as the room's own words."""
        return tuple(PartAsked(part.agency, part.brief) for part in self.parts)


class PartsOut(Schema):
    """Tasks that were made."""

    tasks: list[int] = Field(description="Numbers of the parts")


class TextIn(In):
    """What is written."""

    text: str = Field(max_length=10_000, description="What to say", examples=["Chúng tôi sẽ thay bóng đèn trong tuần."])


class MessageIn(TextIn):
    """What is written, with files."""

    files: list[UUID] = Field(default_factory=list, max_length=20, description="Ids of received files that go with it")


class DueOut(Schema):
    """When something is due now."""

    due_at: datetime = Field(description="When it must be answered")
