"""Lists that are declared: sorted, filtered, searched, paged and limited to what the viewer reaches.

A room describes a list once (`Table`, `Column`), its service answers with `answer(queryset, TABLE, query, viewer)`, its
view with `respond(request, TABLE, api.things)` and its REST door with `route(router, TABLE, api.things)`. See
docs/reference/kit-pages.md.
"""

from __future__ import annotations

from honglam.kit.tables.answers import (
    Answer,
    Count,
    Lines,
    Page,
    Row,
    answer,
    count,
    csv_rows,
    gather,
    json_page,
    page,
    tally,
)
from honglam.kit.tables.describe import Column, Kind, Table
from honglam.kit.tables.query import Condition, Cursor, Query, Want, default, parse
from honglam.kit.tables.rest import route
from honglam.kit.tables.shown import Bulk
from honglam.kit.tables.views import Fetch, respond

__all__ = [
    "Answer",
    "Bulk",
    "Column",
    "Condition",
    "Count",
    "Cursor",
    "Fetch",
    "Kind",
    "Lines",
    "Page",
    "Query",
    "Row",
    "Table",
    "Want",
    "answer",
    "count",
    "csv_rows",
    "default",
    "gather",
    "json_page",
    "page",
    "parse",
    "respond",
    "route",
    "tally",
]
