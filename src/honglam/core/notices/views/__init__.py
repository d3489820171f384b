"""The pages of notices: a person's own, and the studio's."""

from __future__ import annotations
