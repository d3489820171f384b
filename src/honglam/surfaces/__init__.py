"""The four faces: portal (citizen), desk (officer), board (leaders), studio (makers, admins)."""

from __future__ import annotations
