"""The documents and the questions, the same on each machine: everything follows from the number of the document.

No person or paper in it is real. Words are drawn as in real papers: a few are in nearly every document, most in few.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from honglam.core.search.contracts import Audience, Document

DOCUMENTS = 1_000_000
COMMUNES = 69
FIRST_COMMUNE = 18561
OFFICER_AT = "H27.18562"
RIGHT = "bench.view"
NEWEST = datetime(2026, 11, 20, tzinfo=UTC)


def _listed(text: str, by: str | None = None) -> list[str]:
    return text.split(by)


_KINDS = _listed(
    "Quyết định|Kế hoạch|Báo cáo|Tờ trình|Công văn|Thông báo|Biên bản|Hồ sơ|Đơn đề nghị|Giấy chứng nhận", by="|"
)
_ABOUT = _listed(
    "quyền sử dụng đất|chuyển đổi số|giải phóng mặt bằng|phòng chống thiên tai|cải cách hành chính|nông thôn mới|"
    "bảo hiểm y tế|xây dựng nhà ở|khai thác nước ngầm|hộ tịch và chứng thực|an toàn thực phẩm|nuôi trồng thủy sản|"
    "bảo vệ rừng đầu nguồn|trợ cấp người có công|đăng ký kinh doanh|cấp phép môi trường|sửa chữa đường giao thông",
    by="|",
)
_FAMILY = _listed("Nguyễn Trần Lê Phạm Hoàng Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Lương Cao Mai Tô")
_MIDDLE = _listed("Văn Thị Đức Hữu Xuân Ngọc Minh Quang Thanh Đình Công Bá Trọng Kim Diệu")
_GIVEN = _listed("An Bình Cường Dũng Đông Hà Hòa Hùng Lan Mai Nam Phúc Quý Sơn Thúy Yến Khánh Linh Nhung Tuấn")
_ONSETS = _listed("b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x")
_RIMES = _listed(
    "a á à ả ã ạ an án àn ang áng ành anh át ạt ay áy ăn ắn ắt âm ấm ân ấn ật e é è en ên ết ệt i í ì in inh ích o ó ò "
    "on ong óng ô ố ồ ôn ông ốt ơ ớ ờ ơn ợp u ú ù un ung úc ư ứ ừ ưng ước ương ượng uyên uyết iên iết yêu oai oan"
)


@dataclass(frozen=True)
class Question:
    """A question and of which sort it is."""

    sort: str
    text: str


def syllables() -> list[str]:
    """Return some fifteen hundred syllables as Vietnamese writes them."""
    return [onset + rime for rime in _RIMES for onset in _ONSETS]


def documents(first: int, last: int) -> Iterator[Document]:
    """Yield the documents with these numbers, the oldest first."""
    known = syllables()
    weights = [1 / (rank + 8) for rank in range(len(known))]
    for number in range(first, last):
        chance = random.Random(number)
        commune = FIRST_COMMUNE + chance.randrange(COMMUNES)
        title = f"{chance.choice(_KINDS)} số {number}/{chance.choice(['QĐ', 'KH', 'BC', 'TTr', 'CV'])}-UBND về "
        title += f"{chance.choice(_ABOUT)} {chance.choice(_ABOUT)}"
        person = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
        words = " ".join(chance.choices(known, weights, k=chance.randrange(20, 60)))
        public = chance.random() < 0.15
        yield Document(
            key=str(number),
            title=title,
            text=f"Ông (bà) {person}, xã số {commune}, tỉnh Hà Tĩnh. {words}",
            url=f"/bench/{number}/",
            audience=Audience.PUBLIC if public else Audience.PERMISSION,
            permission="" if public else RIGHT,
            agency=f"H27.{commune}",
            updated=NEWEST - timedelta(minutes=5 * (DOCUMENTS - number)),
        )


def questions() -> list[Question]:
    """Return what is asked: common and rare words, names, codes, slips, beginnings, and what nobody has."""
    rare = syllables()[-40:]
    asked = {
        "common": ["báo cáo", "tỉnh hà tĩnh", "ubnd", "xã", "quyết định", "ha tinh", "về", "nguyen van"],
        "title": ["quyết định giải phóng mặt bằng", "ke hoach chuyen doi so", "giấy chứng nhận quyền sử dụng đất"],
        "rare": [f"{one} {other}" for one, other in zip(rare[::4], rare[1::4], strict=True)],
        "person": ["Trương Diệu Nhung", "tran ba khanh", "Tô Trọng Quý", "Lương Kim Linh"],
        "code": ["123456/QĐ-UBND", "777777", "số 42424/BC-UBND", "18562 999"],
        "slip": ["quyet dihn giai phong", "chuyeen ddooir soos", "thieen tai", "nguyne van an", "bao cao thuys san"],
        "begun": ["qu", "quyết đ", "giai ph", "nguy", "t", "h", "báo cáo ch", "12345"],
        "none": ["zzyzx", "hoàn toàn zzqq", "báo cáo qwxyz", "xqzw hà tĩnh"],
        "phrase": ['"đổi số giải phóng"', '"hành chính nông thôn"'],
        "many words": ["báo cáo về cải cách hành chính và nông thôn mới của ubnd tỉnh hà tĩnh"],
    }
    return [Question(sort, text) for sort, texts in asked.items() for text in texts]
