"""Definitions and how they stand, for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.indicator.api import boards, definitions
from honglam.engines.indicator.contracts import Scope, Standing
from honglam.engines.indicator.contracts.boards import Asked
from honglam.engines.indicator.rest.schemas import DefinitionOut, DefinitionsOut, In, ProgressOut, held
from honglam.engines.indicator.wording import read_scope
from honglam.kit.access import permission, viewer_of

router = Router(tags=["indicators"])
RIGHT = "indicator.view"


class DefinitionsIn(In):
    """Which definitions are wanted."""

    group: str = Field("", max_length=200, description="Only under this heading")
    owner: str = Field("", max_length=200, description="Only of the agency at this path", examples=["H27.skhcn"])
    after: str = Field("", max_length=80, description="Code that the page follows")
    size: int = Field(100, ge=1, le=200, description="Definitions on the page")


class ProgressIn(In):
    """Which standings are wanted."""

    group: str = Field("", max_length=200, description="Only under this heading")
    owner: str = Field("", max_length=200, description="Only of the agency at this path", examples=["H27.skhcn"])
    standing: Standing | None = Field(None, description="Only what stands so")
    scope: str = Field("", max_length=210, description="Of whom; the widest that you may see when empty")

    def asked(self) -> Asked:
        """Return it as the room's own word."""
        scope: Scope | None = read_scope(self.scope)
        return Asked(group=self.group, owner=self.owner, standing=self.standing, scope=scope)


@router.get("/definitions", response=DefinitionsOut, summary="The definitions that count")
@permission(RIGHT)
def listed(request: HttpRequest, asked: Query[DefinitionsIn]) -> dict[str, Any]:  # noqa: ARG001  (ninja calls it so)
    """Return definitions by code. What is measured is no secret to who may see figures; the figures are."""
    found = sorted(definitions.listed(group=asked.group, owner=asked.owner), key=lambda each: each.code)
    rest = [each for each in found if each.code > asked.after]
    page = rest[: asked.size]
    following = page[-1].code if len(rest) > asked.size else None
    return {"items": [DefinitionOut.of(each) for each in page], "next": following}


@router.get("/definitions/{code}", response=DefinitionOut, summary="A definition")
@permission(RIGHT)
def definition(request: HttpRequest, code: str) -> dict[str, Any]:  # noqa: ARG001  (ninja calls it so)
    """Return the version that counts."""
    found = definitions.listed(codes=(held(code),))
    if not found:
        raise Missing(N_("There is no indicator “%(code)s”."), params={"code": code[:80]})
    return DefinitionOut.of(found[0])


@router.get("/progress", response=list[ProgressOut], summary="How indicators stand")
@permission(RIGHT)
def progress(request: HttpRequest, asked: Query[ProgressIn]) -> list[dict[str, Any]]:
    """Return how the indicators stand that you may see, by what is published."""
    found = boards.progress(asked=asked.asked(), viewer=viewer_of(request), now=timezone.now())
    return [ProgressOut.of(each) for each in found]
