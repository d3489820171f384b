"""Who somebody is, for which agency they act, and with what right."""

from __future__ import annotations
