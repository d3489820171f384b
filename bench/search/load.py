"""Fills the index, and the peer's table with the same documents; a process of its own for each part of them."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.search.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  (settings first)
from django.db import connection  # noqa: E402

from bench.search.corpus import DOCUMENTS, documents  # noqa: E402
from bench.search.peer import PEER_INDEX, PEER_TABLE, as_peer  # noqa: E402
from honglam.core.search import api, lexemes, models, service  # noqa: E402
from honglam.core.search.question import quote  # noqa: E402

SOURCE = "bench"
_STEP = 20_000
_OURS = (
    "COPY search_document (source, key, title, text, url, agency, updated, weight, digest, turn, lexemes) FROM STDIN"
)


def load(first: int) -> int:
    """Copy some documents into both tables."""
    some = list(documents(first, first + _STEP))
    with connection.cursor() as cursor:
        with cursor.copy(_OURS) as copy:
            for turn, each in enumerate(some, start=first + 1):
                vector = " ".join(quote(lexeme) for lexeme in lexemes.of_document(each, SOURCE, turn))
                digest = service.digest_of(each)
                said = (SOURCE, each.key, each.title, each.text, each.url, each.agency, each.updated)
                copy.write_row((*said, each.weight, digest, turn, vector))
        with cursor.copy("COPY bench_peer (key, title, body, agency, is_public) FROM STDIN") as copy:
            for each in some:
                copy.write_row(as_peer(each))
    return first


def main() -> None:
    """Load what is missing."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(PEER_TABLE)
        if models.Document.objects.filter(source=SOURCE).count() == DOCUMENTS:
            return
        cursor.execute("DROP INDEX IF EXISTS search_document_lexemes, bench_peer_words")
        cursor.execute("TRUNCATE search_document, bench_peer")
    # Begun afresh: a forked process would share this one's connection.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for first in pool.map(load, range(0, DOCUMENTS, _STEP)):
            print(first, file=sys.stderr, flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('search_turn', %s)", [DOCUMENTS])
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "CREATE INDEX search_document_lexemes ON search_document USING gin (lexemes) WITH (fastupdate=off)"
        )
        cursor.execute(PEER_INDEX)
        cursor.execute("VACUUM ANALYZE search_document, bench_peer")
    api.count_words(anew=True)


if __name__ == "__main__":
    main()
