"""CSV as Excel in Vietnam opens it by a double click: UTF-8 with its mark, semicolons, the comma for decimals.

A Vietnamese Windows takes the semicolon as separator because the comma is the decimal sign; in English it is a comma.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from honglam.kit.tables.answers import Lines
from honglam.kit.tables.cells import spreadsheet, vietnamese
from honglam.kit.tables.describe import Table

MARK = "\ufeff"
_CHUNK = 64 * 1024


def written(table: Table, lines: Lines) -> Iterator[bytes]:
    """Yield the file in pieces of some 64 KiB; the first line has the titles."""
    columns = [table.column(name) for name in lines.query.columns]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if vietnamese() else ",", lineterminator="\r\n")
    buffer.write(MARK)
    writer.writerow([str(column.title) for column in columns])
    for row in lines.rows:
        writer.writerow([spreadsheet(column, value) for column, value in zip(columns, row, strict=True)])
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
