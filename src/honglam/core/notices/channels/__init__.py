"""Ways out of the platform. Nothing here knows a database; what came of each message is returned or called back."""

from __future__ import annotations
