"""Which section a block stands in, and what that section is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from honglam.base.text import fold
from honglam.packs.plan.reading.blocks import Block, Kind
from honglam.packs.plan.reading.tidying import UPPER


class Part(StrEnum):
    """What a section is about."""

    HEAD = "head"
    OBJECTIVES = "objectives"
    TASKS = "tasks"
    MONEY = "money"
    ORGANISATION = "organisation"
    APPENDIX = "appendix"
    FOOT = "foot"
    PAST = "past"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: how deep, its number and its words."""

    level: int
    mark: str
    title: str

    def __str__(self) -> str:
        separator = ")" if re.fullmatch(r"[a-zđ]", self.mark) else "."
        return f"{self.mark}{separator} {self.title}" if self.mark else self.title


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with the headings above it, the highest first."""

    block: Block
    path: tuple[Heading, ...]
    part: Part

    @property
    def section(self) -> str:
        """The nearest heading, as it is printed."""
        return str(self.path[-1]) if self.path else ""


# What was, and on what the document rests: nothing of it is to be done.
_PAST = re.compile(
    r"^(?:danh gia|tinh hinh|ket qua|thuc trang|khai quat|dac diem|boi canh|ton tai|han che|can cu|co so phap ly)"
)
_WORDS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.ORGANISATION, re.compile(r"to chuc thuc hien|phan cong|trach nhiem|to chuc trien khai")),
    (
        Part.MONEY,
        re.compile(r"^(nguon )?kinh phi|danh muc nhiem vu|danh muc (cac )?(du an|nhiem vu)|nguon luc thuc hien"),
    ),
    (Part.OBJECTIVES, re.compile(r"muc tieu|chi tieu")),
    (Part.TASKS, re.compile(r"nhiem vu|giai phap|noi dung|^cong tac")),
)
_OBJECTIVES_BELOW = re.compile(r"^(cac )?(muc tieu|chi tieu)")
_TASKS_BELOW = re.compile(r"^(cac )?(nhiem vu|giai phap|noi dung)")
_ORGANISATION_BELOW = re.compile(r"^to chuc thuc hien$")
_FOOT = re.compile(rf"(?:Nơi nhận|TM\.|KT\.|TL\.|TUQ\.|CHỦ TỊCH|PHÓ CHỦ TỊCH|GIÁM ĐỐC)\s*(?:[:{UPPER}]|$)")
# What ends the part on the organisation and belongs to no agency any more.
_CLOSING = re.compile(
    r"(?:Yêu cầu|Trên đây|Quá trình|Trong quá trình|Căn cứ|Đề nghị các|Giao|(?:UBND|Ủy ban nhân dân) .{0,40} yêu cầu)\b"
)
_TOP = 3  # how deep the sections of most documents stand: roman numbers, or words in capitals
_LONG = 220  # characters: a longer numbered paragraph is an item and no heading


def place(found: Iterable[Block]) -> Iterator[Placed]:
    """Yield the blocks that are no headings, each with its section."""
    every = [block for block in found if block.kind is not Kind.FOOTNOTE]
    path: list[Heading] = []
    parts: list[Part] = []
    appendix = False
    for at, block in enumerate(every):
        following = every[at + 1] if at + 1 < len(every) else None
        if path and not appendix and _FOOT.match(block.text):
            path, parts = [Heading(0, "", "")], [Part.FOOT]
        if block.kind is Kind.APPENDIX:
            appendix, path, parts = True, [Heading(0, block.mark, block.text)], [Part.APPENDIX]
        elif parts[-1:] != [Part.FOOT] and (level := _level(block, following, appendix=appendix)) is not None:
            while path and path[-1].level >= level:
                path.pop()
                parts.pop()
            path.append(Heading(level, block.mark, block.text.rstrip(" :.")))
            parts.append(_part(block.text, parts, level))
        elif block.kind is Kind.TEXT and parts and parts[-1] is Part.ORGANISATION and _CLOSING.match(block.text):
            yield Placed(block, tuple(path[:1]), Part.ORGANISATION)
        else:
            yield Placed(block, tuple(path), parts[-1] if parts else Part.HEAD)


def _level(block: Block, following: Block | None, *, appendix: bool) -> int | None:
    """Return how deep a heading stands, None for what is no heading."""
    if block.kind is Kind.UPPER and not appendix:
        return _TOP if _named(block.text) is not Part.OTHER and following is not None else None
    if block.kind is not Kind.NUMBERED:
        return None
    depth = depth_of(block.mark)
    if depth <= _TOP and (_named(block.text) is not Part.OTHER or len(block.text) < _LONG):
        return depth
    if following is None or _FOOT.match(following.text) or len(block.text) > _LONG or block.text.endswith(";"):
        return None
    below = following.kind in {Kind.BULLET, Kind.TEXT, Kind.TABLE} or (
        following.kind is Kind.NUMBERED and depth_of(following.mark) > depth
    )
    # "1. Các doanh nghiệp: VNPT, Viettel" is a heading where items follow; "a) Thể chế: 100% văn bản …" is none.
    says = re.search(r":\s+\S", block.text) and (re.search(r"\d", block.text) or following.kind is Kind.TEXT)
    return depth if below and not says and not _is_sentence(block.text) else None


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and len(text) > 100


def depth_of(mark: str) -> int:
    """Return 1 for a part, 2 for a chapter or `A`, 3 for `I`, 4 for `1`, 5 for `1.1`, …, 9 for `a`."""
    if re.fullmatch(r"[a-zđ]", mark):
        return 9
    if mark[:1].isdigit():
        return 4 + mark.strip(".").count(".")
    if mark.upper().startswith("PHẦN"):
        return 1
    return 2 if re.fullmatch(r"[A-H]|(?i:chương).*", mark) else _TOP


def _named(text: str) -> Part:
    plain = fold(text).strip(" .:")
    if _PAST.search(plain):
        return Part.PAST
    return next((part for part, words in _WORDS if words.search(plain)), Part.OTHER)


def _part(text: str, above: list[Part], level: int) -> Part:
    if above and above[0] is Part.APPENDIX:
        return Part.APPENDIX
    if not above or above[-1] is Part.OTHER:
        return _named(text)
    if level == _TOP and (own := _named(text)) is not Part.OTHER:  # a section below a part or chapter
        return own
    plain = fold(text).strip(" .:")
    for part, words in (
        (Part.OBJECTIVES, _OBJECTIVES_BELOW),
        (Part.TASKS, _TASKS_BELOW),
        (Part.ORGANISATION, _ORGANISATION_BELOW),
    ):
        if words.search(plain) and above[-1] in {Part.OBJECTIVES, Part.TASKS}:
            return part
    return above[-1]
