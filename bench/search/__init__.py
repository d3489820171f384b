"""A million made-up documents of a province: how fast an ordinary officer of a commune finds what they may see."""

from __future__ import annotations
