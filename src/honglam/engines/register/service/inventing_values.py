"""One invented value of a field, as a form would send it."""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import shapely
from rstr import Rstr
from shapely.geometry.base import BaseGeometry

from honglam.base.text import fold
from honglam.engines.register.contracts import Field, Register, Shape, TargetKind, Type

_DATA = Path(__file__).resolve().parent.parent / "data" / "inventing.toml"
_LATER = ("het han", "han ", "ket thuc", "den", "theo cam ket", "dinh hinh")
_METRE = 1 / 111_320  # degrees of latitude
_SERIAL = 900_000  # of personal numbers: higher than any that a province gives in a year
_MONEY = (6.0, 10.5)  # powers of ten between which đồng lie


@dataclass(frozen=True, slots=True)
class World:
    """What invented rows may refer to.

    Attributes:
        today: no day lies after it but ends and deadlines.
        communes: code → name and shape.
        agencies: paths.
        records: ids of the records of other registers, as text.
    """

    today: date
    communes: Mapping[str, tuple[str, BaseGeometry]]
    agencies: tuple[str, ...] = ()
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@functools.cache
def stock() -> Mapping[str, Any]:
    """Return the names and words from which texts are made."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented: name, sex, day of birth and personal number agree."""

    name: str
    sex: str
    born: date
    number: str


class Draw:
    """Draws the values of one row; what belongs together is drawn once."""

    def __init__(self, random: Random, world: World, register: Register, templates: Mapping[str, Any]) -> None:
        self.random, self.world, self.register = random, world, register
        self.row: dict[str, Any] = {}
        self._templates = templates
        self.place = random.choice(sorted(world.communes)) if world.communes else ""
        self.subject = self.person()
        self._named = False
        self._day = world.today - timedelta(days=random.randint(1200, 4000))

    def person(self) -> Person:
        """Return somebody of whom nothing is known yet."""
        found, random = stock(), self.random
        sex = random.choice(["male", "female"])
        young = self.register.id == "children"
        born = self.world.today - timedelta(days=random.randint(200, 5600) if young else random.randint(7700, 21500))
        digit = (born.year // 100 - 19) * 2 + (sex == "female")
        number = f"042{digit}{born.year % 100:02}{random.randint(_SERIAL, 999_999)}"
        return Person(f"{random.choice(found['surnames'])} {random.choice(found[sex])}", sex, born, number)

    def value(self, each: Field) -> Any:
        """Return a value of the field, or None when there is nothing to choose from."""
        makers: dict[Type, Callable[[Field], Any]] = {
            Type.CODE: self._code,
            Type.REFERENCE: self._reference,
            Type.GEOMETRY: self._geometry,
            Type.GROUP: self._items,
            Type.DATE: self._date,
            Type.PARTIAL_DATE: self._date,
            Type.DATETIME: self._date,
            Type.BOOLEAN: lambda _field: self.random.random() < 0.7,
            Type.INTEGER: self.number,
            Type.DECIMAL: self.number,
            Type.MONEY: self.number,
            Type.YEAR: self._year,
            Type.PERSONAL_NUMBER: self._personal_number,
            Type.PHONE: lambda _field: f"0900{self.random.randint(0, 999_999):06}",
            Type.EMAIL: lambda _field: f"{fold(self.person().name).replace(' ', '.')}@example.com",
            Type.URL: lambda _field: f"https://example.com/{self.register.id}/{self.random.randint(1, 9999)}",
            Type.TEXT: self._text,
        }
        make = makers.get(each.type)
        return make(each) if make else None

    # Choices

    def _code(self, each: Field) -> str | None:
        if fold(each.title) == "gioi tinh":
            return self.subject.sex
        codes = [code.code for code in each.codes if not code.closed]
        # Lists begin with what is usual.
        weights = [1 / (1 + at) for at in range(len(codes))]
        return self.random.choices(codes, weights)[0] if codes else None

    def _reference(self, each: Field) -> str | None:
        kind = each.target.kind if each.target else TargetKind.PERSON
        if kind is TargetKind.COMMUNE:
            return self.place or None
        if kind is TargetKind.AGENCY:
            return self.random.choice(self.world.agencies) if self.world.agencies else None
        ids = self.world.records.get(each.target.register, ()) if each.target else ()
        return self.random.choice(ids) if ids else None

    def _items(self, group: Field) -> list[dict[str, Any]]:
        self._named, day = True, self._day
        items = [{each.name: self.value(each) for each in group.fields} for _n in range(self.random.randint(0, 3))]
        self._day = day
        return [{name: value for name, value in item.items() if value is not None} for item in items]

    # Numbers

    def number(self, each: Field, least: float | None = None, most: float | None = None) -> Any:
        """Return a number within the bounds of the field and these; small ones are likelier."""
        low = max(float(each.minimum or 0), -math.inf if least is None else least)
        high = float(each.maximum) if each.maximum else math.inf
        high = min(high, math.inf if most is None else most)
        if each.type is Type.MONEY:
            found = 10 ** self.random.uniform(*_MONEY)
            found = found if low <= found <= high else self._between(low, min(high, low * 10 + 10 ** _MONEY[1]))
            rounded = round(found / 100_000) * 100_000
            return rounded if low <= rounded <= high else math.ceil(found)
        found = self._between(low, high if high < math.inf else max(low * 4, 300 if low < 100 else low + 100))
        if each.type is Type.INTEGER:
            return min(max(round(found), math.ceil(low)), math.floor(high) if high < math.inf else round(found) + 1)
        step = Decimal(1).scaleb(-(each.decimals if each.decimals is not None else 2))
        return min(max(Decimal(found).quantize(step), Decimal(str(low))), Decimal(str(min(high, 1e15))))

    def _between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random.random() ** 2

    def _year(self, each: Field) -> int:
        first = max(int(float(each.minimum or 0)), self.world.today.year - 30)
        last = min(int(float(each.maximum or 9999)), self.world.today.year)
        return self.random.randint(min(first, last), last)

    # Days

    def _date(self, each: Field) -> str:
        title = fold(each.title)
        if "sinh" in title.split() and "ngay" in title.split():
            return self.subject.born.isoformat()
        if title.startswith(_LATER) or any(f" {word.strip()} " in f" {title} " for word in _LATER):
            ahead = self.random.randint(30, 1500) if self.random.random() < 0.9 else -self.random.randint(1, 200)
            return max(self.world.today + timedelta(days=ahead), self._day + timedelta(days=1)).isoformat()
        # A part of what is left until today, so that many days of one form do not all become today.
        left = (self.world.today - self._day).days
        self._day += timedelta(days=self.random.randint(0, max(1, left // 3)) if left > 0 else 0)
        return self._day.isoformat()

    # Shapes

    def _geometry(self, each: Field) -> BaseGeometry | None:
        if not self.place:
            return None
        centre = self._inside(self.world.communes[self.place][1])
        if each.shape is Shape.POINT:
            return centre
        turn, size = self.random.uniform(0, math.pi), self.random.uniform(40, 300) * _METRE
        if each.shape is Shape.LINE:
            steps = [(centre.x + at * size * math.cos(turn), centre.y + at * size * math.sin(turn)) for at in (0, 1, 2)]
            return shapely.LineString(steps)
        corners = [turn + quarter * math.pi / 2 + self.random.uniform(-0.3, 0.3) for quarter in range(4)]
        return shapely.Polygon([(centre.x + size * math.cos(at), centre.y + size * math.sin(at)) for at in corners])

    def _inside(self, shape: BaseGeometry) -> shapely.Point:
        west, south, east, north = shape.bounds
        for _try in range(30):
            point = shapely.Point(self.random.uniform(west, east), self.random.uniform(south, north))
            if shape.contains(point):
                return point
        return shape.representative_point()

    # Texts

    def _personal_number(self, _field: Field) -> str:
        return self.subject.number if not self._used("number") else self.person().number

    def _used(self, what: str) -> bool:
        """Tell whether the person of the row was asked for this already; the next field is about somebody else."""
        mark = f"_{what}"
        if mark in self._marks:
            return True
        self._marks.add(mark)
        return False

    @functools.cached_property
    def _marks(self) -> set[str]:
        return set()

    def _text(self, each: Field) -> str:
        if forms := self._forms(each.name):
            made = self._filled(self.random.choice(forms))
        elif each.pattern:
            made = Rstr(self.random).xeger(re.compile(each.pattern))
        elif each.name in self.register.label and not self._kind(each.title):
            made = self._filled(f"{self.register.one or self.register.title} {{word}} {{place}} {{n}}")
            made = made[:1].upper() + made[1:]
        else:
            made = self._of_kind(self._kind(each.title))
        return made[: each.max_length or 4000].strip()

    def _forms(self, name: str) -> Sequence[str]:
        """Return how the pack wants a text to look, where it likes by the code of another field."""
        said = self._templates.get(name, ())
        forms: Sequence[str] = said.get(str(self.row.get(said["by"])), ()) if isinstance(said, Mapping) else said
        return forms

    def _kind(self, title: str) -> str:
        folded = fold(title)
        return next((kind["makes"] for kind in stock()["kinds"] if any(s in folded for s in kind["says"])), "")

    def _of_kind(self, kind: str) -> str:
        found = stock()
        if kind == "person":
            return self.person().name if self._used("name") else self.subject.name
        if kind == "address":
            house = f"số {self.random.randint(1, 220)}, {self.random.choice(found['streets'])}"
            return self._filled(f"{house}, {{place}}")
        if kind == "decision":
            return f"{self.random.randint(10, 4500)}/QĐ-UBND"
        if kind == "serial":
            return f"{self.random.choice('ABCDEGHKLM')}{self.random.randint(10_000, 999_999)}"
        return self._filled(self.random.choice(found[kind or "phrases"]))

    def _filled(self, form: str) -> str:
        name = self.world.communes[self.place][0] if self.place else "Hà Tĩnh"
        return form.format(
            place=name.removeprefix("Xã ").removeprefix("Phường "),
            word=self.random.choice(stock()["words"]),
            n=self.random.randint(1, 99),
            person=self.subject.name,
            year=self.world.today.year - self.random.randint(0, 6),
        )
