"""Who has to do what by the part on the organisation, and who reports to whom, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from honglam.packs.plan.contracts import Reporting, Responsibility
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.clauses import sentences
from honglam.packs.plan.reading.outline import Part, Placed
from honglam.packs.plan.reading.vocabulary import any_of

_PREFIX = re.compile(
    r"^(?:Đề nghị|Giao|Yêu cầu|Trách nhiệm của|Đối với|Nhiệm vụ của)\s+(?:các\s+(?=sở))?", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s+(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ)$", re.IGNORECASE)
_INLINE = re.compile(
    rf"^({any_of('agencies')}[^:.]{{0,140}}?)\s*(?::|\s(?=có trách nhiệm|chịu trách nhiệm|chủ trì))\s*(.*)", re.DOTALL
)
_AGENCY = re.compile(any_of("agencies"))
_MOMENTS = (
    r"ngày\s+\d{1,2}(?:/\d{1,2}(?:/\d{4})?)?|\d{1,2}/\d{1,2}(?:/\d{4})?|tháng|quý|năm|tuần|0?6 tháng|đột xuất|"
    r"hàng|hằng|cuối|của|đầu|sau|cùng|tiếp theo|hoặc|khi có yêu cầu|và|,|\(|\)|[IV]+|\d{4}"
)
_WHEN = re.compile(
    rf"(?i:định kỳ|hàng|hằng|mỗi|trước|chậm nhất|vào)(?:\s*,)?\s+(?:(?:trước|vào|hàng|hằng|là|theo)\s+)*"
    rf"(?:(?:{_MOMENTS}|trước|vào)\s*)+"
)
_AFTER = re.compile(
    r"(?:sau|trong vòng|trong thời hạn)\s+\d{1,2}\s+ngày[^,;.]*|sau khi (?:kết thúc|hoàn thành)[^,;.]*", re.IGNORECASE
)
_REPORT = re.compile(r"báo cáo(?! viên)", re.IGNORECASE)
_TO = re.compile(
    r"(?i:về|gửi|cho|đến|báo cáo|báo cáo kết quả với)\s+(?:Đồng chí\s+)?"
    rf"({any_of('receivers')}[^,;.(]*?)(?=\s+{any_of('after_receiver')}\b|\s*\(|[,;./]|$)"
)
_OFFERS = re.compile(r"(?:Trên đây|Trong quá trình|Quá trình)\b")  # "if there are difficulties, report them"
_ACTS = "theo dõi|tổng hợp|định kỳ|có trách nhiệm|chịu trách nhiệm|chủ trì|báo cáo"
_WHO = re.compile(rf"((?:Sở|Các|UBND|Công an|Văn phòng|Ban|Thủ trưởng)\s[^,;.]*?)\s+(?:{_ACTS})")


def responsibilities(placed: Iterable[Placed]) -> tuple[Responsibility, ...]:
    """Return the agencies of the part on the organisation, in their order, with what each has to do."""
    found: dict[str, list[str]] = {}
    for each in placed:
        if each.part is not Part.ORGANISATION or each.block.kind is Kind.TABLE:
            continue
        agency, item = _owned(each)
        if agency and item:
            found.setdefault(agency, []).append(item)
    return tuple(Responsibility(agency, tuple(items)) for agency, items in found.items())


def reporting(placed: Iterable[Placed]) -> Iterator[Reporting]:
    """Yield each duty to report of the part on the organisation that says when, or to whom."""
    for each in placed:
        if each.part in {Part.ORGANISATION, Part.OTHER} and each.block.kind is not Kind.TABLE:
            yield from _duties(each)


def _duties(placed: Placed) -> Iterator[Reporting]:
    """Yield the duties to report of a paragraph; who gets the reports may be said once for several."""
    owner, _item = _owned(placed)
    found = []
    for sentence, _start in sentences(placed.block.text):
        report = _REPORT.search(sentence)
        when = _WHEN.search(sentence) or _AFTER.search(sentence)
        to = _TO.search(sentence, report.start()) if report else None
        if (
            report
            and not _OFFERS.match(placed.block.text)
            and (when or (to and to.start() == report.start() and placed.part is Part.ORGANISATION))
        ):
            named = _WHO.search(sentence) if owner is None or len(placed.path) < 2 else None
            found.append((named[1].strip() if named else owner, to, when, sentence.strip(" ./")))
    known = next((to[1].strip() for _who, to, _when, _text in reversed(found) if to), None)
    for who, to, when, text in found:
        yield Reporting(who, to[1].strip() if to else known, when[0].strip(" ,(") if when else None, text)


def _owned(placed: Placed) -> tuple[str | None, str]:
    """Return whose a paragraph is, and what it says: the heading's agency, or the one that it begins with."""
    text = placed.block.text.strip()
    below = [heading for heading in placed.path[1:] if heading.title]
    if below:
        named = [heading for heading in below if _AGENCY.match(_name(heading.title))]
        return _name((named or below)[0].title), text
    if match := _INLINE.match(text):
        return _name(match[1]), match[2].strip() or text
    return None, text


def _name(title: str) -> str:
    return _SUFFIX.sub("", _PREFIX.sub("", title).strip(" :.,;"))
