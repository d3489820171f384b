"""The one registry class: named things of one kind, declared at start-up, frozen afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The id, unique among things of its kind."""


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Things of one kind by id.

    Rooms register in `AppConfig.ready()`; `project` freezes every registry when all have done so. A duplicate id or a
    late registration is a programmer's error and raises at once. Iteration is by id, so that nothing depends on the
    order of imports.
    """

    _all: list[Registry] = []  # type: ignore[type-arg]  # of every kind

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._items: dict[str, T] = {}
        self._frozen = False
        Registry._all.append(self)

    def register(self, item: T) -> T:
        """Add `item`; returns it, so that it works as a decorator of instances.

        Raises:
            LookupError: the registry is frozen, or the id is taken.
        """
        if self._frozen:
            raise LookupError(f"{self.noun} {item.id!r} is registered after start-up: do it in AppConfig.ready()")
        if item.id in self._items:
            raise LookupError(f"{self.noun} {item.id!r} is registered twice")
        self._items[item.id] = item
        return item

    def get(self, item_id: str) -> T | None:
        """Return the thing with this id, or None."""
        return self._items.get(item_id)

    def __getitem__(self, item_id: str) -> T:
        """Return the thing with this id; a KeyError names the kind and the known ids."""
        try:
            return self._items[item_id]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "none"
            raise KeyError(f"no {self.noun} {item_id!r}; known: {known}") from None

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def __iter__(self) -> Iterator[T]:
        return iter([self._items[key] for key in sorted(self._items)])

    def __len__(self) -> int:
        return len(self._items)

    @classmethod
    def freeze_all(cls) -> None:
        """Close every registry of the process."""
        for registry in cls._all:
            registry._frozen = True  # noqa: SLF001  (its own class)
