"""A million parcels in 69 communes, the same on each machine: everything follows from the number of the row."""

from __future__ import annotations

from django.db import connection

from bench.rows.models import Parcel

ROWS = 1_000_000
COMMUNES = 69
KEEPERS = 2000  # officers, five hundred files each


_FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
_MIDDLE = ["Văn", "Thị", "Đức", "Hữu", "Xuân", "Ngọc", "Minh", "Quang", "Thanh", "Đình"]
_GIVEN = [
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Đông",
    "Hà",
    "Hoà",
    "Hùng",
    "Lan",
    "Mai",
    "Nam",
    "Phúc",
    "Quý",
    "Sơn",
    "Thuý",
    "Yến",
]

_SQL = """
INSERT INTO rows_parcel (code, owner, kind, area, value, registered_on, disputed, agency, keeper)
SELECT 'T' || (i %% 400) || '-' || i,
       (%(family)s::text[])[1 + hash %% 14] || ' ' || (%(middle)s::text[])[1 + (hash / 14) %% 10] || ' '
           || (%(given)s::text[])[1 + (hash / 140) %% 16],
       (ARRAY['rice', 'house', 'forest', 'pond', 'other'])[1 + (hash / 7) %% 5],
       ((hash / 11) %% 500000)::numeric / 10,
       ((hash / 13) %% 100000)::bigint * 100000,
       date '1990-01-01' + (hash / 17) %% 13000,
       hash %% 97 = 0,
       'H27.' || (18561 + i %% %(communes)s),
       'k' || (i %% %(keepers)s)
FROM (SELECT i, hashint4(i) & 2147483647 AS hash FROM generate_series(1, %(rows)s) i) s
"""


def seed(rows: int = ROWS) -> None:
    """Fill the table when it does not hold `rows` rows with their keepers."""
    if Parcel.objects.exclude(keeper="").count() == rows:
        return
    names = {"family": _FAMILY, "middle": _MIDDLE, "given": _GIVEN}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE rows_parcel RESTART IDENTITY")
        cursor.execute(_SQL, {**names, "rows": rows, "communes": COMMUNES, "keepers": KEEPERS})
        cursor.execute("VACUUM ANALYZE rows_parcel")
