"""What an operator types about places."""

from __future__ import annotations
