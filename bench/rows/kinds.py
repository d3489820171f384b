"""The uses of land in the bench, and whose rows are asked for; without Django, the peers read it too."""

from __future__ import annotations

KINDS = (
    ("rice", "Đất lúa"),
    ("house", "Đất ở"),
    ("forest", "Đất rừng"),
    ("pond", "Đất nuôi trồng"),
    ("other", "Đất khác"),
)

COMMUNE = "H27.18562"  # of the measured officer
