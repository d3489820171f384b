"""The uses of land in the bench."""

from __future__ import annotations

KINDS = (
    ("rice", "Đất lúa"),
    ("house", "Đất ở"),
    ("forest", "Đất rừng"),
    ("pond", "Đất nuôi trồng"),
    ("other", "Đất khác"),
)
