"""The room's own jobs."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs import api as jobs
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import job
from honglam.core.search import api, sources


@job(
    name="search.rebuild", title=_("Compare the search index with everything there is"), every="40 1 * * *", serial=True
)
def rebuild(*, source: str = "") -> Said:
    """Make the index equal to what the sources have; all of them when none is named."""
    chosen = [source] if source else [each.id for each in api.SOURCES]
    there = sum(state.there for state in api.states() if state.source in chosen)
    read = written = removed = 0
    for each in chosen:
        done = api.rebuild(source=each, told=_teller(each, read, there))
        read, written, removed = read + done.read, written + done.written, removed + done.removed
    if not source:
        removed += api.forget_undeclared()
    api.count_words(anew=not source)
    words = {"read": read, "written": written, "removed": removed}
    return Said(N_("%(read)d documents compared, %(written)d written, %(removed)d removed."), words)


def _teller(source: str, before: int, there: int) -> Callable[[int], None]:
    def tell(read: int) -> None:
        jobs.progress(done=before + read, total=there, note=N_("Reading %(source)s"), params={"source": source})

    return tell


@job(name="search.follow", title=_("Learn what is new to search"), every="*/10 * * * *", serial=True)
def follow() -> Said:
    """Compare the sources that publish no event for every change, and learn the words of new documents."""
    written = sum(api.rebuild(source=source).written for source in sources.FOLLOWED)
    return Said(N_("%(count)d documents were new or changed."), {"count": api.count_words() + written})
