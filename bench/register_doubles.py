"""Doubles among invented persons, with the errors that are made in Vietnam: F1 and records a second, beside Splink's.

    python -m bench.register_doubles [--records 50000] [--seed 1] [--splink PYTHON]

The set is made by us from a seed: persons with names as they are distributed, a tenth of them entered a second time
with one to three errors (accents lost, words in another order, a word left out, a letter wrong, day and month swapped,
a digit of the number wrong or two swapped, the number missing, another telephone), and as many near-misses that are two
persons: brothers and sisters, namesakes. `--splink` names a Python that has Splink 4; it gets the same rows, blocks on
number, name with year, day with given name and telephone, and trains by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.frame import _machine, keep

_FAMILY = [
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Trần",
    "Trần",
    "Lê",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Trương",
    "Hà",
]
_MIDDLE = [
    "Văn",
    "Văn",
    "Thị",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Thanh",
    "Quang",
    "Xuân",
    "Ngọc",
    "Đình",
    "Công",
    "Thu",
    "Hồng",
    "Kim",
    "Bá",
    "Trọng",
    "Mạnh",
    "Thuỳ",
    "Phương",
]
_GIVEN = [
    "Anh",
    "Bình",
    "Chi",
    "Dũng",
    "Đạt",
    "Đông",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hiếu",
    "Hoa",
    "Hoà",
    "Hùng",
    "Hương",
    "Khánh",
    "Kiên",
    "Lan",
    "Linh",
    "Loan",
    "Long",
    "Mai",
    "Minh",
    "Nam",
    "Nga",
    "Ngọc",
    "Nhung",
    "Phong",
    "Phúc",
    "Phương",
    "Quân",
    "Quý",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thành",
    "Thắng",
    "Thu",
    "Thuý",
    "Tiến",
    "Trang",
    "Trung",
    "Tuấn",
    "Tú",
    "Vân",
    "Yến",
]
_PLAIN = str.maketrans(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐ",
    "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydD",
)
Row = dict[str, Any]


def invented(records: int, seed: int) -> tuple[list[Row], set[tuple[str, str]]]:
    """Return rows and the pairs that are one person; the same for the same seed."""
    dice = random.Random(seed)
    people = [_person(dice) for _ in range(int(records / 1.2))]
    rows = [dict(person) for person in people]
    truth: set[tuple[int, int]] = set()
    while len(rows) < records:
        one = dice.randrange(len(people))
        if dice.random() < 0.5:
            rows.append(_spoilt(people[one], dice))
            truth.add((one, len(rows) - 1))
        else:
            rows.append(_nearly(people[one], dice))
    order = list(range(len(rows)))
    dice.shuffle(order)
    ids = {old: f"{new:08d}" for new, old in enumerate(order)}
    mixed = [rows[old] | {"id": ids[old]} for old in order]
    return mixed, {(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in truth}


def _person(dice: random.Random) -> Row:
    born = date(1945, 1, 1) + timedelta(days=dice.randrange(27_000))
    middle = [dice.choice(_MIDDLE) for _ in range(dice.choice((1, 1, 1, 2)))]
    name = " ".join([dice.choice(_FAMILY), *middle, dice.choice(_GIVEN)])
    number = f"042{dice.randrange(4)}{born.year % 100:02d}{dice.randrange(10**6):06d}"
    phone = f"+849{dice.randrange(10**8):08d}"
    return {
        "name": name,
        "born": born.isoformat(),
        "number": number if dice.random() < 0.7 else None,
        "phone": phone if dice.random() < 0.5 else None,
        "commune": f"{18073 + dice.randrange(69)}",
    }


def _spoilt(person: Row, dice: random.Random) -> Row:
    row = dict(person)
    for spoil in dice.sample(_ERRORS, dice.choice((1, 1, 2, 3))):
        spoil(row, dice)
    return row


def _nearly(person: Row, dice: random.Random) -> Row:
    """Return somebody else who looks like it: a brother or sister, or a namesake born on one day."""
    other = _person(dice)
    words = person["name"].split()
    if dice.random() < 0.5:
        words[-1] = dice.choice([given for given in _GIVEN if given != words[-1]])
        return other | {"name": " ".join(words), "commune": person["commune"], "phone": person["phone"]}
    born = date.fromisoformat(person["born"]) + timedelta(days=dice.randrange(40, 4000))
    return other | {"name": person["name"], "born": born.isoformat()}


def _tones(row: Row, _dice: random.Random) -> None:
    row["name"] = row["name"].translate(_PLAIN)


def _order(row: Row, _dice: random.Random) -> None:
    words = row["name"].split()
    row["name"] = " ".join([words[-1], *words[:-1]])


def _left_out(row: Row, _dice: random.Random) -> None:
    words = row["name"].split()
    row["name"] = " ".join([words[0], *words[2:]]) if len(words) > 2 else row["name"]


def _letter(row: Row, dice: random.Random) -> None:
    place = dice.randrange(len(row["name"]))
    row["name"] = row["name"][:place] + dice.choice("aeinhgto") + row["name"][place + 1 :]


def _day_month(row: Row, _dice: random.Random) -> None:
    year, month, day = row["born"].split("-")
    if int(day) <= 12:
        row["born"] = f"{year}-{day}-{month}"


def _digit(row: Row, dice: random.Random) -> None:
    if number := row["number"]:
        place = dice.randrange(6, 12)
        row["number"] = number[:place] + str((int(number[place]) + dice.randrange(1, 10)) % 10) + number[place + 1 :]


def _swap(row: Row, dice: random.Random) -> None:
    if number := row["number"]:
        place = dice.randrange(6, 11)
        row["number"] = number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _no_number(row: Row, _dice: random.Random) -> None:
    row["number"] = None


def _phone(row: Row, dice: random.Random) -> None:
    row["phone"] = f"+849{dice.randrange(10**8):08d}"


_ERRORS: list[Callable[[Row, random.Random], None]] = [
    _tones,
    _order,
    _left_out,
    _letter,
    _day_month,
    _digit,
    _swap,
    _no_number,
    _phone,
]


def _measured(found: set[tuple[str, str]], truth: set[tuple[str, str]], seconds: float, records: int) -> dict[str, Any]:
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / len(truth)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {
        "seconds": round(seconds, 2),
        "records_per_second": round(records / seconds),
        **{name: round(value, 4) for name, value in (("precision", precision), ("recall", recall), ("f1", f1))},
    }


def ours(rows: list[Row]) -> tuple[set[tuple[str, str]], float]:
    """Compare by our own means, in memory as Splink does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from honglam.engines.register.contracts import Field, Target, TargetKind, Type  # noqa: PLC0415
    from honglam.engines.register.service.quality import pairing  # noqa: PLC0415

    fields = (
        Field(n=1, name="name", type=Type.TEXT, title="Họ và tên"),
        Field(n=2, name="born", type=Type.DATE, title="Ngày sinh"),
        Field(n=3, name="number", type=Type.PERSONAL_NUMBER, title="Số định danh"),
        Field(n=4, name="phone", type=Type.PHONE, title="Điện thoại"),
        Field(n=5, name="commune", type=Type.REFERENCE, title="Xã", target=Target(kind=TargetKind.COMMUNE)),
    )
    began = time.perf_counter()
    found = {(min(a, b), max(a, b)) for a, b, _score, _why in pairing.pairs(rows, fields)}
    return found, time.perf_counter() - began


_SPLINK = """
import json, sys, time
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
rows = pd.DataFrame(json.load(open(sys.argv[1]))).rename(columns={"id": "unique_id"})
began = time.perf_counter()
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
        cl.DamerauLevenshteinAtThresholds("born", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
        cl.ExactMatch("phone"),
        cl.ExactMatch("commune"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("number"), block_on("name", "substr(born, 1, 4)"), block_on("born", "substr(name, 1, 2)"),
        block_on("born", "string_split(name, ' ')[-1]"), block_on("phone"), block_on("substr(number, 1, 8)"),
    ],
)
linker = Linker(rows, settings, db_api=DuckDBAPI())
linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.6)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
found = linker.inference.predict(threshold_match_probability=0.2).as_pandas_dataframe()
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "pairs": [
    [a, b, p] for a, b, p in zip(found.unique_id_l, found.unique_id_r, found.match_probability)]}))
"""


def splink(python: str, rows: list[Row], truth: set[tuple[str, str]]) -> dict[str, Any]:
    """Let Splink do the same; of its thresholds the best for it is taken."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.json"
        path.write_text(json.dumps(rows))
        done = subprocess.run([python, "-c", _SPLINK, str(path)], check=True, stdout=subprocess.PIPE, text=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    best: dict[str, Any] = {}
    for threshold in (0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999):
        found = {(min(a, b), max(a, b)) for a, b, chance in answer["pairs"] if chance >= threshold}
        measured = _measured(found, truth, answer["seconds"], len(rows)) | {"threshold": threshold}
        best = max(best, measured, key=lambda each: each.get("f1", -1))
    return best


def main() -> int:
    """Measure and keep; 1 when Splink was there and was better."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_doubles", description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--splink", default="")
    chosen = parser.parse_args()
    rows, truth = invented(chosen.records, chosen.seed)
    found, seconds = ours(rows)
    sides = {"ours": _measured(found, truth, seconds, len(rows))}
    if chosen.splink:
        sides["splink"] = splink(chosen.splink, rows, truth)
    better = "splink" not in sides or sides["ours"]["f1"] >= sides["splink"]["f1"]
    at = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
    keep(
        {
            "bench": "register_doubles",
            "at": at,
            "records": len(rows),
            "true_pairs": len(truth),
            "seed": chosen.seed,
            "sides": sides,
            "machine": _machine(),
            "reached": better,
        }
    )
    return 0 if better else 1


if __name__ == "__main__":
    sys.exit(main())
