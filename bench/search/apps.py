"""The bench's source of documents."""

from __future__ import annotations

from django.apps import AppConfig

from bench.search.corpus import DOCUMENTS, RIGHT
from honglam.core.search.hooks import SOURCES, Source


class BenchConfig(AppConfig):
    """Made-up documents."""

    name = "bench.search"
    label = "bench_search"

    def ready(self) -> None:
        """Declare them, so that they are looked through."""
        SOURCES.register(
            Source(
                id="bench",
                title="Bench",
                icon="file",
                iterate=lambda: (),
                fetch=lambda _keys: (),
                count=lambda: DOCUMENTS,
                permissions=(RIGHT,),
            )
        )
