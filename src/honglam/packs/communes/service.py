"""The rule of this pack: a position before a text, and when an answer is sure."""

from __future__ import annotations

from honglam.base.text import clean
from honglam.core.places import api as places
from honglam.packs.communes.contracts import Answer

_SURE = 0.85  # from here on only accents, or the kind of unit, were left out
_SHOWN = 12


def look_up(*, text: str, position: tuple[float, float] | None) -> Answer:
    """Answer a citizen's question; `position` is longitude and latitude.

    Raises:
        Refusal: the text is damaged, or the position is not on the earth.
    """
    if position is not None:
        return Answer("", here=places.locate(lon=position[0], lat=position[1]))
    asked = clean(text)
    if not asked:
        return Answer("")
    found = places.find(text=asked, limit=_SHOWN)
    return Answer(asked, found, sure=bool(found) and found[0].confidence >= _SURE)
