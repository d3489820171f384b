"""What we are compared with, each over the very same rows."""

from __future__ import annotations
