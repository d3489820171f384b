"""The door of this pack."""

from __future__ import annotations

from honglam.packs.communes import service
from honglam.packs.communes.contracts import Answer


def look_up(*, text: str = "", position: tuple[float, float] | None = None) -> Answer:
    """Return the communes that a name, a code or a position (longitude, latitude) means.

    Raises:
        Refusal: the text is damaged, or the position is not on the earth.
    """
    return service.look_up(text=text, position=position)
