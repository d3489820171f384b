"""The words of saved views of a register's list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ViewScope(StrEnum):
    """Who sees a saved view."""

    MINE = "mine"
    AGENCY = "agency"  # everybody who acts for the same agency
    ALL = "all"  # everybody who may open the register


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A list with its filters, its order and its columns, under a name.

    Attributes:
        id: its number.
        register: id of the register.
        name: what people call it.
        query: the words of the address line.
        scope: who sees it.
        mine: whether the viewer made it.
    """

    id: int
    register: str
    name: str
    query: str
    scope: ViewScope
    mine: bool
