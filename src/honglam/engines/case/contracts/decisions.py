"""What a table of decisions says, as a grid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hit(StrEnum):
    """What a table says when several of its rows fit."""

    UNIQUE = "UNIQUE"  # that must not happen
    FIRST = "FIRST"  # the uppermost
    ANY = "ANY"  # they must all say the same
    COLLECT = "COLLECT"  # all of them, as lists


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        id: as in the file.
        label: its heading.
        name: of an input the expression that is looked at (`topic`, `form.kind`); of an output the value that it sets.
        type: as the modeller writes it: `string`, `number`, `boolean`; may be empty.
    """

    id: str
    label: str
    name: str
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        id: as in the file.
        inputs: a test for each input: `"road"`, `"road", "lamp"`, `> 3`, `[1..5]`, `not("x")`; empty fits everything.
        outputs: an expression for each output.
        note: why.
    """

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A table of decisions.

    Attributes:
        id: what lanes and drawings call it.
        name: its heading.
        file: in which file it stands.
        hit: what it says when several rows fit.
        inputs: columns that are looked at.
        outputs: columns that are answered.
        rows: in their order.
    """

    id: str
    name: str
    file: str
    hit: Hit
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a table said.

    Attributes:
        values: by output; lists with `Hit.COLLECT`; empty when no row fitted.
        rows: ids of the rows that fitted, in their order.
    """

    values: dict[str, object]
    rows: tuple[str, ...]
