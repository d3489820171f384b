"""What rooms declare here: their documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from honglam.core.search.contracts import Document
from honglam.kit.nav import Text
from honglam.kit.registry import Registry

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Documents of one kind, registered in `RoomConfig.ready()`.

    The room tells each change in the transaction that makes it: `search.api.put`, `forget`, or `refresh` with keys.

    Attributes:
        id: `room` or `room.kind`; never reuse it for something else.
        title: what people call these documents, in the plural.
        icon: name of a Tabler icon.
        iterate: yields every document there is, the oldest first; called by a rebuild, so it must not hold all at once.
        fetch: returns the documents with these keys; a key that is gone is left out.
        count: returns how many documents `iterate` yields.
        permissions: every permission that one of its documents may name, or a function that knows them once all rooms
            are ready.
        anywhere: its documents that name a permission belong to no agency: whoever has it anywhere finds them. They are
            asked for apart, so that such rights, of which there may be many, slow down nothing else.
        personal: it holds data of persons, so what officers look for in it is written into the ledger.
        order: smaller stands first among sources whose best hits are equally good.
    """

    id: str
    title: Text
    icon: str
    iterate: Callable[[], Iterable[Document]]
    fetch: Callable[[Sequence[str]], Iterable[Document]]
    count: Callable[[], int]
    permissions: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    anywhere: bool = False
    personal: bool = False
    order: int = 50

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"a source of documents is called room or room.kind, not {self.id!r}")

    def rights(self) -> tuple[str, ...]:
        """Return every permission that one of its documents may name."""
        return self.permissions() if callable(self.permissions) else self.permissions


SOURCES: Registry[Source] = Registry("source of documents")
