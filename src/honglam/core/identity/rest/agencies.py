"""Agencies for machines: the list, one of them, and what a printed text means. Open to everybody."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api
from honglam.core.identity.contracts import (
    Agency,
    AgencyCandidate,
    AgencyHistory,
    AgencyType,
    Change,
    Matched,
    NameKind,
    Part,
    PartKind,
    Reading,
    Role,
    Succession,
)
from honglam.kit import tables
from honglam.kit.access import public

PUBLIC_FACTS = "which agencies there are is a public fact"


class MatchIn(Schema):
    """A printed text."""

    text: str = Field(max_length=3000, description="A name, or a whole cell of a plan")
    on: date | None = Field(None, description="The day as of which it is read; today when it is not given")


class AgencyOut(Schema):
    """An agency."""

    path: str = Field(description="Keys from the province down, joined by dots", examples=["H27.skhcn"])
    name: str = Field(description="Full Vietnamese name")
    name_en: str = Field(description="English name")
    abbreviation: str = Field(description="How documents print it; empty when none is known")
    type: AgencyType
    commune: str = Field(description="Official code of the commune it governs; empty for others")
    code_qd20: str = Field(description="Identifier of Decision 20/2020/QĐ-TTg; empty while it is not known")
    code_qcvn102: str = Field(description="Identifier of QCVN 102:2016/BTTTT; empty while it is not known")
    codes_verified: bool = Field(description="Whether the identifier is published; otherwise it is assumed")
    valid_from: date | None = Field(description="First day; null when it is not known")
    valid_to: date | None = Field(description="Last day; null while it exists")
    legal: str = Field(description="Document that made it; empty when it is not known")
    verified: bool = Field(description="Whether an official text was seen")

    @staticmethod
    def of(agency: Agency) -> AgencyOut:
        """Return what machines see of an agency."""
        return AgencyOut(**{name: getattr(agency, name) for name in AgencyOut.model_fields})


class NameOut(Schema):
    """Another name of an agency."""

    text: str = Field(description="The name")
    kind: NameKind
    valid_from: date | None = Field(description="First day of its use; null when it is not known")
    valid_to: date | None = Field(description="Last day of its use; null while it is used")


class SuccessionOut(Schema):
    """A step from an agency to one that followed."""

    old: str = Field(description="Path of the agency that ended")
    new: str | None = Field(description="Path of the one that followed; null when no single agency did")
    change: Change
    on: date | None = Field(description="First day of the new state; null when it is not known")
    main: bool = Field(description="Of several followers, the one to assume when nothing else is known")
    legal: str = Field(description="Document that decided it; empty when it is not known")
    verified: bool = Field(description="Whether an official text was seen that names both")
    note: str = Field(description="What else to know")

    @staticmethod
    def of(step: Succession) -> SuccessionOut:
        """Return what machines see of a succession."""
        rest = {name: getattr(step, name) for name in ("change", "on", "main", "legal", "verified", "note")}
        return SuccessionOut(old=step.old.path, new=step.new.path if step.new else None, **rest)


class OneAgencyOut(AgencyOut):
    """An agency with its names, what came before and after it, and where it acts."""

    names: list[NameOut] = Field(description="Its other names")
    before: list[SuccessionOut] = Field(description="What it was made from or took over")
    after: list[SuccessionOut] = Field(description="What followed it")
    heirs: list[str] = Field(description="Paths of the agencies that hold its work today; itself while it exists")
    divided: bool = Field(description="Its work went to many; no one agency may be assumed for it")
    communes: list[str] = Field(description="Codes of the communes in which it acts")

    @staticmethod
    def from_history(history: AgencyHistory) -> OneAgencyOut:
        """Return what machines see of an agency's whole life."""
        path = history.agency.path
        fate = api.successors(path=path)
        return OneAgencyOut(
            **AgencyOut.of(history.agency).dict(),
            names=[
                NameOut(text=n.text, kind=n.kind, valid_from=n.valid_from, valid_to=n.valid_to) for n in history.names
            ],
            before=[SuccessionOut.of(step) for step in history.before],
            after=[SuccessionOut.of(step) for step in history.after],
            heirs=[heir.path for heir in fate.heirs],
            divided=fate.divided,
            communes=list(api.communes_of(path=path)),
        )


class CandidateOut(Schema):
    """An agency that a text may mean."""

    agency: AgencyOut
    confidence: float = Field(description="0 to 1; 1 means that the text says exactly this")
    how: Matched = Field(description="By what it was found")
    printed: str = Field(description="The name of the agency that the text resembles")
    heirs: list[str] = Field(description="Paths of those who held its work on that day")
    divided: bool = Field(description="Its work went to many; no one agency may be assumed for it")

    @staticmethod
    def of(found: AgencyCandidate) -> CandidateOut:
        """Return what machines see of a candidate."""
        rest = {name: getattr(found, name) for name in ("confidence", "how", "printed", "divided")}
        return CandidateOut(agency=AgencyOut.of(found.agency), heirs=[heir.path for heir in found.heirs], **rest)


class GroupOut(Schema):
    """A label that stands for many agencies."""

    id: str = Field(description="Its ingredients in a fixed order")
    members: list[str] = Field(description="Paths of the agencies that it stood for on that day")
    open: bool = Field(description="It also means bodies that are not listed here")


class PartOut(Schema):
    """One part of a printed text."""

    text: str = Field(description="As it is printed")
    start: int = Field(description="Where it begins in the cleaned text")
    kind: PartKind
    certain: bool = Field(description="Whether it may be taken without asking anybody")
    agencies: list[str] = Field(description="Paths of the agencies that may be taken; none while it is doubtful")
    candidates: list[CandidateOut] = Field(description="Agencies that it may mean, the surest first")
    group: GroupOut | None = Field(description="The group that it means")
    role: Role = Field(description="What the text says that it does")
    person: str = Field(description="The office of a person that is named with it")

    @staticmethod
    def of(part: Part) -> PartOut:
        """Return what machines see of a part."""
        found = part.group
        members = [a.path for a in found.members] if found else []
        group = GroupOut(id=found.id, members=members, open=found.open) if found else None
        rest = {name: getattr(part, name) for name in ("text", "start", "kind", "certain", "role", "person")}
        return PartOut(
            agencies=[a.path for a in part.agencies],
            candidates=[CandidateOut.of(c) for c in part.candidates],
            group=group,
            **rest,
        )


class ReadingOut(Schema):
    """What a printed text means on a day."""

    text: str = Field(description="The text, cleaned")
    on: date = Field(description="The day as of which it was read")
    certain: bool = Field(description="Whether every part may be taken without asking anybody")
    parts: list[PartOut] = Field(description="Its parts in order")

    @staticmethod
    def of(reading: Reading) -> ReadingOut:
        """Return what machines see of a reading."""
        parts = [PartOut.of(part) for part in reading.parts]
        return ReadingOut(text=reading.text, on=reading.on, certain=reading.certain, parts=parts)


def add_to(router: Router) -> None:
    """Add the operations."""
    tables.route(router, api.AGENCIES, api.list_agencies, path="/agencies", public_because=PUBLIC_FACTS)
    router.get("/agencies/match", response=ReadingOut, url_name="identity-match", summary="What a printed text means")(
        public(PUBLIC_FACTS)(match)
    )
    router.get(
        "/agencies/{path}", response=OneAgencyOut, url_name="identity-agency", summary="One agency, and its past"
    )(public(PUBLIC_FACTS)(agency))


def match(request: HttpRequest, asked: Query[MatchIn]) -> ReadingOut:  # noqa: ARG001  (ninja knows it by its name)
    """Return the agencies and groups that a printed text means on a day; doubtful ones with their candidates."""
    return ReadingOut.of(api.match(text=asked.text, on=asked.on))


def agency(request: HttpRequest, path: str) -> OneAgencyOut:  # noqa: ARG001  (as above)
    """Return an agency of today or of the past; a path that it had before it was moved leads to it too."""
    if api.agency(path=path) is None:
        raise Missing(N_("There is no agency at “%(path)s”."), params={"path": path[:60]})
    return OneAgencyOut.from_history(api.agency_history(path=path))
