"""What registers tell the rest of the house, and by webhook other systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from honglam.base.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPublished(Event):
    """A definition of a register came into force: its first, or a new version."""

    name: ClassVar[str] = "vn.honglam.register.published"
    register: str
    version: int
    agency: str

    @property
    def subject(self) -> str:
        return self.register


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanged(Event):
    """Records of a register were written by one act; which ones, the feed of changes of the register tells.

    `kind` says why it wrote (`edit`, `import`, `undo` and so on), `count` how many records it made, changed and took
    away, `agency` who answers for the register.
    """

    name: ClassVar[str] = "vn.honglam.register.changed"
    register: str
    act: int
    kind: str
    count: int
    agency: str

    @property
    def subject(self) -> str:
        return self.register


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMeasured(Event):
    """The score of a register may have moved: so many records were measured."""

    name: ClassVar[str] = "vn.honglam.register.measured"
    register: str
    count: int
    agency: str

    @property
    def subject(self) -> str:
        return self.register
