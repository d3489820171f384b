"""What a dictionary of a foreign system does not say, guessed from its words; every guess is shown to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from honglam.base.text import fold
from honglam.engines.register.contracts import Sensitivity

# Words in a folded title → our word for the type. The first that fits counts.
_TYPES: Sequence[tuple[str, str]] = (
    (r"(so )?(cccd|can cuoc|dinh danh ca nhan)|so dinh danh", "số định danh"),
    (r"dien thoai|\bsdt\b", "điện thoại"),
    (r"e-?mail|thu dien tu", "thư điện tử"),
    (r"website|dia chi web|\burl\b", "địa chỉ web"),
    (r"^ngay gio|thoi diem", "ngày giờ"),
    (r"^(ngay|thoi han den ngay)\b", "ngày"),
    (r"^nam (sinh|xay|san xuat|hoan thanh|thanh lap|cong nhan|dua vao|bat dau|ket thuc)|^nam$", "năm"),
    (r"^gioi tinh|^dan toc|^ton giao|^trinh do|^tinh trang|^trang thai|^loai|^hinh thuc|^hang\b|^cap\b", "danh mục"),
    (r"^(ten |ma )?(xa|phuong)\b", "xã, phường"),
    (r"kinh phi|so tien|gia tri hop dong|tong muc dau tu|von|hoc phi|muc tro cap|^don gia", "tiền"),
    (
        r"dien tich|chieu dai|chieu rong|khoi luong|the tich|cong suat|san luong|ty le|nang suat|do cao|dung tich",
        "số thập phân",
    ),
    (r"^so (luong|ho|nguoi|nhan khau|lao dong|tang|phong|giuong|cho|hoc sinh|giao vien)|^tong so|^tuoi\b", "số nguyên"),
    (r"toa do|vi tri (ban do|dia ly)", "điểm"),
    (r"ranh gioi|hinh (the|vung)", "vùng"),
    (r"^(anh|hinh anh|tep|file|tai lieu|ban sao|dinh kem)", "tệp"),
    (r"^(co|da|la) .+(khong|chua)\??$|^(co|da|la) ", "có/không"),
)
_PERSONAL = re.compile(
    r"^ho (va )?ten|ho ten|ngay sinh|nam sinh|gioi tinh|cccd|can cuoc|dinh danh ca nhan|so dinh danh|cmnd|ho chieu"
    r"|dien thoai|e-?mail|thuong tru|tam tru|noi o|que quan|dia chi (nha|lien he)|so tai khoan|ten chu (ho|su dung)"
    r"|chu so huu"
)
_SENSITIVE = re.compile(
    r"\bbenh\b|suc khoe|hiv|khuyet tat|ton giao|dan toc|tien an|chinh kien|van tay|sinh trac|thuong tat"
)
_LISTS: Sequence[tuple[str, str]] = (
    (r"^gioi tinh", "sexes"),
    (r"^dan toc", "ethnic_groups"),
    (r"^trinh do (hoc van|giao duc|dao tao|chuyen mon)", "education_levels"),
    (r"^tinh trang hon nhan", "marital_states"),
)
_UNIT = re.compile(r"\(\s*(?:don vi(?: tinh)?\s*:?\s*)?([^()]{1,20})\s*\)\s*$", re.IGNORECASE)
_UNITS = {
    *("ha", "m", "m2", "m3", "km", "km2", "%", "tan", "kg", "nguoi", "ho", "dong", "trieu dong", "ty dong", "cv", "kw"),
    *("mw", "lit", "con", "cai", "mm", "cm", "nam", "thang", "ngay", "cho", "phong", "giuong", "m3/ngay", "tan/nam"),
}


def type_of(title: str) -> str | None:
    """Return our word for the type that a title speaks of; None when it says nothing."""
    words = fold(title).strip()
    return next((kind for pattern, kind in _TYPES if re.search(pattern, words)), None)


def sensitivity_of(title: str) -> Sensitivity | None:
    """Return that a title speaks of a person, or of what nobody may know."""
    words = fold(title).strip()
    if _SENSITIVE.search(words):
        return Sensitivity.SENSITIVE
    return Sensitivity.PERSONAL if _PERSONAL.search(words) else None


def codelist_of(title: str) -> str | None:
    """Return the shared code list that a title speaks of."""
    words = fold(title).strip()
    return next((name for pattern, name in _LISTS if re.search(pattern, words)), None)


def unit_of(title: str) -> tuple[str, str]:
    """Return a title and the unit that stood in brackets at its end: `Diện tích (ha)`."""
    found = _UNIT.search(title)
    if found and fold(found[1]).strip() in _UNITS:
        return title[: found.start()].strip(), found[1].strip()
    return title, ""
