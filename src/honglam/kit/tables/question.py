"""A question about a list, taken apart: what changes its SQL, and the values that fill the SQL's blanks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from honglam.kit.tables.describe import Table
from honglam.kit.tables.query import Query


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a statement's parameters that a value fills each time."""

    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, some of them blanks."""

    sql: str
    params: tuple[Any, ...]

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters with the blanks filled."""
        return [values[p.name] if type(p) is Blank else p for p in self.params]


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything about a question that changes its SQL; the values are not part of it."""

    sort: str
    descending: bool
    backwards: bool
    place: str  # "", "value" or "null": where a cursor stands
    conditions: tuple[tuple[str, str, int], ...]
    words: int
    places: int
    owners: int
    columns: tuple[str, ...]
    size: int
    form: str


@dataclass
class Question:
    """A query, its shape and its values, for one viewer."""

    table: Table
    query: Query
    reach: tuple[str, ...]
    owners: tuple[str, ...]
    form: str
    values: dict[str, Any] = field(default_factory=dict)
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        query, cursor = self.query, self.query.after or self.query.before
        self._fill()
        self.shape = Shape(
            sort=query.sort,
            descending=query.descending,
            backwards=query.before is not None,
            place="" if cursor is None else "null" if cursor.value is None else "value",
            conditions=tuple(
                (c.column, c.operator, len(c.value) if c.operator == "has" else 1) for c in query.conditions
            ),
            words=len(query.words),
            places=len(self.reach),
            owners=len(self.owners),
            columns=query.columns,
            size=query.size,
            form=self.form,
        )

    def about(self, query: Query, form: str) -> Question:
        """Return another question about the same list for the same viewer."""
        return Question(self.table, query, self.reach, self.owners, form)

    def _fill(self) -> None:
        query, values = self.query, self.values
        cursor = query.after or query.before
        if cursor is not None:
            values |= {"value": cursor.value, "key": cursor.key}
        for number, path in enumerate(self.reach):
            # "." is followed by "/" in the order of bytes, so the range holds the paths below this one and no others.
            values |= {f"at{number}": path, f"from{number}": f"{path}.", f"to{number}": f"{path}/"}
        values["at"] = list(self.reach)
        values |= {f"own{number}": account for number, account in enumerate(self.owners)}
        values |= {f"word{number}": like(word) for number, word in enumerate(query.words)}
        for number, condition in enumerate(query.conditions):
            value = condition.value
            if condition.operator == "has":
                values |= {f"c{number}w{n}": like(word) for n, word in enumerate(value)}
            elif condition.operator in {"starts", "begins"}:
                values[f"c{number}"] = f"{escaped(value)}%"
            else:
                values[f"c{number}"] = list(value) if condition.operator == "in" else value


def like(word: str) -> str:
    """Return the pattern that finds a word anywhere."""
    return f"%{escaped(word)}%"


def escaped(text: str) -> str:
    """Return text that LIKE takes as it stands."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
