"""Procedures for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from honglam.engines.case import api
from honglam.engines.case.contracts import Procedure
from honglam.kit.access import public, viewer_of

router = Router(tags=["procedures"])
_OPEN = "what can be asked of the state is public; other procedures are shown to officers only"


class WordsOut(Schema):
    """Something with a name in both languages."""

    id: str = Field(description="A word for machines", examples=["road"])
    title: str = Field(description="Vietnamese", examples=["Đường sá"])
    title_en: str = Field(description="English", examples=["Roads"])


class TopicOut(WordsOut):
    """What a case can be about."""

    hint: str = Field(description="What to say and what not, Vietnamese")
    group: str = Field(description="Heading under which it stands")
    closed: bool = Field(description="Nobody can choose it any more")


class DocumentOut(WordsOut):
    """A document that is asked for."""

    needed: bool = Field(description="A case cannot be opened without it")


class ProcedureOut(Schema):
    """A procedure, in short."""

    id: str = Field(description="Id of the procedure", examples=["fieldreports.report"])
    number: int = Field(description="Of the version that a new case takes")
    title: str = Field(description="Vietnamese")
    title_en: str = Field(description="English")
    limit: str = Field(
        description="How long it may take; empty when only steps have limits", examples=["5 working days"]
    )
    open: bool = Field(description="Anybody may hand a case in on the portal")
    listed: bool = Field(description="Published cases stand on the public map")

    @staticmethod
    def of(found: Procedure) -> dict[str, Any]:
        """Return what machines see of it."""
        same = {name: getattr(found, name) for name in ("id", "number", "title", "title_en")}
        limit = str(found.limit) if found.limit else ""
        return {**same, "limit": limit, "open": found.face.open, "listed": found.face.listed}


class WholeProcedureOut(ProcedureOut):
    """A procedure."""

    statuses: list[WordsOut] = Field(description="What the public is told, in the order in which it usually comes")
    topics: list[TopicOut] = Field(description="What a case can be about")
    documents: list[DocumentOut] = Field(description="What is asked for besides the form")
    place: bool = Field(description="A place must be given")
    anonymous: bool = Field(description="Without signing in, proven by a code to a telephone")
    fee: int = Field(description="What it costs, in đồng")
    legal: list[str] = Field(description="The acts on which it rests")


@router.get("/procedures", response=list[ProcedureOut], summary="The procedures")
@public(_OPEN)
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the procedures in force: everybody sees those of the portal and of the public map, officers all."""
    return [ProcedureOut.of(found) for found in api.machines.procedures(viewer=viewer_of(request))]


@router.get("/procedures/{procedure}", response=WholeProcedureOut, summary="A procedure")
@public(_OPEN)
def procedure(request: HttpRequest, procedure: str) -> dict[str, Any]:
    """Return what a procedure asks for and tells."""
    found = api.machines.procedure(procedure=procedure, viewer=viewer_of(request))
    lists = {name: list(getattr(found, name)) for name in ("statuses", "topics", "documents", "legal")}
    face = {"place": found.face.place, "anonymous": found.face.anonymous}
    return {**ProcedureOut.of(found), **lists, **face, "fee": found.fee.dong if found.fee else 0}


@router.get("/procedures/{procedure}/form", response=dict[str, Any], summary="The form of a procedure")
@public(_OPEN)
def form(request: HttpRequest, procedure: str) -> dict[str, Any]:
    """Return what must be entered as JSON Schema 2020-12; `title` is Vietnamese, `title_en` English."""
    return dict(api.machines.procedure(procedure=procedure, viewer=viewer_of(request)).form)
