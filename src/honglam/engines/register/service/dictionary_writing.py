"""A register as an Excel data dictionary: the template to begin with, and what is deployed to go on from."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from honglam.engines.register.contracts import Field, Register, Rule, Type
from honglam.engines.register.service import codelists
from honglam.engines.register.service import dictionary_words as words
from honglam.engines.register.service.declaring_writing import written
from honglam.kit import sheets

_ROWS = 400  # with drop-downs
_INLINE = 12  # codes that still fit into a cell
_BOXES = ("required", "expected", "unique", "key", "search", "filter", "verify")
_HELP = (
    "Mỗi dòng của trang “Trường” là một trường. Chỉ cần hai cột: Tên tiếng Việt và Kiểu; các cột khác để trống được.",
    "Tên cột: chữ thường không dấu, số và gạch dưới. Để trống thì hệ thống đặt theo tên tiếng Việt và hỏi lại.",
    "Danh mục: ghi ngay trong ô như “01=Nam; 02=Nữ”, hoặc ghi tên một danh mục ở trang “Danh mục”.",
    "Có/không: ghi x, hoặc để trống.",
    "Khoá: những trường cùng nhau chỉ ra một bản ghi, ví dụ mã số. Không có hai bản ghi trùng khoá.",
    "Mức bảo vệ: công khai, nội bộ, cá nhân (che, xem phải nêu mục đích), nhạy cảm.",
    "Nhóm lặp: một dòng kiểu “nhóm lặp”, các trường con ghi tên của dòng đó ở cột Thuộc nhóm lặp.",
    "Số hiệu: để trống cho trường mới. Sửa cơ sở dữ liệu đang dùng thì giữ số hiệu, để đổi tên không mất dữ liệu.",
    "Tham chiếu: register: và mã của cơ sở dữ liệu kia.",
)
EXAMPLE = Register(
    id="vi_du_gieng",
    title="Ví dụ: Giếng nước sinh hoạt",
    one="giếng",
    group="Tài nguyên nước",
    owner="Sở Nông nghiệp và Môi trường",
    key=("ma",),
    label=("ma", "ten"),
    territory="xa",
    fresh_days=365,
    fields=(
        Field(n=0, name="ma", type=Type.TEXT, title="Mã giếng", required=True, unique=True, max_length=20, search=True),
        Field(n=0, name="ten", type=Type.TEXT, title="Tên thường gọi", max_length=200, search=True),
    ),
)


def template() -> bytes:
    """Return the dictionary to begin with: an example to overwrite, drop-downs, and what each column means."""
    more: tuple[dict[str, str], ...] = (
        {"name": "xa", "type": "reference", "target": "commune", "title": "Xã, phường"},
        {"name": "do_sau", "type": "decimal", "title": "Độ sâu", "unit": "m", "decimals": "1"},
        {"name": "loai", "type": "code", "title": "Loại giếng"},
        {"name": "khoan_ngay", "type": "date", "title": "Ngày khoan"},
        {"name": "chu_gieng", "type": "text", "title": "Họ tên chủ giếng", "sensitivity": "cá nhân"},
        {"name": "vi_tri", "type": "geometry", "title": "Vị trí"},
    )
    rows = list(_rows(EXAMPLE, {}))
    for each in more:
        kind = Type(each["type"])
        row = {"title": each["title"], "name": each["name"], "type": words.word_of(kind, _about(each))}
        row |= {key: str(each[key]) for key in ("unit", "decimals", "sensitivity") if key in each}
        rows.append(row)
    rows[4]["codes"] = "khoan=Giếng khoan; dao=Giếng đào"
    lists = {"Cấp độ (ví dụ)": (("1", "Cấp 1", "", False), ("2", "Cấp 2", "", False))}
    return _book(EXAMPLE, rows, lists)


def _about(field: Mapping[str, Any]) -> str:
    return str(field.get("target", "")) or ("point" if field["type"] == "geometry" else "")


def dictionary(register: Register) -> bytes:
    """Return the dictionary of a register; reading it again gives the same fields, codes and rules."""
    lists: dict[str, tuple[tuple[str, str, str, bool], ...]] = {}
    rows = list(_rows(register, lists))
    return _book(register, rows, lists)


def _rows(register: Register, lists: dict[str, tuple[tuple[str, str, str, bool], ...]]) -> Iterator[dict[str, str]]:
    for field in register.fields:
        yield _row(register, field, "", lists)
        for inner in field.fields:
            yield _row(register, inner, field.name, lists)


def _row(
    register: Register, field: Field, group: str, lists: dict[str, tuple[tuple[str, str, str, bool], ...]]
) -> dict[str, str]:
    """Return the cells of a field by column."""
    target = f"register:{field.target.register}" if field.target and field.target.register else ""
    about = field.target.kind.value if field.target and not target else ""
    about = field.shape.value if field.type is Type.GEOMETRY else about
    row = {key: str(getattr(field, key)) for key in ("name", "title", "title_en", "unit", "section", "hint")}
    row |= {key: str(getattr(field, key)) for key in ("pattern", "default", "legal", "minimum", "maximum")}
    row |= {
        "n": str(field.n or ""),
        "type": words.word_of(field.type, about, field.crs),
        "target": target,
        "length": "" if field.max_length is None else str(field.max_length),
        "min_length": "" if field.min_length is None else str(field.min_length),
        "decimals": "" if field.decimals is None else str(field.decimals),
        "description": field.help,
        "group": group,
        "key": "x" if not group and field.name in register.key else "",
        "codes": _codes(field, lists),
        "sensitivity": next(word for word, each in words.SENSITIVITIES.items() if each is field.sensitivity),
        "when": "; ".join(f"{name}={', '.join(values)}" for name, values in field.when.items()),
        "shown": "" if field.shown else "không",
        "verified": "" if field.verified else "không",
    }
    return row | {key: "x" for key in _BOXES if key != "key" and getattr(field, key)}


def _codes(field: Field, lists: dict[str, tuple[tuple[str, str, str, bool], ...]]) -> str:
    """Return short lists as the cell holds them; longer ones get their own lines on the sheet of code lists."""
    if not field.codes:
        return field.codelist
    shared = codelists.find(field.codelist) if field.codelist else None
    if shared is not None and shared.codes == field.codes:
        return field.codelist
    plain = all(not each.title_en and not each.closed and _inline(each.code, each.title) for each in field.codes)
    if plain and len(field.codes) <= _INLINE:
        return "; ".join(f"{each.code}={each.title}" for each in field.codes)
    name = f"{field.title} ({field.name})"
    lists[name] = tuple((each.code, each.title, each.title_en, each.closed) for each in field.codes)
    return name


def _inline(code: str, title: str) -> bool:
    return not any(sign in code + title for sign in "=:;\n")


def _book(
    register: Register, rows: list[dict[str, str]], lists: Mapping[str, tuple[tuple[str, str, str, bool], ...]]
) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, sheets.NOTHING_RUNS) as book:
        head = book.add_format({"bold": True, "bg_color": "#E6F1F1", "border": 1, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        _fields(book.add_worksheet("Trường"), rows, head, text)
        _head(book.add_worksheet("Thông tin chung"), register, head, text)
        _sheet(
            book.add_worksheet("Danh mục"),
            (("Danh mục", 30), ("Mã", 14), ("Tên", 44), ("Tên tiếng Anh", 30), ("Thôi dùng", 10)),
            [[name, *each[:3], "x" if each[3] else ""] for name, codes in lists.items() for each in codes],
            (head, text),
        )
        _sheet(
            book.add_worksheet("Quy tắc"),
            (("Mã quy tắc", 16), ("Quy tắc", 70), ("Tiêu chí", 14), ("Mức độ", 12), ("Tiếng Anh", 50)),
            [_rule(each) for each in register.rules],
            (head, text),
        )
        _sheet(book.add_worksheet("Hướng dẫn"), (("Cách điền", 130),), [[line] for line in _HELP], (head, text))
    return out.getvalue()


def _rule(rule: Rule) -> list[str]:
    dimension, severity = _word(words.DIMENSIONS, rule.dimension), _word(words.SEVERITIES, rule.severity)
    return [rule.id, rule.says, dimension, severity, rule.says_en]


def _word(known: Mapping[str, str], value: str) -> str:
    return next(word for word, each in known.items() if each == value)


def _fields(page: Any, rows: list[dict[str, str]], head: Any, text: Any) -> None:
    for at, (key, (heading, width)) in enumerate(words.HEADS.items()):
        page.write_string(0, at, heading, head)
        page.set_column(at, at, width, text)
        for number, row in enumerate(rows, start=1):
            page.write_string(number, at, row.get(key, ""), text)
        choices = _choices(key)
        if choices:
            page.data_validation(1, at, _ROWS, at, {"validate": "list", "source": choices, "error_type": "warning"})
    page.freeze_panes(1, 2)
    page.set_row(0, 32)


def _choices(key: str) -> list[str]:
    if key == "type":
        # A list in a cell holds 255 letters: the everyday ones; every other word may be typed.
        return [word for word in words.TYPES if "VN-2000" not in word][:22]
    if key == "sensitivity":
        return list(words.SENSITIVITIES)
    return ["x"] if key in _BOXES else []


def _head(page: Any, register: Register, head: Any, text: Any) -> None:
    document = written(register)
    flat: dict[str, Any] = dict(document)
    flat |= {f"retention.{key}": value for key, value in document.get("retention", {}).items()}
    rows = [[line, _said(key, flat.get(key))] for key, line in words.HEAD.items()]
    _sheet(page, (("Mục", 34), ("Nội dung", 80)), rows, (head, text))


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "x" if value else ""
    if key == "retention.then" and value:
        return _word(words.THEN, value)
    if isinstance(value, list):
        return ("\n" if key == "legal" else ", ").join(str(each) for each in value)
    return "" if value is None else str(value)


def _sheet(page: Any, heads: tuple[tuple[str, int], ...], rows: list[list[str]], styles: tuple[Any, Any]) -> None:
    for at, (heading, width) in enumerate(heads):
        page.write_string(0, at, heading, styles[0])
        page.set_column(at, at, width, styles[1])
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            page.write_string(number, at, cell, styles[1])
    page.freeze_panes(1, 0)


__all__ = ["dictionary", "template"]
