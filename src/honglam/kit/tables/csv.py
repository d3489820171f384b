"""CSV as Excel in Vietnam opens it by a double click: UTF-8 with its mark, semicolons, the comma for decimals.

A Vietnamese Windows takes the semicolon as separator because the comma is the decimal sign; in English it is a comma.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from honglam.kit.tables.answers import Lines
from honglam.kit.tables.cells import named, spreadsheet, vietnamese
from honglam.kit.tables.describe import Table

MARK = "\ufeff"
_CHUNK = 64 * 1024
_ROWS = 200  # of which the words are looked up together


def written(table: Table, lines: Lines) -> Iterator[bytes]:
    """Yield the file in pieces of some 64 KiB; the first line has the titles."""
    columns = [table.column(name) for name in lines.query.columns]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if vietnamese() else ",", lineterminator="\r\n")
    buffer.write(MARK)
    writer.writerow([str(column.title) for column in columns])
    rows = iter(lines.rows)
    while some := list(islice(rows, _ROWS)):
        words = [named(column, (row[n] for row in some)) for n, column in enumerate(columns)]
        writer.writerows([spreadsheet(*cell) for cell in zip(columns, row, words, strict=True)] for row in some)
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
