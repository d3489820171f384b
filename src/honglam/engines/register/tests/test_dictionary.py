"""An Excel data dictionary, ours or of a foreign system, becomes a definition; files of other forms do as well."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from frictionless import Schema

from honglam.base.errors import Refusal
from honglam.engines.register.contracts import DefinitionRefused, Register, Sensitivity, TargetKind, Type, Uploaded
from honglam.engines.register.service import declaring, dictionary_writing, documents
from honglam.engines.register.testing import EXAMPLE
from honglam.kit import sheets

HEADS = ["STT", "Tên trường", "Kiểu", "Độ dài", "Mô tả"]


def book(*rows: Sequence[Any], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        page = made.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        for area in merged:
            page.merge_range(*area)
    return out.getvalue()


def read(*rows: Sequence[Any], **options: Any) -> Uploaded:
    return documents.uploaded(book(*rows, **options), "CSDL hợp tác xã.xlsx")


def sound(found: Uploaded) -> Register:
    assert found.register is not None, [(each.place, each.message % each.params) for each in found.faults]
    return found.register


def test_the_template_is_a_definition_that_can_be_published() -> None:
    found = documents.uploaded(dictionary_writing.template(), "mau.xlsx")
    register = sound(found)
    assert not found.doubts
    assert register.id == "vi_du_gieng"
    assert register.key == ("ma",)
    assert register.territory == "xa"
    assert [each.code for each in register.field("loai").codes] == ["khoan", "dao"]
    assert register.field("chu_gieng").sensitivity is Sensitivity.PERSONAL


def test_what_is_written_as_a_dictionary_reads_as_the_same_register() -> None:
    register = declaring.read(
        {**EXAMPLE, "rules": [{"id": "deep", "says": "độ sâu phải lớn hơn 0"}], "legal": ["Luật"]}
    )
    again = sound(documents.uploaded(documents.document(register, "xlsx"), "wells.xlsx"))
    plain = {**declaring.written(register)}
    back = {**declaring.written(again)}
    for each in (plain, back):
        each["fields"] = [{k: v for k, v in f.items() if k != "title_en"} for f in each["fields"]]
    assert back == plain


@pytest.mark.parametrize("form", ["toml", "yaml", "json"])
def test_each_form_of_a_document_reads_as_the_same_register(form: str) -> None:
    register = declaring.read(EXAMPLE)
    assert documents.read(documents.document(register, form), f"wells.{form}") == register


def test_frictionless_reads_our_table_schema() -> None:
    body = documents.document(declaring.read(EXAMPLE), "table-schema")
    schema = Schema.from_descriptor(json.loads(body))
    assert schema.primary_key == ["code"]
    assert schema.get_field("depth").type == "number"


def test_a_foreign_dictionary_with_four_headings_gives_a_draft_and_tells_what_was_guessed() -> None:
    found = read(
        ["DANH SÁCH TRƯỜNG THÔNG TIN HỢP TÁC XÃ"],
        [],
        HEADS,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["I. Thông tin chung"],
        [1, "MA_HTX", "varchar", 20, "Mã hợp tác xã"],
        [2, "Tên hợp tác xã", "nvarchar(250)", "", ""],
        [3, "VON_DL", "number(18,0)", "", "Vốn điều lệ (đồng)"],
        [4, "DIEN_TICH", "number(10,2)", "", "Diện tích (ha)"],
        ["II. Người đại diện"],
        [5, "GIOI_TINH", "int", "", "Giới tính"],
        [6, "CCCD", "varchar(12)", "", "Số CCCD của giám đốc"],
        [7, "XA", "blob2", "", "Xã, phường"],
    )
    register = sound(found)
    assert (register.id, register.title) == ("csdl_hop_tac_xa", "CSDL hợp tác xã")
    assert {each.name: each.type for each in register.fields} == {
        "ma_htx": Type.TEXT,
        "ten_hop_tac_xa": Type.TEXT,
        "von_dl": Type.MONEY,
        "dien_tich": Type.DECIMAL,
        "gioi_tinh": Type.CODE,
        "cccd": Type.PERSONAL_NUMBER,
        "xa": Type.REFERENCE,
    }
    assert register.field("ma_htx").max_length == 20
    assert (register.field("dien_tich").unit, register.field("dien_tich").decimals) == ("ha", 2)
    assert register.field("gioi_tinh").codelist == "sexes"
    assert register.field("cccd").sensitivity is Sensitivity.PERSONAL
    assert register.field("xa").target is not None
    assert register.field("xa").target.kind is TargetKind.COMMUNE  # type: ignore[union-attr]  # looked at above
    assert register.field("gioi_tinh").section == "Người đại diện"
    told = {(each.field, each.key) for each in found.doubts}
    assert {("", "id"), ("ten_hop_tac_xa", "name"), ("von_dl", "type"), ("xa", "type"), ("cccd", "sensitivity")} <= told
    assert not any(each.field == "ma_htx" for each in found.doubts)


def test_codes_stand_in_a_cell_in_the_ways_in_which_people_write_them() -> None:
    register = sound(
        read(
            ["Tên tiếng Việt", "Kiểu", "Danh mục"],
            ["Loại giếng", "danh mục", "01=Giếng đào; 02=Giếng khoan"],
            ["Tình trạng", "danh mục", "1: Tốt\n2: Hỏng"],
            ["Mục đích", "danh mục", "Ăn uống, Tưới"],
            ["Dân tộc", "danh mục", ""],
        )
    )
    codes = {each.name: [(code.code, code.title) for code in each.codes] for each in register.fields}
    assert codes["loai_gieng"] == [("01", "Giếng đào"), ("02", "Giếng khoan")]
    assert codes["tinh_trang"] == [("1", "Tốt"), ("2", "Hỏng")]
    assert codes["muc_dich"] == [("an_uong", "Ăn uống"), ("tuoi", "Tưới")]
    assert len(codes["dan_toc"]) == 54


def test_every_mistake_is_told_by_row_and_column_and_marked_in_a_copy() -> None:
    found = read(
        ["Tên tiếng Việt", "Tên cột", "Kiểu", "Bắt buộc", "Giá trị nhỏ nhất", "Giá trị lớn nhất", "Danh mục"],
        ["Mã", "version", "chữ", "x", "", "", ""],
        ["Sâu", "sau", "số nguyên", "có lẽ", 9, 3, ""],
        ["Loại", "loai", "danh mục", "", "", "", ""],
        ["", "", "ngày", "", "", "", ""],
    )
    assert found.register is None
    places = {each.place.partition(",")[0] for each in found.faults}
    assert {place.rpartition(" ")[2] for place in places} == {"2", "3", "4", "5"}
    copy = sheets.opened(found.marked, {"title": ("ten tieng viet",)}, "title")
    assert "version" in str(copy.cells[1][-1])
    assert all(copy.cells[row][-1] for row in (1, 2, 3, 4))


def test_merged_headings_and_blank_rows_are_read() -> None:
    found = read(
        ["Tên cột", "Kiểu", "Ràng buộc", ""],
        ["", "", "Bắt buộc", "Duy nhất"],
        [],
        ["ma", "chữ", "x", "x"],
        [],
        ["ten", "chữ", "", ""],
        merged=[(0, 0, 1, 0, "Tên cột"), (0, 1, 1, 1, "Kiểu"), (0, 2, 0, 3, "Ràng buộc")],
    )
    register = sound(found)
    assert [each.name for each in register.fields] == ["ma", "ten"]
    assert register.field("ma").required
    assert register.field("ma").unique


def test_letters_of_an_old_font_are_read() -> None:
    register = sound(
        read(
            ["Tên trường", "Kiểu", "Mô tả"],
            ["HO_TEN", "varchar(50)", "Hoï vaø teân chuû hoä"],
            ["NGAY", "date", "Ngaøy thaønh laäp hôïp taùc xaõ"],
        )
    )
    assert [each.title for each in register.fields] == ["Họ và tên chủ hộ", "Ngày thành lập hợp tác xã"]


def test_a_formula_without_a_value_is_a_mistake() -> None:
    found = read(["Tên cột", "Kiểu"], ["#REF!", "chữ"], ["ten", "chữ"])
    assert "#REF!" in found.faults[0].message % found.faults[0].params


def test_repeated_groups_keep_their_fields() -> None:
    register = sound(
        read(
            ["Tên tiếng Việt", "Kiểu", "Thuộc nhóm lặp"],
            ["Mã", "chữ", ""],
            ["Lần kiểm tra", "nhóm lặp", ""],
            ["Ngày", "ngày", "Lần kiểm tra"],
            ["Kết quả", "chữ", "Lần kiểm tra"],
        )
    )
    assert [each.name for each in register.field("lan_kiem_tra").fields] == ["ngay", "ket_qua"]


def test_nine_hundred_rows_are_refused_in_one_sentence() -> None:
    found = read(["Tên cột", "Kiểu"], *([f"c{at}", "chữ"] for at in range(900)))
    assert [each.message % each.params for each in found.faults] == [
        "A register holds at most 300 fields; this one has 900."
    ]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", "old kind"),
        (b"PK\x03\x04nothing", "a.xlsx", "cannot be read as an Excel"),
        (b"\xff\xfe\x00", "a.toml", "no text in UTF-8"),
        (b"id = ", "a.toml", "cannot be read"),
        (b'{"id": "a", "id": "b"}', "a.json", "stands twice"),
        (b"[1, 2]", "a.json", "no definition"),
        (b"a: &x [1]\nb: *x", "a.yaml", "refers to another place"),
        (b"a: !!python/object:os.system x", "a.yaml", "cannot be read"),
        (b"[" * 100_000, "a.json", "cannot be read"),
    ],
)
def test_a_file_that_holds_no_definition_is_refused_with_its_reason(content: bytes, name: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        documents.uploaded(content, name)
    assert said in str(refused.value)
    assert refused.value.remedy


def test_a_spreadsheet_of_salaries_has_no_list_of_fields() -> None:
    with pytest.raises(Refusal, match="No list of fields"):
        read(["Họ và tên", "Lương"], ["Ông A", 5_000_000])


def test_yaml_reads_codes_as_people_mean_them() -> None:
    codes = "[{code: 01, title: Có}, {code: no, title: Không}]"
    text = f"id: a\ntitle: A\nfields:\n- name: state\n  type: code\n  codes: {codes}\n"
    assert [each.code for each in documents.read(text.encode(), "a.yaml").field("state").codes] == ["01", "no"]


def test_a_wrong_document_is_refused_with_all_its_faults() -> None:
    with pytest.raises(DefinitionRefused) as refused:
        documents.read(b'{"id": "A b", "title": "A", "fields": [{"name": "x", "type": "tex"}], "more": 1}', "a.json")
    assert {each.place for each in refused.value.faults} == {"fields[0].type", "more"}
