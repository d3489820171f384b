"""What stands at the head and the foot of a document: number, day, title, issuer, signer (Nghị định 30/2020/NĐ-CP)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from honglam.base.text import fold
from honglam.base.words import N_
from honglam.packs.plan.contracts import Document, Doubt
from honglam.packs.plan.reading import citations, dates, tidying
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.outline import Part, Placed
from honglam.packs.plan.reading.tidying import LOWER, UPPER
from honglam.packs.plan.reading.vocabulary import any_of, words

_KINDS = (
    "KẾ HOẠCH",
    "CHƯƠNG TRÌNH",
    "ĐỀ ÁN",
    "QUYẾT ĐỊNH",
    "NGHỊ QUYẾT",
    "CHỈ THỊ",
    "BÁO CÁO",
    "HƯỚNG DẪN",
    "PHƯƠNG ÁN",
    "DỰ ÁN",
)
_NUMBER = re.compile(r"\bSố\s*:?\s*([\d.…\s]*)\s*[-/]?\s*((?:[/-]\s?[A-ZĐa-z][\w.Đđ]*\s?)+)")
_DATE = re.compile(r"ngày\s*(\d{0,2})[\s….]*tháng\s*(\d{0,2})[\s….]*năm\s*(\d{4})?", re.IGNORECASE)
_PLACE = re.compile(rf"^(?P<place>[{UPPER}][\w\s.]{{1,40}}?),\s*ngày")
_BESIDE_NUMBER = re.compile(r"(?<=\S)[\s—–-]+Số\s*:.*")  # a web page may print both in one line
_NOT_ISSUER = re.compile(r"CỘNG H[OÒ][ÀA]|Độc lập|Tự do|Hạnh phúc|ĐẢNG CỘNG SẢN", re.IGNORECASE)
_ISSUER = re.compile(
    r"(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|SỞ |BAN |BỘ |TỔ CÔNG TÁC|TỈNH ỦY|ĐẢNG ỦY|THÀNH ỦY|HỘI |"
    r"VĂN PHÒNG|CÔNG AN|CỤC|TRƯỜNG|TRUNG TÂM"
)
_ATTACHED = re.compile(r"[Kk]èm theo [^)]*?của\s+((?:UBND|Ủy ban nhân dân|Sở|Ban|Bộ|Văn phòng|Đảng ủy)[^),;]*)")
_SAYS = re.compile(
    r"((?:UBND|Ủy ban nhân dân|Sở|Ban Chỉ đạo)\s[^,;.]{0,60}?)\s+(?:ban hành|xây dựng)\s+"
    r"(?:Kế hoạch|Chương trình|Đề án)",
    re.IGNORECASE,
)
# Above an agency stands the one that it belongs to: "UBND TỈNH …", below it "SỞ …".
_SUBORDINATE = re.compile(
    r"(?:SỞ|BAN|TỔ CÔNG TÁC|VĂN PHÒNG|CHI CỤC|CỤC|TRUNG TÂM|PHÒNG|CÔNG AN|THANH TRA|TRƯỜNG|"
    r"BỆNH VIỆN|VIỆN|HỘI|LIÊN MINH|ĐÀI|BÁO|QUỸ)\s"
)
_ABOVE = re.compile(r"^(?:BỘ CÔNG AN|BỘ QUỐC PHÒNG|BỘ Y TẾ|BỘ TƯ PHÁP)\s+(?=\S)")
_DRAFT = re.compile(r"^\W*(?:BẢN\s+)?(?:DỰ THẢO|Dự thảo)(?:\s+(?:LẦN|lần)\s*\d+)?\W*")
_AT_HEAD = re.compile(r"(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|CHỦ TỊCH|GIÁM ĐỐC|CỘNG H[OÒ][ÀA]|TRƯỞNG BAN|BỘ TRƯỞNG")
_YEAR = re.compile(r"(?<!đến )(?:năm|giai đoạn)\s+(20\d{2})", re.IGNORECASE)
_BEGINS = re.compile(r"(?:Căn cứ|Thực hiện|Thi hành|Triển khai thực hiện|Để |Nhằm |Trên cơ sở|Xét )")
_TITLE_OF_SIGNER = re.compile(
    r"CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|BÍ THƯ|CHÁNH VĂN PHÒNG|BỘ TRƯỞNG|THỨ TRƯỞNG|TRƯỞNG PHÒNG|HIỆU TRƯỞNG|CỤC TRƯỞNG|"
    r"Chủ tịch|Giám đốc|TM\.|KT\.|TL\."
)
_NAMES = {name.casefold(): name for name in words("names")}
_PLACES = frozenset({"tỉnh", "phố", "xã", "phường", "huyện", "quận", "trấn", "khu"})  # what follows is a name
_TWO_WORDS = frozenset({"thành phố", "thị xã", "thị trấn", "đặc khu"})
_LAST = 8  # blocks at the end of a document
_PERSON = re.compile(rf"(?:[{UPPER}][{LOWER}]+\s){{1,5}}[{UPPER}][{LOWER}]+")
_DEGREE = re.compile(
    r"^(?:(?:TS|ThS|PGS|GS|BS|BSCKI{1,2}|KS|CN)\.?|(?:Đại|Thượng|Trung|Thiếu) (?:tá|tướng)|Bác sĩ|Tiến sĩ|Thạc sĩ)\s*"
)

NO_NUMBER = N_("The document has no number yet: “%(text)s”.")
NO_DAY = N_("The day of issue is not complete: “%(text)s”.")


def read(placed: Sequence[Placed], warnings: list[Doubt]) -> Document:
    """Return what stands at the head and the foot; what is missing there is warned of."""
    top = [each for each in placed if each.part is Part.HEAD]
    lines = [each.block.text for each in top]
    number = _number(lines, warnings)
    printed, year = _date(lines, warnings)
    kind, title = _title(lines)
    said = _YEAR.search(title or "")
    return Document(
        number=number,
        date=printed,
        title=" ".join(filter(None, (kind, title))) or None,
        issuer=_issuer(lines, placed),
        signer=_signer(placed),
        year=int(said[1]) if said else year or _year_of(number),
    )


def _number(lines: Sequence[str], warnings: list[Doubt]) -> str | None:
    for line in lines[:12]:
        if match := _NUMBER.search(line):
            digits = re.sub(r"\D", "", match[1])
            if digits:
                return citations.number_of(digits + match[2].strip())
            warnings.append(Doubt(None, NO_NUMBER, {"text": line.strip()[:60]}))
            return None
    return None


def _date(lines: Sequence[str], warnings: list[Doubt]) -> tuple[str | None, int | None]:
    for line in lines[:14]:
        if match := _DATE.search(line):
            year = int(match[3]) if match[3] else None
            if match[1] and match[2] and year:
                return dates.day(f"{match[1]}/{match[2]}/{year}"), year
            warnings.append(Doubt(None, NO_DAY, {"text": match[0].strip()}))
            return None, year
    return None, None


def _title(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the kind of the document, as a word, and what it is about."""
    for at, printed in enumerate(lines):
        line = _DRAFT.sub("", printed)
        kind = next(
            (kind for kind in _KINDS if line.upper().startswith(kind) and tidying.is_upper(line[: len(kind)])), None
        )
        if kind is None or len(line) > 400:
            continue
        rest = [line[len(kind) :].strip(" :-–")]
        for place, more in enumerate(lines[at + 1 : at + 6]):
            # A title may well begin like a preamble ("Thực hiện …"), but a preamble names acts.
            begins = _BEGINS.match(more) if place or rest[0] else _BEGINS.match(more) and any(citations.find(more))
            if begins or _is_of_head(more) or more.startswith(("(", "Số", "Căn cứ")) or len(more) > 350:
                break
            rest.append(more)
        return kind.capitalize(), _sentence(" ".join(filter(None, rest))) or None
    return None, _untitled(lines)


def _untitled(lines: Sequence[str]) -> str | None:
    """Return the first line in capitals below number and day, where the word for the kind of document is missing."""
    last = max((at for at, line in enumerate(lines[:14]) if _NUMBER.search(line) or _PLACE.match(line)), default=None)
    if last is None:
        return None
    below = (line for line in lines[last + 1 : last + 4] if tidying.is_upper(line) and not _is_of_head(line))
    return next((line for line in below if not _NOT_ISSUER.search(line)), None)


def _is_of_head(line: str) -> bool:
    """Tell whether a line below a title is no part of it: who issues, the number, place and day."""
    return (
        (_AT_HEAD.match(line) is not None and tidying.is_upper(line))
        or _NUMBER.search(line) is not None
        or _PLACE.match(line) is not None
    )


def _sentence(title: str) -> str:
    return title.strip(" -–_*")


def _issuer(lines: Sequence[str], placed: Sequence[Placed]) -> str | None:
    for at, printed in enumerate(lines):
        line = _BESIDE_NUMBER.sub("", printed)
        if line.upper().startswith(_KINDS):
            break
        if tidying.is_upper(line) and _ISSUER.search(line) and not _NOT_ISSUER.search(line):
            below = next((other for other in lines[at + 1 : at + 3] if not _NOT_ISSUER.search(other)), "")
            more = below if tidying.is_upper(below) and not below.startswith(("SỐ", *_KINDS)) else ""
            if _SUBORDINATE.match(more):
                continue  # the next line is the issuer
            own = re.search(rf"(?<=\s)(?<!ỦY )(?<!UỶ ){_SUBORDINATE.pattern}.+", line)
            name = own[0] if own and _AT_HEAD.match(line) and not more else f"{line} {more}".strip()
            return _as_printed(_as_name(_ABOVE.sub("", name)), placed)
    place = next((match["place"].strip() for line in lines[:14] if (match := _PLACE.search(line))), "")
    for each in placed:
        if match := _ATTACHED.search(each.block.text) or _SAYS.search(each.block.text):
            name = re.sub(r"^(?:Ủy|Uỷ) ban nhân dân", "UBND", match[1].strip())
            return (
                f"{name} {place}".strip()
                if re.fullmatch(r"UBND (?:tỉnh|thành phố|xã|phường)", name) and place
                else name
            )
    return None


def _as_printed(name: str, placed: Sequence[Placed]) -> str:
    """Return a name with the capitals that it has elsewhere in the document."""
    pattern = re.compile(re.escape(name), re.IGNORECASE)
    found = (match[0] for each in placed if (match := pattern.search(each.block.text)))
    plain = re.sub(any_of("names"), lambda match: _NAMES[match[0].casefold()], name, flags=re.IGNORECASE)
    return next((text for text in found if not tidying.is_upper(text)), plain)


def _as_name(capitals: str) -> str:
    """Return a name that was printed in capitals as one writes it."""
    text = (
        capitals.capitalize()
        .replace("ủy ban nhân dân", "UBND")
        .replace("Ủy ban nhân dân", "UBND")
        .replace("Uỷ ban nhân dân", "UBND")
        .replace("Ubnd", "UBND")
    )
    words, named = text.split(), False
    for at, word in enumerate(words):
        if word.lower() in _PLACES:
            named = True
        elif named and " ".join(words[at : at + 2]).lower() not in _TWO_WORDS:
            words[at] = word.capitalize()
    return " ".join(words)


def _signer(placed: Sequence[Placed]) -> str | None:
    """Return who signed: before the appendices, or after all of them."""
    before = [each for each in placed if each.part is not Part.APPENDIX]
    return _signed(before) or _signed(placed[-_LAST:])


def _signed(placed: Iterable[Placed]) -> str | None:
    signing = False
    for each in placed:
        text = each.block.text
        if _TITLE_OF_SIGNER.search(text) and (tidying.is_upper(text) or each.part is Part.FOOT):
            signing = True
        if signing and each.block.kind in {Kind.TEXT, Kind.UPPER, Kind.BULLET}:
            tail = _DEGREE.sub("", text.strip())
            if (
                _PERSON.fullmatch(tail)
                and len(tail) < 40
                and not fold(tail).startswith(("chu tich", "pho chu", "giam doc"))
            ):
                return tail
            if (
                (found := _PERSON.findall(tail))
                and each.part is Part.FOOT
                and tidying.is_upper(re.sub(_PERSON, "", tail))
            ):
                return str(found[-1])
    return None


def _year_of(number: str | None) -> int | None:
    match = re.search(r"/(20\d{2})/", number or "")
    return int(match[1]) if match else None
