"""From the lines of a text to its paragraphs, items, headings and tables.

Scanners break a sentence at the edge of a page, put footnotes and page numbers in between, and cut a row of a table in
two. A block is what the author wrote in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from honglam.packs.plan.contracts import Span
from honglam.packs.plan.reading import tidying


class Kind(StrEnum):
    """What a block is."""

    TEXT = "text"
    BULLET = "bullet"
    NUMBERED = "numbered"
    UPPER = "upper"
    APPENDIX = "appendix"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(slots=True)
class Block:
    """A piece of the document.

    Attributes:
        kind: what it is.
        text: without its mark; empty for a table.
        mark: the number or letter before it: `II.`, `2.1.`, `a)`; for a bullet its sign.
        span: where it stands in the text.
        rows: cells of a table, each as it stands in the text.
    """

    kind: Kind
    text: str
    span: Span
    mark: str = ""
    rows: list[list[str]] = field(default_factory=list)


_APPENDIX = re.compile(
    r"(?:PHỤ\s+LỤC|Phụ\s+lục|BIỂU|Biểu)(?:\s+(?:SỐ|số))?(?:\s*[:.]?\s*([IVXLC]{1,6}|\d{1,2}|[A-H]))?\s*[:.]?"
)
_ROMAN = re.compile(
    r"((?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:[IVX]+|THỨ\s+\w+|thứ\s+\w+|\d+)|[IVX]{1,6}|[A-H])\s*[.:)/-]\s*(?=[^\s\d])"
    rf"|((?:PHẦN|CHƯƠNG)\s+(?:[IVX]+|THỨ\s+\w+)|(?:Phần|Chương)\s+(?:[IVX]+|thứ\s+\w+))\s*(?=\s[{tidying.UPPER}]{{2}}|$)"
)
_NUMBER = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){0,3})(?:\.|\))?\s+(?=\S)|(\d{1,2}(?:\.\d{1,2}){0,3})[.)/]\s*(?=[^\d\s/])|"
    rf"(\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})[-–](?:\s+(?=\d)|\s*(?=[{tidying.UPPER}]))"
)
_LETTER = re.compile(r"([a-zđ])\s*[).]\s+(?=\S)")
_BULLET = re.compile(r"([-–—−•●▪◦○*+·►✓])\s*(?=\S)|(\(\d{1,2}\))\s+(?=\S)")
_PAGE = re.compile(r"[-–—\s]*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*")
_ENDS = re.compile(r"[.;:!?…][\"”’)\]]*$|/\.$")
_HANGS = frozenset(
    {"số", "của", "và", "các", "tại", "về", "theo", "cho", "với", "trong", "ngày", "hoặc", "kỹ", "những", "được"}
)
# After these a number at the beginning of a line is none of its own: the line only goes on.
_COUNTS = re.compile(
    r"(?:\b(?:ngày|tháng|năm|quý|khoản|thứ|hơn|trên|dưới|đạt|khoảng|từ|đến|là|và|với|của|"
    r"ít nhất|tối thiểu|còn|không quá)"
    r"|(?:quyết|định|thị|hoạch|trình|văn|bản|tư|luật|luận|báo|lệnh)\s+số)\s*$",
    re.IGNORECASE,
)
_GAP = re.compile(rf"(?<=[^\s:])\s{{3,}}(?=[{tidying.UPPER}])|(?<=\S)\s+(?=CỘNG H[OÒ][ÀA] XÃ HỘI|Độc lập\s*[-–])")
# Where a new item or heading begins in the middle of a line.
_ITEM = re.compile(
    rf"(?<=[;.:])\s+(?=[-–+•]\s+[{tidying.UPPER}\d])|\s+(?=(?:[IVX]+|\d{{1,2}}(?:\.\d{{1,2}})*)\.\s+[{tidying.UPPER}])"
    rf"|(?<=[{tidying.UPPER}]{{2}})\s+(?=-\s+[{tidying.UPPER}])"
)
_RUN_ON = 600  # characters
_LEAST_ITEMS = 3
_HEAD_LINES = 8
_LAID = re.compile(r"CỘNG H[OÒ][ÀA] XÃ HỘI|Độc lập\s*[-–]\s*Tự do|^\s*Nơi nhận|^\s*(?:TM|KT|TL)\.")
_LAID_ROWS = 8
_LABELLED = re.compile(r"\b(?:chủ trì|phối hợp|thực hiện|thời gian|hoàn thành|thời hạn|sản phẩm)\s*:$", re.IGNORECASE)
# The preamble begins below a title that may be longer than a line, and the motto below the issuer.
_BEGINS = re.compile(r"CỘNG H[OÒ][ÀA] XÃ HỘI|(?:Căn cứ|Thực hiện|Thi hành|Theo|Xét)\s.*\d[a-d]?\s?[/-]")
_TAIL = 40  # characters of a block that tell whether it is at its end
_COUNTED = 20  # characters: a shorter line is a heading that ends so by chance
_WRAPPED = 70  # characters: a shorter line was ended by its author
_HASHES = re.compile(r"#{1,6}\s+")
_RULE = re.compile(r"[-–_=\s]*")
_PIPE_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")


def blocks(text: str) -> list[Block]:
    """Return the blocks of a text that has been made even, in their order."""
    found: list[Block] = []
    gap = turned = False
    for line, start in _beside(_apart(_lines(text))):
        bare = line.strip()
        if bare.count("|") == 1 and (bare.startswith("|") or bare.endswith("|")):
            bare = bare.strip("| ")  # the edge of a table that only puts things side by side
        if not bare:
            gap = not turned
            continue
        if _PAGE.fullmatch(bare) and "\t" not in line:
            gap, turned = False, True  # around the number of a page the author has left no gap
            continue
        span = (start, start + len(line))
        if (cells := _cells(line)) is not None:
            if cells:
                _add_row(found, cells, span)
        else:
            _add_line(found, bare, span, gap=gap)
        gap = turned = False
    return [block for each in found for block in _unlaid(each)]


def _unlaid(block: Block) -> Iterator[Block]:
    """Yield what stands in a table that only puts things side by side, as word processors lay out head and foot."""
    filled = [cell for row in block.rows for cell in row if cell]
    laid = len(filled) == 1 or (len(block.rows) <= _LAID_ROWS and any(_LAID.search(cell) for cell in filled))
    if not laid:
        yield block
        return
    for column in range(max(len(row) for row in block.rows)):
        for row in block.rows:
            for line in tidying.lines(row[column]).split("\n") if column < len(row) else ():
                if line:
                    yield _begun(line, block.span)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for line in text.split("\n"):
        yield line, start
        start += len(line) + 1


def _apart(every: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Take apart a line into which a web page has run many items and headings together."""
    for line, start in every:
        if len(line) < _RUN_ON or "\t" in line or len(_ITEM.findall(line)) < _LEAST_ITEMS:
            yield line, start
            continue
        at = 0
        for match in _ITEM.finditer(line):
            yield line[at : match.start()], start + at
            yield "", start + match.start()
            at = match.end()
        yield line[at:], start + at


def _beside(every: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Take apart what stands side by side at head and foot: agency and motto, recipients and signer."""
    seen, foot = 0, False
    for line, start in every:
        seen += bool(line.strip())
        foot = foot or line.lstrip().startswith("Nơi nhận")
        if (seen > _HEAD_LINES and not foot) or "\t" in line or "|" in line:
            yield line, start
            continue
        at = 0
        for match in _GAP.finditer(line):
            yield line[at : match.start()], start + at
            yield "", start + match.start()  # what stands beside it is a block of its own
            at = match.end()
        yield line[at:], start + at
        if at:
            yield "", start + len(line)


def _cells(line: str) -> list[str] | None:
    """Return the cells of a line of a table, nothing for its rule, None for a line that is none."""
    if "\t" in line:
        return [] if _RULE.fullmatch(line) else [cell.strip() for cell in line.split("\t")]
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") >= 2:
        if _PIPE_RULE.fullmatch(bare):
            return []
        return [cell.strip() for cell in bare.strip("|").split("|")]
    return None


def _add_row(found: list[Block], cells: list[str], span: Span) -> None:
    table = next((block for block in reversed(found) if block.kind is not Kind.FOOTNOTE), None)
    if table is not None and table.kind is Kind.TABLE:
        table.rows.append(cells)
        table.span = (table.span[0], span[1])
    else:
        found.append(Block(Kind.TABLE, "", span, rows=[cells]))


def _add_line(found: list[Block], line: str, span: Span, *, gap: bool) -> None:
    if tidying.is_footnote(line):
        found.append(Block(Kind.FOOTNOTE, tidying.plain(line), span))
        return
    block = _begun(line, span)
    last = next((each for each in reversed(found) if each.kind is not Kind.FOOTNOTE), None)
    if last is not None and _continues(last, block, line, gap=gap):
        last.text = f"{last.text} {tidying.plain(line)}".strip()
        last.span = (last.span[0], span[1])
        return
    if last is not None and last.kind is Kind.TABLE and not gap and _inside_row(last, block):
        last.rows[-1][-1] = f"{last.rows[-1][-1]}\n{line}"
        return
    found.append(block)


def _begun(line: str, span: Span) -> Block:
    """Return the block that a line would begin."""
    bare = tidying.plain(_HASHES.sub("", line, count=1))
    bullet = _BULLET.match(line) if not _HASHES.match(line) else None
    if bullet and not line.startswith("**"):
        return Block(Kind.BULLET, tidying.plain(line[bullet.end() :]), span, bullet[1] or bullet[2])
    if (head := _APPENDIX.match(bare)) and _is_appendix(bare, head):
        return Block(Kind.APPENDIX, bare[head.end() :].strip(" .:-"), span, head[0].strip(" .:"))
    for pattern in (_ROMAN, _NUMBER, _LETTER):
        if match := pattern.match(bare):
            mark = next(filter(None, match.groups()))
            if pattern is _NUMBER and _is_quantity(mark, bare[match.end() :], bare):
                break
            return Block(Kind.NUMBERED, bare[match.end() :].strip(), span, mark)
    return Block(Kind.UPPER if tidying.is_upper(bare) else Kind.TEXT, bare, span)


def _is_appendix(bare: str, head: re.Match[str]) -> bool:
    rest = bare[head.end() :]
    if head[0].startswith(("BIỂU", "Biểu")) and not head[1]:
        return False
    return (
        not rest
        or tidying.is_upper(bare)
        or rest[:1] in ".:-–("
        or (bool(head[1]) and len(bare) < 90 and not rest[:1].islower())
    )


def _is_quantity(mark: str, rest: str, bare: str) -> bool:
    """Tell whether a line begins with a figure and not with a number of its own: `100 % …`, `03 lớp …`, `15/8 …`."""
    after = bare[len(mark) :]
    if after[:1] in ".)" or re.match(r"[-–]\s", after):  # "2- 100 % …"; a range is not printed so
        return False
    return not rest[:1].isupper() or mark.startswith("0")


def _continues(last: Block, block: Block, line: str, *, gap: bool) -> bool:
    """Tell whether a line goes on with the block before it."""
    if _awaits_name(last, block) or (_awaits_number(last) and re.match(r"\d|[IV]+\b", line)):
        return True
    begins = block.kind in {Kind.BULLET, Kind.NUMBERED, Kind.APPENDIX} or _BEGINS.match(line) is not None
    if last.kind is Kind.TABLE or begins:
        return False
    if block.kind is Kind.UPPER or last.kind in {Kind.UPPER, Kind.APPENDIX}:
        return block.kind is Kind.UPPER and last.kind is Kind.UPPER and not gap
    tail = last.text[-_TAIL:]
    if _ENDS.search(tail):
        return len(last.text) > _COUNTED and _LABELLED.search(tail) is not None
    first = tidying.plain(line)[:1]
    if first.islower() or first in ",;)":
        return True
    words = tail.lower().split()
    hangs = bool(words) and (words[-1].strip(",") in _HANGS or _COUNTS.search(tail) is not None)
    return hangs or (not gap and len(last.text) > _WRAPPED and first != "(")


def _awaits_name(last: Block, block: Block) -> bool:
    """Tell whether a block is only a number as `PHẦN I`, below which stands what it is called."""
    return last.kind is Kind.NUMBERED and not last.text and block.kind in {Kind.TEXT, Kind.UPPER}


def _awaits_number(last: Block) -> bool:
    """Tell whether a block ends with a word after which a number is to come."""
    running = last.kind in {Kind.TEXT, Kind.BULLET, Kind.NUMBERED}
    return running and len(last.text) > _COUNTED and _COUNTS.search(last.text[-_TAIL:]) is not None


def _inside_row(table: Block, block: Block) -> bool:
    """Tell whether a line without a tab belongs to the last cell of the row before it."""
    width = max(len(row) for row in table.rows)
    return len(table.rows[-1]) < width and block.kind is not Kind.APPENDIX
