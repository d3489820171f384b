"""What registers tell the rest of the house, and by webhook other systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from honglam.base.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanged(Event):
    """Records of a register were written by one act; which ones, the feed of changes of the register tells.

    Attributes:
        register: id of the register.
        act: number of the act.
        kind: why it wrote: `edit`, `import`, `undo` and so on.
        count: how many records it made, changed and took away.
    """

    name: ClassVar[str] = "vn.honglam.registers.register-changed"
    register: str
    act: int
    kind: str
    count: int

    @property
    def subject(self) -> str:
        return self.register
