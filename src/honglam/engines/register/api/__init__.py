"""The doors of registers, one module for each kind of caller."""

from __future__ import annotations

from honglam.engines.register.api import (
    definitions,
    doubles,
    exports,
    features,
    imports,
    inventing,
    lists,
    quality,
    records,
    studio,
)

__all__ = [
    "definitions",
    "doubles",
    "exports",
    "features",
    "imports",
    "inventing",
    "lists",
    "quality",
    "records",
    "studio",
]
