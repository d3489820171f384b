"""The words of the directory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """An officer as the directory has them: nothing that is masked elsewhere.

    Attributes:
        id: account id.
        name: full name.
        home: path of the agency to which the person belongs.
        home_name: its name.
        agencies: names of the agencies at which they hold a post.
    """

    id: str
    name: str
    home: str
    home_name: str
    agencies: tuple[str, ...]
