"""Later work: jobs that a worker does, and events that reach whoever subscribed."""

from __future__ import annotations
