"""Civil servants: the register of the 2C form, and what leaders ask of it."""

from __future__ import annotations
