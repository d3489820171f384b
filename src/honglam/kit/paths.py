"""Columns that hold the path of an agency, so that they can follow when the agency moves (decision 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from honglam.kit.registry import Registry


class AgencyPathField(models.CharField):  # type: ignore[type-arg]  # the type of its value is that of any CharField
    """The path of the agency that a row belongs to now: a text of up to 200 characters, best in the collation "C".

    When an agency moves, identity rewrites all of these columns. What only says how it was at the time (the ledger, the
    history of a case) is an ordinary text and stays. For migrations it is the CharField that the database has.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 200, **options})

    def deconstruct(self) -> Any:
        """Return what migrations write down: an ordinary CharField."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


@dataclass(frozen=True, slots=True)
class Further:
    """Columns of tables that Django does not know of, because a room makes them at run time.

    Attributes:
        id: the room.
        columns: finds them: models, each with the name of a column that follows its agency.
    """

    id: str
    columns: Callable[[], Iterable[tuple[type[models.Model], str]]]


FURTHER: Registry[Further] = Registry("further columns of agencies")


def agency_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Yield each model and the name of each of its columns that follows its agency."""
    for model in apps.get_models():
        about = model._meta  # noqa: SLF001  (Django documents it)
        if about.managed and not about.proxy:
            yield from ((model, f.name) for f in about.local_concrete_fields if isinstance(f, AgencyPathField))
    for further in FURTHER:
        yield from further.columns()
