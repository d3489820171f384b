"""Definitions of registers for machines: read, checked, previewed, published."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Field, File, Form, Path, Query, Router, Schema, UploadedFile

from honglam.base.errors import Invalid, Refusal
from honglam.engines.register.api import definitions
from honglam.engines.register.contracts import DefinitionRefused, Effect, Fault, Register
from honglam.engines.register.definition_words import doubted, fault_said, step_said
from honglam.kit.access import permission, viewer_of

router = Router(tags=["register definitions"])
# Pydantic has a `register` of its own, so the parameter is called otherwise here.
Name = Annotated[str, Path(alias="register", description="Id of the register", max_length=40)]
VIEW, DEFINE = "register.view", "register.define"
FORMS = {
    "toml": "application/toml",
    "yaml": "application/yaml",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "table-schema": "application/json",
}
_FILE = {"responses": {200: {"description": "The file", "content": {"*/*": {"schema": {"type": "string"}}}}}}


class RegistersIn(Schema):
    """Which registers are wanted."""

    group: str = Field("", max_length=300, description="Only of this sector")
    owner: str = Field("", max_length=200, description="Only of the agency at this path", examples=["H27.snnmt"])


class RegisterOut(Schema):
    """A register, in short."""

    id: str = Field(description="Its id", examples=["wells"])
    title: str = Field(description="Vietnamese")
    title_en: str = Field(description="English")
    group: str = Field(description="Sector")
    owner: str = Field(description="Path of the agency that answers for it")
    version: int = Field(description="Of the deployed definition")
    origin: str = Field(description="Id of the pack that brings it; empty when it was made here")
    fields: int = Field(description="How many fields it has")

    @staticmethod
    def of(found: Register) -> dict[str, Any]:
        """Return what machines see of it."""
        names = ("id", "title", "title_en", "group", "owner", "version", "origin")
        return {**{name: getattr(found, name) for name in names}, "fields": len(found.fields)}


class RegisterFaultOut(Schema):
    """Something that is wrong with a definition."""

    place: str = Field(description="Where", examples=["fields[3].name"])
    message: str = Field(description="What is wrong, and what to do")


class RegisterDoubtOut(Schema):
    """Something that was guessed."""

    field: str = Field(description="Name of the field; empty for the register itself")
    key: str = Field(description="What was guessed", examples=["type"])
    message: str = Field(description="How")


class RegisterCheckOut(Schema):
    """What was understood of a file."""

    sound: bool = Field(description="It can be published")
    document: dict[str, Any] = Field(description="What it says, in our words")
    faults: list[RegisterFaultOut] = Field(description="All that is wrong")
    doubts: list[RegisterDoubtOut] = Field(description="All that was guessed")


class RegisterStepOut(Schema):
    """One thing that a publication does."""

    kind: str = Field(description="create, add, rename, retype, remove, check, index …")
    field: str = Field(description="Name of the field")
    says: str = Field(description="In words")
    loses: int | None = Field(description="How many rows have a value that would be out of sight")
    against: int | None = Field(description="How many rows stand against it")
    seconds: float = Field(description="How long it will take")
    later: bool = Field(description="A job does it while people work")


class RegisterEffectOut(Schema):
    """What publishing would do."""

    register_id: str = Field(description="Id of the register")
    based_on: int = Field(description="The deployed version; send it with the publication")
    rows: int = Field(description="How many records there are, roughly")
    steps: list[RegisterStepOut] = Field(description="What would be done; none when nothing changes")

    @staticmethod
    def of(effect: Effect) -> dict[str, Any]:
        """Return what machines see of it."""
        names = ("field", "loses", "against", "seconds", "later")
        steps = [
            {**{name: getattr(each, name) for name in names}, "kind": each.kind.value, "says": step_said(each)}
            for each in effect.steps
        ]
        return {
            "register_id": effect.register.id,
            "based_on": effect.based_on,
            "rows": effect.rows,
            "steps": steps,
        }


class PublishIn(Schema):
    """On what ground a definition is published."""

    based_on: int = Field(ge=0, le=1_000_000, description="The deployed version that it was made from; 0 for a new one")
    confirmed: bool = Field(default=False, description="That what would be out of sight was seen and is meant")


@router.get("/definitions", response=list[RegisterOut], summary="The registers")
@permission(VIEW)
def listed(request: HttpRequest, asked: Query[RegistersIn]) -> list[dict[str, Any]]:  # noqa: ARG001  (ninja calls it so)
    """Return the deployed registers by sector and title; which there are is no secret to who may see records."""
    return [RegisterOut.of(each) for each in definitions.listed(group=asked.group, owner=asked.owner)]


@router.get("/definitions/template", summary="The Excel data dictionary to begin with", openapi_extra=_FILE)
@permission(DEFINE)
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (ninja calls it so)
    """Return the template: an example, drop-downs, and what each column means."""
    return sent("honglam-tu-dien-du-lieu.xlsx", definitions.dictionary_template(), FORMS["xlsx"])


@router.post("/definitions/check", response=RegisterCheckOut, summary="What is wrong with a definition")
@permission(DEFINE)
def check(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:  # noqa: ARG001  (ninja calls it so)
    """Read a definition, also from an Excel dictionary, and say everything that is wrong or was guessed."""
    found = definitions.uploaded(content=file.read(), name=file.name or "")
    return {
        "sound": found.register is not None,
        "document": found.document,
        "faults": [{"place": each.place, "message": fault_said(each)} for each in found.faults],
        "doubts": [{"field": each.field, "key": each.key, "message": doubted(each)} for each in found.doubts],
    }


@router.post("/definitions/preview", response=RegisterEffectOut, summary="What publishing a definition would do")
@permission(DEFINE)
def preview(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Return the steps in words, what would be lost, what stands against it and how long it takes; nothing is done."""
    register = _read(file)
    try:
        found = definitions.preview(register=register, viewer=viewer_of(request), now=timezone.now())
    except DefinitionRefused as refused:
        raise _all(refused.faults) from None
    return RegisterEffectOut.of(found)


@router.post("/definitions", response=RegisterOut, summary="Publish a definition")
@permission(DEFINE)
def publish(request: HttpRequest, file: File[UploadedFile], said: Form[PublishIn]) -> dict[str, Any]:
    """Bring a definition into force; 409 when another version is deployed by now; the same again changes nothing."""
    register, viewer, now = _read(file), viewer_of(request), timezone.now()
    try:
        made = definitions.publish(
            register=register, based_on=said.based_on, confirmed=said.confirmed, viewer=viewer, now=now
        )
    except DefinitionRefused as refused:
        raise _all(refused.faults) from None
    return RegisterOut.of(made)


@router.get("/definitions/{register}", response=dict[str, Any], summary="A definition")
@permission(VIEW)
def definition(request: HttpRequest, name: Name) -> dict[str, Any]:  # noqa: ARG001  (ninja calls it so)
    """Return the document of a register as it is deployed."""
    found: dict[str, Any] = json.loads(definitions.document(register=name, form="json"))
    return found


@router.get("/definitions/{register}/{form}", summary="A definition as a file", openapi_extra=_FILE)
@permission(VIEW)
def document(request: HttpRequest, name: Name, form: str) -> HttpResponse:  # noqa: ARG001  (ninja calls it so)
    """Return the document as `toml`, `yaml`, `json`, `xlsx` (data dictionary) or `table-schema` (Frictionless)."""
    body = definitions.document(register=name, form=form)
    return sent(f"{name}.{'schema.json' if form == 'table-schema' else form}", body, FORMS[form])


def _read(file: UploadedFile) -> Register:
    try:
        return definitions.read_document(content=file.read(), name=file.name or "")
    except DefinitionRefused as refused:
        raise _all(refused.faults) from None


def _all(faults: tuple[Fault, ...]) -> Invalid:
    return Invalid(Refusal(each.message, field=each.place, remedy=each.remedy, params=each.params) for each in faults)


def sent(name: str, body: bytes, kind: str) -> HttpResponse:
    """Return a file to be saved."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": disposition})
