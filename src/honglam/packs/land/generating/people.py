"""Invented people: names as they are in Nghệ Tĩnh, numbers of the right form that nobody has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.str_]
Integers = NDArray[np.int64]

# How often a family name is met, roughly, in per cent.
_FAMILIES = {
    "Nguyễn": 34, "Trần": 15, "Lê": 11, "Phan": 8, "Võ": 6, "Phạm": 5, "Hoàng": 4, "Đặng": 4, "Hồ": 3, "Bùi": 3,
    "Dương": 2, "Đinh": 1, "Thái": 1, "Trương": 1, "Hà": 1, "Biện": 1,
}  # fmt: skip
_MIDDLE = {
    "male": ("Văn", "Đình", "Xuân", "Quốc", "Hữu", "Công", "Đức", "Trọng", "Viết", "Minh"),
    "female": ("Thị", "Thị Thu", "Thị Minh", "Thị Ngọc", "Thị Hồng", "Thị Kim"),
}
_GIVEN = {
    "male": (  # noqa: SIM905  (rows of names read better than a list of seventy)
        "An Anh Bình Chiến Cường Dũng Đạt Đông Đồng Hải Hiếu Hòa Hùng Khánh Lâm Long Mạnh Nam Nghĩa Phong Phúc Quân "
        "Quang Sơn Tài Thắng Thành Thịnh Tiến Toàn Trung Tuấn Việt Vinh"
    ).split(),
    "female": (  # noqa: SIM905  (as above)
        "An Bình Châu Dung Duyên Giang Hà Hải Hạnh Hiền Hoa Hoài Hồng Huệ Hương Lan Liên Linh Loan Mai Minh Nga Ngân "
        "Ngọc Nhung Oanh Phương Quỳnh Tâm Thảo Thanh Thu Thủy Trang Tuyết Vân Yến"
    ).split(),
}
_BORN = (1938, 2003)
ORGANISATIONS = (
    "Ủy ban nhân dân xã",
    "Hợp tác xã Nông nghiệp",
    "Ban quản lý rừng phòng hộ",
    "Công ty cổ phần",
    "Trường Tiểu học",
    "Trạm Y tế",
)
NO_NUMBER = 0.05  # share of people whose personal number is not known


@dataclass(frozen=True, slots=True)
class People:
    """People as arrays, one entry each.

    Attributes:
        name: full name.
        number: personal number; empty where it is not known.
        born: year.
        kind: `person` or `household`.
    """

    name: Texts
    number: Texts
    born: Integers
    kind: Texts

    def __len__(self) -> int:
        return len(self.name)


def people(count: int, first: int, rng: np.random.Generator) -> People:
    """Invent people.

    Args:
        count: how many.
        first: serial number of the first of them in the province, so that no personal number comes twice.
        rng: source of what is random.
    """
    male = rng.random(count) < 0.58
    born = rng.integers(*_BORN, size=count)
    family = rng.choice(list(_FAMILIES), size=count, p=np.array(list(_FAMILIES.values())) / sum(_FAMILIES.values()))
    name = _joined(
        family,
        *(
            np.where(male, rng.choice(list(words["male"]), count), rng.choice(list(words["female"]), count))
            for words in (_MIDDLE, _GIVEN)
        ),
    )
    return People(
        name, _numbers(male, born, first, rng), born, np.where(rng.random(count) < 0.35, "household", "person")
    )


def _joined(*words: Texts) -> Texts:
    made = words[0]
    for each in words[1:]:
        made = np.char.add(np.char.add(made, " "), each)
    return made


def _numbers(male: NDArray[np.bool_], born: Integers, first: int, rng: np.random.Generator) -> Texts:
    """Return numbers of Hà Tĩnh: 042, century and sex, two digits of the year, six that count on from `first`."""
    century = np.where(born < 2000, np.where(male, 0, 1), np.where(male, 2, 3))
    serial = (np.arange(first, first + len(born)) * 7919) % 1_000_000
    number = 42 * 10**9 + century * 10**8 + (born % 100) * 10**6 + serial
    texts = np.char.zfill(number.astype(np.str_), 12)
    return np.where(rng.random(len(born)) < NO_NUMBER, "", texts)
