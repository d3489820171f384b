"""What every system shares: identity, places, audit, files, notices, jobs, search, calendar."""

from __future__ import annotations
