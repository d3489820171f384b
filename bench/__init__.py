"""Every speed that we claim, measured beside its peer in one run: `make bench`, or `python -m bench --help`."""

from __future__ import annotations
