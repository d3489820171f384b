"""The same list as a REST operation: JSON that PostgreSQL wrote, keyset cursors, an ETag, and a complete description.

router = Router(tags=["wells"])
tables.route(router, WELLS, api.wells)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Router
from pydantic import BaseModel, Field, create_model

from honglam.base.access import Viewer
from honglam.kit.access import permission, public, viewer_of
from honglam.kit.tables.answers import Answer
from honglam.kit.tables.describe import CHOSEN, DATED, NUMERIC, SIZE_MAX, Column, Kind, Table
from honglam.kit.tables.query import Want, parse

_TYPES: dict[Kind, Any] = {
    Kind.NUMBER: Decimal | int | float,
    Kind.MONEY: int,
    Kind.DATE: date,
    Kind.MOMENT: datetime,
    Kind.FLAG: bool,
}


def route(  # noqa: PLR0913  (what a door is)
    router: Router,
    table: Table,
    fetch: Callable[..., Answer],
    *,
    path: str = "/",
    public_because: str = "",
    summary: str = "",
    per: Callable[[Viewer], Table] | None = None,
) -> None:
    """Add `GET path` to the router. The permission is the table's, or everybody's for the reason given.

    Where the choices of a table depend on who asks, `per` makes it for them; `table` describes what all have in common.

    Raises:
        ValueError: the table names no permission and no reason is given.
    """
    if not (table.permission or public_because):
        raise ValueError(f"table {table.id}: name a permission, or say why everybody may read it")
    mark = public(public_because) if public_because else permission(table.permission)

    def operation(request: HttpRequest) -> HttpResponse:
        viewer = viewer_of(request)
        return answered(
            request, fetch(query=parse(per(viewer) if per else table, request.GET, Want.JSON), viewer=viewer)
        )

    name = table.id.replace(".", "_")
    operation.__name__ = f"list_{name}"
    with override("en"):  # the description of the API is written once, in the language of code
        described: dict[str, Any] = {
            "response": {200: _schema(table)},
            "summary": summary or str(table.title),
            "openapi_extra": {"parameters": parameters(table)},
        }
    router.get(path, operation_id=f"list_{name}", description=_DESCRIPTION, **described)(mark(operation))


_DESCRIPTION = (
    "One page of the list. `next` and `previous` are cursors: give them back as `after` or `before`. "
    "`count` is exact when `exact` is true and an estimate otherwise. "
    "Send the ETag back as If-None-Match to learn cheaply that nothing changed."
)


def answered(request: HttpRequest, body: Answer) -> HttpResponse:
    """Return an answer in JSON with its ETag, or that nothing changed.

    Raises:
        TypeError: the answer is in another form.
    """
    if not isinstance(body, bytes):
        raise TypeError(f"a list for machines was answered with {type(body).__name__}")
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


def _schema(table: Table) -> type[BaseModel]:
    """Return the model of a page; it describes, the JSON itself comes from PostgreSQL."""
    name = "".join(part.title() for part in table.id.replace(".", "_").split("_"))
    fields: dict[str, Any] = {"key": (int | str, Field(description="Key of the row."))}
    for column in table.columns:
        text = str(column.help or column.title)
        fields[column.id] = (_TYPES.get(column.kind, str) | None, Field(None, description=text))
    row = create_model(f"{name}Row", **fields)
    return create_model(
        f"{name}Page",
        items=(list[row], Field(description="The rows; only the chosen columns.")),  # type: ignore[valid-type]  # made just now
        count=(int, Field(description="Rows on all pages.")),
        exact=(bool, Field(description="Whether count is exact; otherwise it is an estimate.")),
        next=(str | None, Field(description="Cursor of the following page.")),
        previous=(str | None, Field(description="Cursor of the preceding page.")),
    )


def parameters(table: Table) -> list[dict[str, Any]]:
    """Return what may be asked of a list as OpenAPI parameters."""
    return [_parameter(*found) for found in _parameters(table)]


def _parameters(table: Table) -> list[tuple[str, str, dict[str, Any]]]:
    orders = [sign + column.id for column in table.columns if column.sort for sign in ("", "-")]
    columns = ", ".join(column.id for column in table.columns)
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("sort", "Column to order by; a minus before it means descending.", {"type": "string", "enum": orders}),
        ("size", "Rows on the page.", {"type": "integer", "minimum": 1, "maximum": SIZE_MAX, "default": table.size}),
        ("after", "Cursor: what follows it.", {"type": "string"}),
        ("before", "Cursor: what precedes it.", {"type": "string"}),
        ("columns", f"Columns to give, separated by commas: {columns}.", {"type": "string"}),
    ]
    if table.searchable:
        found.append(("q", "Words to look for; accents do not matter.", {"type": "string", "maxLength": 200}))
    return found + [each for column in table.columns for each in _filters(column)]


def _filters(column: Column) -> list[tuple[str, str, dict[str, Any]]]:
    return [*_usual(column), *(_further(column, word) for word in column.parameters[len(column.usual_parameters) :])]


def _further(column: Column, word: str) -> tuple[str, str, dict[str, Any]]:
    says, schema = _COMPARED[word.removeprefix(f"{column.id}_")]
    return word, f"{says} {column.help or column.title}", schema


_COMPARED: dict[str, tuple[str, dict[str, Any]]] = {
    "starts": ("Begins with.", {"type": "string", "maxLength": 200}),
    "in": ("One of several, separated by commas.", {"type": "string"}),
    "empty": ("Whether there is no value.", {"type": "string", "enum": ["yes", "no"]}),
}


def _usual(column: Column) -> list[tuple[str, str, dict[str, Any]]]:
    text = str(column.help or column.title)
    if not column.filter:
        return []
    if column.kind in NUMERIC or column.kind in DATED:
        type_ = {"type": "number"} if column.kind in NUMERIC else {"type": "string", "format": "date"}
        low, high = column.usual_parameters
        return [(low, f"At least. {text}", type_), (high, f"At most. {text}", type_)]
    if column.kind in CHOSEN:
        values = ", ".join(value for value, _word in column.choices)
        return [(column.id, f"One or several of {values}, separated by commas. {text}", {"type": "string"})]
    schema: dict[str, Any] = (
        {"type": "string", "enum": ["yes", "no"]} if column.kind is Kind.FLAG else {"type": "string", "maxLength": 200}
    )
    return [(column.id, text, schema)]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": schema}
