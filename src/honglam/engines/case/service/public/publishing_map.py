"""The public map: how many cases lie in each cell, from kept numbers; and single cases where they are few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from honglam.base.access import Viewer
from honglam.base.geometry import Box
from honglam.engines.case.contracts.publications import Cell, CommuneCount, Filters, Group, Picture, Spot
from honglam.engines.case.service.public import publishing_grid as grid

FEW = 300  # so many cases are shown one by one
_CROWD = 20_000  # in a box with more than this, single ones of a filter are not looked for
_MOST_CELLS = 4_000
_BATCH = 20_000  # deltas that one turn of the job folds
_LOCK = 0x4C50_4D31  # advisory lock of the fold: two at once would wait for each other's rows
_FINE = grid.FINEST

# A cell's row counts in all time, its year and its month, at each level.
_FOLD = """
WITH gone AS (
  DELETE FROM case_publicdelta WHERE id IN (SELECT id FROM case_publicdelta ORDER BY id LIMIT %(batch)s) RETURNING *
), added AS (
  INSERT INTO case_publiccell AS c
    (level, period, x, y, procedure, topic, commune, "group", shown, cases, lons, lats)
  SELECT l, p, x >> (%(fine)s - l), y >> (%(fine)s - l), procedure, topic, commune, "group", shown,
         sum(cases), sum(cases * lon), sum(cases * lat)
  FROM gone, unnest(%(levels)s::int[]) l, unnest(ARRAY[0, month / 100, month]) p
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(cases) <> 0 OR sum(cases * lon) <> 0
  ON CONFLICT (level, period, x, y, procedure, topic, commune, "group", shown) DO UPDATE
    SET cases = c.cases + EXCLUDED.cases, lons = c.lons + EXCLUDED.lons, lats = c.lats + EXCLUDED.lats
)
SELECT count(*) FROM gone
"""
_KEPT = """
SELECT x, y, commune, shown, period, cases AS n, lons, lats FROM case_publiccell
WHERE level = %(level)s AND period = ANY(%(periods)s) AND x BETWEEN %(west)s AND %(east)s
  AND y BETWEEN %(north)s AND %(south)s {filters}
UNION ALL
SELECT x >> %(shift)s, y >> %(shift)s, commune, shown, month, cases, cases * lon, cases * lat FROM case_publicdelta
WHERE x >> %(shift)s BETWEEN %(west)s AND %(east)s AND y >> %(shift)s BETWEEN %(north)s AND %(south)s
  AND month BETWEEN %(since)s AND %(until)s {filters}
"""
_LIVE = """
SELECT floor((lon + 180) / 360 * %(many)s)::int AS x,
       floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * %(many)s)::int AS y,
       commune, shown, month AS period, 1 AS n, lon AS lons, lat AS lats
FROM case_publication
WHERE ({ranges}) AND lon BETWEEN %(w)s AND %(e)s AND lat BETWEEN %(s)s AND %(n)s
  AND month BETWEEN %(since)s AND %(until)s {filters}
"""
_SPOTS = """
SELECT public_id, title, topic, "group", lon, lat FROM case_publication
WHERE shown AND ({ranges}) AND lon BETWEEN %(w)s AND %(e)s AND lat BETWEEN %(s)s AND %(n)s
  AND month BETWEEN %(since)s AND %(until)s {filters}
LIMIT %(few)s
"""
_BY_MONTH = """
SELECT period, sum(cases) FROM case_publiccell
WHERE level = %(level)s AND period BETWEEN %(since)s AND %(until)s AND x BETWEEN %(west)s AND %(east)s
  AND y BETWEEN %(north)s AND %(south)s {filters}
GROUP BY period HAVING sum(cases) > 0 ORDER BY period
"""
_COMMUNE_MONTHS = """
SELECT commune, period, sum(cases) FROM case_publiccell
WHERE level = %(level)s AND period BETWEEN %(since)s AND %(until)s {filters} GROUP BY 1, 2 HAVING sum(cases) > 0
"""
_ALWAYS = (0, 999_912)


def picture(*, box: Box, zoom: int, filters: Filters) -> Picture:
    """Return what everybody sees of a part of the map; text is not asked for here.

    Args:
        box: the part that is shown.
        zoom: of the map, tiles of 512 pixels; it decides how wide cells are.
        filters: which cases.
    """
    if grid.level_of(zoom, box) not in grid.LEVELS:  # so close that the rows themselves are few
        found = spots(box=box, filters=filters)
        return Picture(spots=found) if len(found) <= FEW else Picture(cells=_cells(box, zoom, filters, hidden=False))
    cells = _cells(box, zoom, filters, hidden=False)
    if sum(each.public for each in cells) <= FEW and _crowd(box, zoom, filters) <= _CROWD:
        return Picture(spots=spots(box=box, filters=filters))
    return Picture(cells=cells)


def counted(*, box: Box, zoom: int, filters: Filters, viewer: Viewer, right: str) -> tuple[Cell, ...]:
    """Return the cells of a part of the map; unpublished cases count for who may know of them everywhere."""
    return _cells(box, zoom, filters, hidden=_sees_all(viewer, right))


def by_commune(*, filters: Filters, viewer: Viewer, right: str) -> tuple[CommuneCount, ...]:
    """Return how many cases each commune has, those with most first."""
    hidden = _sees_all(viewer, right)
    source, values = _kept(_WORLD, grid.LEVELS[0], filters, hidden=hidden)
    found = _ask(
        f"SELECT commune, sum(n), sum(n) FILTER (WHERE shown) FROM ({source}) AS cells WHERE commune <> ''"  # noqa: S608  (only our own conditions; values are parameters)
        " GROUP BY commune HAVING sum(n) > 0 ORDER BY 2 DESC, 1",
        values,
    )
    return tuple(CommuneCount(commune, int(cases), int(public or 0)) for commune, cases, public in found)


def commune_months(*, filters: Filters) -> dict[str, dict[int, int]]:
    """Return how many published cases each commune has in each month of reception, and altogether (0)."""
    where, values = _where(filters, hidden=False)
    since, until = filters.since or _ALWAYS[0], filters.until or _ALWAYS[1]
    values |= {"level": grid.LEVELS[0], "since": max(since, 100_000), "until": until}
    found: dict[str, dict[int, int]] = {}
    for commune, period, cases in _ask(_COMMUNE_MONTHS.format(filters=where), values):
        if commune:
            months = found.setdefault(commune, {0: 0})
            months[period], months[0] = int(cases), months[0] + int(cases)
    return found


def by_month(*, box: Box, filters: Filters) -> tuple[tuple[int, int], ...]:
    """Return how many published cases each month of reception has within a part of the map, in order."""
    level = grid.LEVELS[0] if box == _WORLD else grid.LEVELS[1]
    west, north, east, south = grid.span(box, level)
    where, values = _where(filters, hidden=False)
    since, until = filters.since or _ALWAYS[0], filters.until or _ALWAYS[1]
    values |= {"level": level, "west": west, "east": east, "north": north, "south": south}
    found = _ask(_BY_MONTH.format(filters=where), values | {"since": max(since, 100_000), "until": until})
    return tuple((int(period), int(cases)) for period, cases in found)


def spots(*, box: Box, filters: Filters) -> tuple[Spot, ...]:
    """Return published cases of a box one by one; one more than `FEW` says that there are more."""
    where, values = _where(filters, hidden=False)
    between, more = _boxed(box)
    found = _ask(_SPOTS.format(ranges=between, filters=where), values | more | _months(filters) | {"few": FEW + 1})
    return tuple(Spot(key, title, topic, Group(group), lon, lat) for key, title, topic, group, lon, lat in found)


def fold() -> int:
    """Fold what has changed into the cells, and return how many changes that were."""
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return done  # another job is at it
            cursor.execute(_FOLD, {"batch": _BATCH, "fine": _FINE, "levels": list(grid.LEVELS)})
            turn = int(cursor.fetchone()[0])
            if turn:
                cursor.execute("DELETE FROM case_publiccell WHERE cases = 0")
        done += turn
        if turn < _BATCH:
            return done


_WORLD = Box(-85.0, -180.0, 85.0, 180.0)


def _sees_all(viewer: Viewer, right: str) -> bool:
    """Cells know communes and no agencies, so only who reaches the whole province counts what is not published."""
    return any("." not in path for path in viewer.reach(right))


def _cells(box: Box, zoom: int, filters: Filters, *, hidden: bool) -> tuple[Cell, ...]:
    level = grid.level_of(zoom, box)
    build = _kept if level in grid.LEVELS else _live
    source, values = build(box, level, filters, hidden=hidden)
    found = _ask(
        "SELECT sum(lons) / sum(n), sum(lats) / sum(n), sum(n), sum(n) FILTER (WHERE shown)"  # noqa: S608  (only our own conditions; values are parameters)
        f" FROM ({source}) AS cells GROUP BY x, y HAVING sum(n) > 0 ORDER BY 3 DESC LIMIT {_MOST_CELLS}",
        values,
    )
    return tuple(Cell(round(lon, 5), round(lat, 5), int(cases), int(public or 0)) for lon, lat, cases, public in found)


def _crowd(box: Box, zoom: int, filters: Filters) -> int:
    """Return how many cases single ones would have to be looked for among."""
    if not (filters.topics or filters.communes or filters.groups or filters.since or filters.until):
        return 0  # they have been counted just now
    return sum(each.public for each in _cells(box, zoom, Filters(procedures=filters.procedures), hidden=False))


def _kept(box: Box, level: int, filters: Filters, *, hidden: bool) -> tuple[str, dict[str, Any]]:
    west, north, east, south = grid.span(box, level)
    where, values = _where(filters, hidden=hidden)
    values |= {"level": level, "shift": _FINE - level, "periods": periods(filters.since, filters.until)}
    values |= {"west": west, "east": east, "north": north, "south": south} | _months(filters)
    return _KEPT.format(filters=where), values


def _live(box: Box, level: int, filters: Filters, *, hidden: bool) -> tuple[str, dict[str, Any]]:
    where, values = _where(filters, hidden=hidden)
    between, more = _boxed(box)
    values |= more | _months(filters) | {"many": 1 << level}
    return _LIVE.format(ranges=between, filters=where), values


def periods(since: int | None, until: int | None) -> list[int]:
    """Return the fewest kept periods that make up some months: everything, whole years, months."""
    if since is None and until is None:
        return [0]
    first, last = since or 200_001, until or 210_012
    found = []
    for year in range(first // 100, last // 100 + 1):
        low = first % 100 if year == first // 100 else 1
        high = last % 100 if year == last // 100 else 12
        found += [year] if (low, high) == (1, 12) else [year * 100 + month for month in range(low, high + 1)]
    return found


def _months(filters: Filters) -> dict[str, Any]:
    return {"since": filters.since or _ALWAYS[0], "until": filters.until or _ALWAYS[1]}


def _boxed(box: Box) -> tuple[str, dict[str, Any]]:
    """Return a condition on the index of cells, and the box itself, which cuts off what the squares hold beyond it."""
    found = grid.ranges(box)
    parts = [f"cell BETWEEN %(from{at})s AND %(to{at})s" for at in range(len(found))]
    values = {f"from{at}": first for at, (first, _) in enumerate(found)} | {
        f"to{at}": last for at, (_, last) in enumerate(found)
    }
    return " OR ".join(parts), values | {"w": box.west, "e": box.east, "s": box.south, "n": box.north}


def _where(filters: Filters, *, hidden: bool) -> tuple[str, dict[str, Any]]:
    columns = {
        "procedure": filters.procedures,
        "topic": filters.topics,
        "commune": filters.communes,
        '"group"': filters.groups,
    }
    parts, values = [] if hidden else ["AND shown"], {}
    for column, wanted in columns.items():
        if wanted:
            name = f"any_{column.strip(chr(34))}"
            parts.append(f"AND {column} = ANY(%({name})s)")
            values[name] = [str(each) for each in wanted]
    return " ".join(parts), values


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
