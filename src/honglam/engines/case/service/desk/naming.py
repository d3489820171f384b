"""What procedures, topics, agencies and people are called, for lists and pages that hold only their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cachetools.func import ttl_cache
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language

from honglam.core.identity import api as identity
from honglam.core.identity.api import directory
from honglam.core.places import api as places
from honglam.engines.case.contracts import Procedure
from honglam.engines.case.models import Version
from honglam.engines.case.service.studio import procedures

_KEPT_SECONDS = 60  # they change a few times a year


@dataclass(frozen=True, slots=True)
class Names:
    """Words for ids, in the language of the page, in the order in which they are offered."""

    procedures: Mapping[str, str]
    statuses: Mapping[str, str]
    topics: Mapping[str, str]
    communes: Mapping[str, str]
    agencies: Mapping[str, str]


def names() -> Names:
    """Return the words of everything that a list may have to name."""
    found = newest().values()
    return Names(
        procedures={each.id: said(each.title, each.title_en) for each in found},
        statuses={status.id: said(status.title, status.title_en) for each in found for status in each.statuses},
        topics={topic.id: said(topic.title, topic.title_en) for each in found for topic in each.topics},
        communes=communes(),
        agencies=agencies(),
    )


@ttl_cache(maxsize=1, ttl=_KEPT_SECONDS)
def newest() -> Mapping[str, Procedure]:
    """Return the newest version of each procedure."""
    latest = Version.objects.values("procedure").annotate(last=Max("pk")).order_by("procedure")
    return {row["procedure"]: procedures.ready(row["last"])[0] for row in latest}


@ttl_cache(maxsize=1, ttl=_KEPT_SECONDS)
def agencies() -> Mapping[str, str]:
    """Return the name of each agency by its path."""
    return {agency.path: agency.name for agency in identity.agencies()}


def communes() -> Mapping[str, str]:
    """Return the name of each commune by its code."""
    return {unit.code: unit.name for unit in places.communes()}


def agency(path: str) -> str:
    """Return what an agency is called; a former one is looked up by itself."""
    known = agencies().get(path)
    if known is not None or not path:
        return known or ""
    found = identity.agency(path=path)
    return found.name if found else path


def people(ids: Iterable[str]) -> dict[str, str]:
    """Return the names of officers by account id, one query for all of them."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    return {each.id: each.name for each in directory.listed(on=timezone.localdate(), ids=wanted)}


def said(vietnamese: str, english: str) -> str:
    """Return a title in the language of the page."""
    return english if english and (get_language() or "vi").startswith("en") else vietnamese


def forget() -> None:
    """Forget what was kept, for tests that publish procedures and make agencies."""
    newest.cache_clear()
    agencies.cache_clear()


FORMATS = {"agency": agency}  # formats of a form whose values people read by a name
