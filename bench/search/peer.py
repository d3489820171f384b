"""The peer: PostgreSQL's full text search as its manual shows it, with rights in a table that is joined.

It knows neither exact accents nor slips nor codes; it is what most products of our kind do with the same database.
"""

from __future__ import annotations

from typing import Any

from bench.search.corpus import OFFICER_AT
from honglam.base.text import fold
from honglam.core.search.contracts import Audience, Document

PEER_TABLE = """
CREATE TABLE IF NOT EXISTS bench_peer (
    key text PRIMARY KEY, title text, body text, agency text, is_public boolean, words tsvector
        GENERATED ALWAYS AS (setweight(to_tsvector('simple', hl_fold(title)), 'A')
            || setweight(to_tsvector('simple', hl_fold(body)), 'D')) STORED
);
CREATE TABLE IF NOT EXISTS bench_peer_rights (agency text PRIMARY KEY);
INSERT INTO bench_peer_rights VALUES ('__OFFICER__') ON CONFLICT DO NOTHING;
""".replace("__OFFICER__", OFFICER_AT)
PEER_INDEX = "CREATE INDEX IF NOT EXISTS bench_peer_words ON bench_peer USING gin (words)"

_ASK = """
SELECT p.key, p.title, ts_headline('simple', p.body, q, 'MaxFragments=1')
FROM (
    SELECT d.key, d.title, d.body, q FROM bench_peer d CROSS JOIN websearch_to_tsquery('simple', %s) q
    LEFT JOIN bench_peer_rights r ON r.agency = d.agency
    WHERE d.words @@ q AND (d.is_public OR r.agency IS NOT NULL)
    ORDER BY ts_rank(d.words, q) DESC LIMIT 20
) p
"""


def as_peer(document: Document) -> tuple[Any, ...]:
    """Return a row of the peer's table."""
    return document.key, document.title, document.text, document.agency, document.audience is Audience.PUBLIC


def ask(cursor: Any, text: str) -> int:
    """Ask the peer; return how many rows it gave."""
    cursor.execute(_ASK, [fold(text)])
    return len(cursor.fetchall())
