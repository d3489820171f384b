"""The headers of cases: `ETag`, `If-Match`, `Idempotency-Key`, `Case-Key`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header

from honglam.engines.case import api
from honglam.kit.access import viewer_of

IfMatch = Annotated[
    str,
    Header(
        alias="If-Match", max_length=400, description="ETag of the case as you read it; 412 when it is another one now"
    ),
]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="What you call it: the same key opens one case, however often it comes",
    ),
]
CaseKey = Annotated[
    str, Header(alias="Case-Key", max_length=200, description="The key that who asked was given with the code")
]


def mark(response: HttpResponse, code: str) -> None:
    """Put the mark of a case's present state on an answer."""
    response["ETag"] = api.machines.tag(code=code)
    response["Cache-Control"] = "private, no-cache"


def unchanged(request: HttpRequest, task_id: int, marks: str) -> AbstractContextManager[None]:
    """Let something be done to a task only if its case still bears one of the marks."""
    if not marks:
        return api.machines.unchanged(code="", marks="")
    return api.machines.unchanged(code=api.code_of(task_id=task_id, viewer=viewer_of(request)), marks=marks)
