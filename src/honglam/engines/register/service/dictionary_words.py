"""The words of an Excel data dictionary: headings, types, yes and no, as people write them. All folded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from honglam.base.text import fold
from honglam.engines.register.contracts import Sensitivity, Shape, Type

# Column of a field → headings by which it is known; the first, unfolded, is the one that we write ourselves (`HEADS`).
COLUMNS: Mapping[str, Sequence[str]] = {
    "n": ("so hieu", "so hieu truong", "n"),
    "title": (
        *("ten tieng viet", "tieu de", "ten hien thi", "nhan", "ten thong tin", "truong thong tin", "thong tin"),
        *("ten chi tieu", "chi tieu", "noi dung", "noi dung thong tin", "ten truong thong tin", "title", "label"),
        *("ten truong tieng viet", "ten day du", "ten goi"),
    ),
    "name": (
        *("ten cot", "ten truong", "ma truong", "truong", "truong du lieu", "ten truong du lieu", "cot", "ten vat ly"),
        *("column", "column name", "field", "field name", "name", "ten ky thuat", "ma thong tin", "thuoc tinh"),
        *("ten thuoc tinh", "attribute"),
    ),
    "type": (
        *("kieu", "kieu du lieu", "loai du lieu", "loai", "type", "data type", "datatype", "dinh dang", "kieu gia tri"),
    ),
    "length": (
        *("do dai", "do dai toi da", "kich thuoc", "do rong", "length", "size", "max length", "so ky tu", "do lon"),
    ),
    "decimals": ("so chu so thap phan", "so le", "thap phan", "decimals", "scale"),
    "required": ("bat buoc", "co bat buoc", "bat buoc nhap", "required", "not null", "mandatory"),
    "optional": ("cho phep null", "cho phep trong", "cho phep rong", "null", "nullable", "allow null"),
    "expected": ("can co", "nen co", "expected"),
    "unique": ("duy nhat", "khong trung", "unique"),
    "key": ("khoa", "khoa chinh", "primary key", "pk", "key"),
    "codes": (
        *("danh muc", "gia tri", "bang ma", "danh sach gia tri", "mien gia tri", "gia tri hop le", "codes", "values"),
        *("ma va gia tri", "tap gia tri", "bo ma", "gia tri cho phep"),
    ),
    "target": ("tham chieu", "tham chieu den", "lien ket", "khoa ngoai", "bang tham chieu", "reference", "references"),
    "unit": ("don vi tinh", "don vi", "dvt", "unit"),
    "minimum": ("gia tri nho nhat", "nho nhat", "toi thieu", "min", "minimum"),
    "maximum": ("gia tri lon nhat", "lon nhat", "toi da", "max", "maximum"),
    "min_length": ("do dai toi thieu", "so ky tu toi thieu", "min length"),
    "pattern": ("bieu thuc mau", "mau", "bieu thuc", "pattern", "regex"),
    "hint": ("goi y nhap", "cach viet", "vi du", "hint", "example"),
    "sensitivity": (
        *("muc bao ve", "do nhay cam", "muc nhay cam", "bao mat", "muc do bao mat", "pham vi cong khai", "sensitivity"),
    ),
    "section": ("nhom thong tin", "phan", "muc", "nhom", "section"),
    "group": ("thuoc nhom lap", "nhom lap", "bang con", "repeated group"),
    "search": ("tim kiem", "search"),
    "filter": ("loc", "bo loc", "filter"),
    "shown": ("hien trong danh sach", "hien danh sach", "shown"),
    "verify": ("can xac nhan", "hai nguoi", "verify"),
    "default": ("mac dinh", "gia tri mac dinh", "default"),
    "when": ("chi hoi khi", "dieu kien", "when"),
    "title_en": ("ten tieng anh", "tieng anh", "english", "title en"),
    "description": ("mo ta", "dien giai", "giai thich", "y nghia", "ghi chu", "description", "comment", "note"),
    "legal": ("can cu", "can cu phap ly", "legal"),
    "verified": ("da doi chieu nguon", "da doi chieu", "verified"),
}
HEADS: Mapping[str, tuple[str, int]] = {
    "n": ("Số hiệu", 9),
    "title": ("Tên tiếng Việt", 34),
    "name": ("Tên cột", 22),
    "type": ("Kiểu", 18),
    "length": ("Độ dài tối đa", 10),
    "required": ("Bắt buộc", 10),
    "expected": ("Cần có", 10),
    "unique": ("Duy nhất", 10),
    "key": ("Khoá", 8),
    "codes": ("Danh mục", 34),
    "target": ("Tham chiếu", 20),
    "unit": ("Đơn vị tính", 12),
    "minimum": ("Giá trị nhỏ nhất", 12),
    "maximum": ("Giá trị lớn nhất", 12),
    "sensitivity": ("Mức bảo vệ", 14),
    "section": ("Nhóm thông tin", 20),
    "group": ("Thuộc nhóm lặp", 18),
    "description": ("Mô tả", 44),
    "hint": ("Gợi ý nhập", 22),
    "search": ("Tìm kiếm", 10),
    "filter": ("Lọc", 8),
    "shown": ("Hiện trong danh sách", 12),
    "verify": ("Cần xác nhận", 10),
    "decimals": ("Số chữ số thập phân", 12),
    "min_length": ("Độ dài tối thiểu", 10),
    "pattern": ("Biểu thức mẫu", 20),
    "default": ("Giá trị mặc định", 14),
    "when": ("Chỉ hỏi khi", 24),
    "title_en": ("Tên tiếng Anh", 24),
    "legal": ("Căn cứ pháp lý", 24),
    "verified": ("Đã đối chiếu nguồn", 12),
}

# Type as we write it → what it is. The order is that of the drop-down.
TYPES: Mapping[str, tuple[Type, str]] = {
    "chữ": (Type.TEXT, ""),
    "số nguyên": (Type.INTEGER, ""),
    "số thập phân": (Type.DECIMAL, ""),
    "tiền": (Type.MONEY, ""),
    "có/không": (Type.BOOLEAN, ""),
    "ngày": (Type.DATE, ""),
    "ngày, tháng hoặc năm": (Type.PARTIAL_DATE, ""),
    "ngày giờ": (Type.DATETIME, ""),
    "năm": (Type.YEAR, ""),
    "danh mục": (Type.CODE, ""),
    "xã, phường": (Type.REFERENCE, "commune"),
    "cơ quan": (Type.REFERENCE, "agency"),
    "người dùng": (Type.REFERENCE, "person"),
    "tham chiếu": (Type.REFERENCE, ""),
    "nhóm lặp": (Type.GROUP, ""),
    "điểm": (Type.GEOMETRY, Shape.POINT.value),
    "đường": (Type.GEOMETRY, Shape.LINE.value),
    "vùng": (Type.GEOMETRY, Shape.POLYGON.value),
    "điểm VN-2000": (Type.GEOMETRY, Shape.POINT.value),
    "đường VN-2000": (Type.GEOMETRY, Shape.LINE.value),
    "vùng VN-2000": (Type.GEOMETRY, Shape.POLYGON.value),
    "tệp": (Type.FILE, ""),
    "số định danh": (Type.PERSONAL_NUMBER, ""),
    "điện thoại": (Type.PHONE, ""),
    "thư điện tử": (Type.EMAIL, ""),
    "địa chỉ web": (Type.URL, ""),
}
_ALSO: Mapping[str, Sequence[str]] = {
    "chữ": (
        *("van ban", "chuoi", "chuoi ky tu", "ky tu", "text", "string", "varchar", "nvarchar", "char", "nchar"),
        *(
            "varchar2",
            "nvarchar2",
            "clob",
            "nclob",
            "ntext",
            "longtext",
            "mediumtext",
            "character varying",
            "uuid",
            "guid",
        ),
        *("uniqueidentifier", "bpchar", "character", "dang chu", "kieu chu"),
    ),
    "số nguyên": (
        *("int", "integer", "bigint", "smallint", "int4", "int8", "int2", "long", "so tu nhien", "serial", "bigserial"),
        *("tinyint", "mediumint", "so dem"),
    ),
    "số thập phân": ("so thuc", "decimal", "numeric", "float", "double", "real", "double precision", "dec", "float8"),
    "tiền": ("tien te", "so tien", "dong", "money", "vnd", "tien vnd", "smallmoney"),
    "có/không": (
        "co khong",
        "dung sai",
        "dung/sai",
        "logic",
        "bool",
        "boolean",
        "bit",
        "yes/no",
        "logical",
        "hop kiem",
    ),
    "ngày": ("ngay thang", "ngay thang nam", "date", "dd/mm/yyyy", "ngay/thang/nam", "kieu ngay"),
    "ngày, tháng hoặc năm": ("ngay khong day du", "thang nam", "ngay hoac nam", "thang/nam", "mm/yyyy", "partial date"),
    "ngày giờ": (
        *("thoi diem", "thoi gian", "datetime", "timestamp", "datetime2", "smalldatetime", "ngay, gio", "ngay va gio"),
        *("timestamptz", "timestamp with time zone", "timestamp without time zone"),
    ),
    "năm": ("year", "yyyy"),
    "danh mục": (
        "ma danh muc",
        "lua chon",
        "chon",
        "chon mot",
        "enum",
        "liet ke",
        "code",
        "ma",
        "combobox",
        "dropdown",
    ),
    "xã, phường": ("xa", "xa phuong", "xa/phuong", "phuong xa", "don vi hanh chinh", "dia ban", "commune", "dvhc"),
    "cơ quan": ("co quan, don vi", "co quan don vi", "to chuc", "agency"),
    "người dùng": ("tai khoan", "can bo", "person", "user"),
    "tham chiếu": ("lien ket", "khoa ngoai", "reference", "foreign key", "fk"),
    "nhóm lặp": ("danh sach", "bang con", "lap", "lap lai", "array", "list", "json", "jsonb", "object"),
    "điểm": ("toa do", "toa do diem", "point", "geometry", "hinh hoc", "vi tri", "geography"),
    "đường": ("linestring", "line", "multilinestring", "tuyen"),
    "vùng": ("polygon", "multipolygon", "da giac", "ranh gioi", "hinh vung"),
    "tệp": ("tep dinh kem", "tap tin", "file", "dinh kem", "anh", "hinh anh", "tai lieu", "blob", "bytea", "image"),
    "số định danh": (
        "so dinh danh ca nhan",
        "cccd",
        "so cccd",
        "can cuoc",
        "cmnd/cccd",
        "so can cuoc",
        "ma dinh danh ca nhan",
    ),
    "điện thoại": ("so dien thoai", "phone", "dt", "sdt"),
    "thư điện tử": ("email", "e-mail", "hop thu"),
    "địa chỉ web": ("url", "duong dan", "website", "link", "trang web", "uri"),
}
_KNOWN = {fold(word): word for word in TYPES} | {also: word for word, more in _ALSO.items() for also in more}
VN2000 = "EPSG:9209"

SENSITIVITIES = {
    "công khai": Sensitivity.PUBLIC,
    "nội bộ": Sensitivity.INTERNAL,
    "cá nhân": Sensitivity.PERSONAL,
    "nhạy cảm": Sensitivity.SENSITIVE,
}
_SENSITIVITIES = {fold(word): value for word, value in SENSITIVITIES.items()} | {
    "du lieu ca nhan": Sensitivity.PERSONAL,
    "thong tin ca nhan": Sensitivity.PERSONAL,
    "ca nhan nhay cam": Sensitivity.SENSITIVE,
    "du lieu ca nhan nhay cam": Sensitivity.SENSITIVE,
    "mat": Sensitivity.SENSITIVE,
    **{each.value: each for each in Sensitivity},
}
_YES = {
    "x",
    "co",
    "yes",
    "y",
    "true",
    "1",
    "bat buoc",
    "v",
    "✓",
    "✔",
    "☑",
    "pk",
    "k",
    "khoa",
    "khoa chinh",
    "m",
    "not null",
}
_NO = {"", "khong", "no", "n", "false", "0", "-", "o", "null", "tuy chon", "khong bat buoc", "fk"}

# The head of a register, on its own sheet: key of the document → line that we write.
HEAD: Mapping[str, str] = {
    "id": "Mã cơ sở dữ liệu",
    "title": "Tên cơ sở dữ liệu",
    "title_en": "Tên tiếng Anh",
    "one": "Một bản ghi gọi là",
    "one_en": "Một bản ghi gọi là (tiếng Anh)",
    "description": "Mô tả",
    "group": "Lĩnh vực",
    "owner": "Cơ quan chủ quản",
    "legal": "Căn cứ pháp lý",
    "plan_row": "Dòng trong kế hoạch",
    "label": "Trường làm tên gọi",
    "order": "Sắp xếp theo trường",
    "scope": "Trường cơ quan",
    "territory": "Trường xã, phường",
    "subject": "Trường số định danh của người",
    "two_person": "Hai người xác nhận",
    "validity": "Có ngày hiệu lực",
    "fresh_days": "Số ngày phải cập nhật",
    "public": "Dữ liệu mở",
    "retention.years": "Lưu giữ (năm)",
    "retention.since": "Lưu giữ tính từ trường",
    "retention.then": "Hết hạn thì",
    "retention.legal": "Căn cứ lưu giữ",
}
HEAD_COLUMNS = {"key": ("muc", "thong tin chung", "noi dung can khai"), "value": ("gia tri", "noi dung", "tra loi")}
THEN = {"xoá": "erase", "ẩn danh": "anonymise"}
CODE_COLUMNS = {
    "list": ("danh muc", "ten danh muc", "bang ma"),
    "code": ("ma", "code", "ma gia tri"),
    "title": ("ten", "ten gia tri", "gia tri", "title", "dien giai"),
    "title_en": ("ten tieng anh", "english"),
    "closed": ("thoi dung", "khong dung nua", "closed"),
}
RULE_COLUMNS = {
    "id": ("ma quy tac", "ma", "id"),
    "says": ("quy tac", "cau", "noi dung quy tac"),
    "dimension": ("tieu chi", "tieu chi chat luong", "dimension"),
    "severity": ("muc do", "severity"),
    "says_en": ("tieng anh", "english"),
}
DIMENSIONS = {
    "đúng": "valid",
    "đủ": "complete",
    "sạch": "clean",
    "sống": "live",
    "thống nhất": "consistent",
    "dùng chung": "shared",
}
SEVERITIES = {"lỗi": "error", "cảnh báo": "warning"}

_SIZED = re.compile(r"(.+?)\s*[(\[]\s*(\d+|max)\s*(?:[,;.]\s*(\d+)\s*)?[)\]]")


def type_of(said: str) -> tuple[str, int | None, int | None] | None:
    """Return our word for a type with its length and decimals; None when nobody knows it.

    `NUMBER(10,2)` is a decimal with two digits, `NUMBER(10)` whole, `nvarchar(50)` a text of 50 letters at most.
    """
    words, length, decimals = fold(said).strip(), None, None
    if words not in _KNOWN and (sized := _SIZED.fullmatch(words)):
        words = sized[1].strip()
        length = int(sized[2]) if sized[2].isdigit() else None
        decimals = int(sized[3]) if sized[3] else None
    if words in {"number", "so", "kieu so", "dang so"}:
        return ("số thập phân" if decimals or length is None else "số nguyên"), length, decimals
    if words in {"tinyint", "number"} and length == 1:
        return "có/không", None, None
    if words in {"decimal", "numeric"} and length is not None and not decimals:
        return "số nguyên", length, None
    word = _KNOWN.get(words)
    return (word, length, decimals) if word else None


def word_of(kind: Type, about: str = "", crs: str = "") -> str:
    """Return our word for a type; `about` is the target of a reference or the shape of a geometry."""
    about = "" if about.startswith("register") else about
    found = next(word for word, known in TYPES.items() if known == (kind, about))
    return f"{found} VN-2000" if kind is Type.GEOMETRY and crs == VN2000 else found


def yes(said: str) -> bool | None:
    """Return what a box says; None when nobody knows."""
    words = fold(said).strip()
    return True if words in _YES else False if words in _NO else None


def sensitivity(said: str) -> Sensitivity | None:
    """Return who may see a field; None when nobody knows the word."""
    return _SENSITIVITIES.get(fold(said).strip())
