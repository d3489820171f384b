"""The door of the ledger.

A verb that changes something calls `record` inside its own transaction, a door that shows a person's data calls
`read`: the entry is there if and only if the change is. Who acts, for whom, from where and in which request comes from
`base.trace`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from honglam.core.audit import service
from honglam.core.audit.contracts import READ, Act


def record(  # noqa: PLR0913  (a sentence of the ledger has so many parts)
    *,
    verb: str,
    thing: str,
    agency: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    person: str = "",
    reason: str = "",
) -> int:
    """Write down a change and return the number of the entry. The arguments are those of `Act`.

    Values that JSON lacks (dates, decimals, UUIDs) are written as text. Never pass a secret or the content of a file.

    Raises:
        ValueError: `thing` is not `<kind>:<id>`, or the verb is empty.
    """
    return service.write([Act(verb, thing, agency, before, after, person, reason=reason)])[0]


def read(*, thing: str, person: str, fields: Iterable[str] = (), purpose: str = "", agency: str = "") -> int:
    """Write down that a person's data was read and return the number of the entry.

    Somebody who reads their own data leaves no entry, and 0 is returned.

    Raises:
        ValueError: as `record`.
    """
    return service.write_reading(Act(READ, thing, agency, person=person, fields=tuple(fields), purpose=purpose))


def record_many(*, acts: Iterable[Act]) -> tuple[int, ...]:
    """Write down many changes or readings in few statements; return their numbers in order. Raises as `record`."""
    return service.write(list(acts))
