"""Names in the schema `reg`: of tables, indexes and constraints.

Tables and columns are called as in the definition, so that SQL, BI tools and rules of quality read naturally. Indexes
and constraints are called by the numbers of their fields, so that they outlive a rename.
"""

from __future__ import annotations

import hashlib

from honglam.engines.register.contracts import Register

SCHEMA = "reg"


def table(register: str, group: str = "", *, history: bool = False) -> str:
    """Return the bare name of a register's table, of one of its groups, or of the history of either."""
    return register + (f"__{group}" if group else "") + ("_history" if history else "")


def quoted(name: str) -> str:
    """Return a table of the schema `reg` as SQL, and as Django wants it in `db_table`."""
    return f'"{SCHEMA}"."{name}"'


def aside(column: str, version: int) -> str:
    """Return what a column is called that a new one of another type has replaced; no field can be called so."""
    return f"{column}__was_{version}"


def thing(register: Register, *parts: object) -> str:
    """Return the name of an index or a constraint, the same for the same parts, at most 63 letters."""
    digest = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:10]
    return f"{register.id}_{parts[0]}_{digest}"
