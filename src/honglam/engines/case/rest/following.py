"""A case for whoever asked: by its code, and in full with its key or their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from honglam.base import trace
from honglam.engines.case import api
from honglam.engines.case.contracts.cases import EventKind
from honglam.engines.case.contracts.public import Followed, Sender, Wants
from honglam.engines.case.rest.marks import CaseKey
from honglam.engines.case.rest.schemas import In
from honglam.kit.access import public, viewer_of

router = Router(tags=["following"])
_BY_CODE = "who holds the code of a case sees how it stands; what is personal needs its key or the account of who asked"


class TurnOut(Schema):
    """A line of the timeline, as who asked sees it."""

    at: datetime = Field(description="When")
    kind: EventKind = Field(description="What happened")
    text: str = Field(description="What else there is to say")
    agency: str = Field(description="Name of the agency; empty for who asked")


class LetterOut(Schema):
    """A message between who asked and the agency."""

    at: datetime = Field(description="When")
    ours: bool = Field(description="The agency wrote it")
    agency: str = Field(description="Its name")
    text: str = Field(description="What it says")


class OwnOut(Schema):
    """What only who asked sees."""

    title: str = Field(description="What it is about")
    topic: str = Field(description="Title of its topic")
    entered: list[tuple[str, str]] = Field(description="What they entered: label and text")
    letters: list[LetterOut] = Field(description="What was written, the oldest first")
    result: list[tuple[str, str]] = Field(description="What was answered: label and text")
    wants: Wants = Field(description="What is asked of them now")
    asked: str = Field(description="The words with which the agency asked")
    may_write: bool = Field(description="They may write to the agency")
    may_withdraw: bool = Field(description="They may take the case back")
    may_rate: bool = Field(description="They may still say how it was")
    may_reopen: bool = Field(description="A low rating can have it taken up again")
    rating: int | None = Field(description="What they said, 1 to 5")


class FollowedOut(Schema):
    """A case on its public page."""

    code: str = Field(description="What people quote", examples=["PA-7KQ2-M9XT-4"])
    procedure: str = Field(description="Id of the procedure")
    status: str = Field(description="What the public is told, in words")
    agency: str = Field(description="Name of the agency that has it")
    open: bool = Field(description="Whether it is still to be answered")
    opened_at: datetime = Field(description="When it was received")
    due_at: datetime | None = Field(description="When it must be answered")
    late: bool = Field(description="It was answered, or is still open, after its time limit")
    stopped_at: datetime | None = Field(description="Since when its clock stands still")
    closed_at: datetime | None = Field(description="When it was answered")
    reopened: int = Field(description="How often it was taken up again")
    turns: list[TurnOut] = Field(description="What happened, the newest first")
    own: OwnOut | None = Field(description="What only who asked sees; null for everybody else")

    @staticmethod
    def of(found: Followed) -> dict[str, Any]:
        """Return what machines see of it."""
        plain = {name: getattr(found, name) for name in FollowedOut.model_fields if name not in {"own", "turns"}}
        own = {name: getattr(found.own, name) for name in OwnOut.model_fields} if found.own else None
        return {**plain, "turns": list(found.turns), "own": own}


class WriteIn(In):
    """What who asked writes."""

    text: str = Field(max_length=10_000, description="What to say", examples=["Đèn ở ngã ba, gần trường học"])
    files: list[UUID] = Field(default_factory=list, max_length=20, description="Ids of received files")
    answers: bool = Field(False, description="It is what the agency asked for: the clock goes on")


class RatingIn(In):
    """How it was."""

    stars: int = Field(ge=1, le=5, description="1 to 5", examples=[4])
    text: str = Field("", max_length=5_000, description="What to say with it")
    again: bool = Field(False, description="Have it taken up again; for a low rating only")


class RatedOut(Schema):
    """What came of a rating."""

    reopened: bool = Field(description="The case was taken up again")


class WithdrawIn(In):
    """Why a case is taken back."""

    reason: str = Field("", max_length=1000, description="Why")


@router.get("/follow/{slug:code}", response=FollowedOut, summary="How a case stands")
@public(_BY_CODE)
def follow(request: HttpRequest, code: str, key: CaseKey = "") -> dict[str, Any]:
    """Return how a case stands; `own` holds the rest when you are signed in as who asked, or send its key."""
    found = api.public.follow(
        code=code, held=_held(code, key), sender=_sender(), viewer=viewer_of(request), now=timezone.now()
    )
    return FollowedOut.of(found)


@router.post("/follow/{slug:code}/messages", response={204: None}, summary="Write to the agency, or answer it")
@public(_BY_CODE)
def write(request: HttpRequest, code: str, said: WriteIn, key: CaseKey = "") -> HttpResponse:
    """Write to the agency, or hand in what it asked for."""
    api.public.write(
        code=api.public.read_code(text=code),
        text=said.text,
        attached=said.files,
        held=_held(code, key),
        answers=said.answers,
        sender=_sender(),
        viewer=viewer_of(request),
        now=timezone.now(),
    )
    return HttpResponse(status=204)


@router.post("/follow/{slug:code}/rating", response=RatedOut, summary="Say how it was")
@public(_BY_CODE)
def rate(request: HttpRequest, code: str, said: RatingIn, key: CaseKey = "") -> RatedOut:
    """Rate an answered case; a low rating can have it taken up again."""
    found = api.public.rate(
        code=api.public.read_code(text=code),
        stars=said.stars,
        text=said.text,
        again=said.again,
        held=_held(code, key),
        viewer=viewer_of(request),
        now=timezone.now(),
    )
    return RatedOut(reopened=found)


@router.post("/follow/{slug:code}/withdrawal", response={204: None}, summary="Take a case back")
@public(_BY_CODE)
def withdraw(request: HttpRequest, code: str, said: WithdrawIn, key: CaseKey = "") -> HttpResponse:
    """Take a case back, as long as its procedure allows it."""
    found = api.public.read_code(text=code)
    held = _held(code, key)
    api.public.withdraw(code=found, reason=said.reason, held=held, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


def _held(code: str, key: str) -> bool:
    return bool(key) and api.public.opens(code=api.public.read_code(text=code), key=key, now=timezone.now())


def _sender() -> Sender:
    return Sender(address=trace.current().address)
