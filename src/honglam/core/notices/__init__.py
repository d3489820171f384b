"""Telling people things: on the page, by push, e-mail and SMS, with proof of what arrived."""

from __future__ import annotations
