"""What a person should look at first; nothing is dropped for it, and ordinary complaints about potholes pass."""

from __future__ import annotations

import pytest

from honglam.packs.fieldreports.contracts import Flag
from honglam.packs.fieldreports.service.content import flags
from honglam.packs.fieldreports.service.rules import rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ổ gà sâu trước cổng trường, xe máy hay ngã", ()),
        ("o ga sau truoc cong truong di lai rat kho", ()),  # “di” is no rude word without its accents
        ("Đường đi vào thôn, đi qua cầu, đêm tối đen", ()),
        ("", (Flag.EMPTY,)),
        (" \n.,!? ", (Flag.EMPTY,)),
        ("aaaaaaaaaaaaaaaaaaaaaa", (Flag.REPEATED,)),
        ("đường đường đường đường đường đường đường đường đường đường đường đường đường", (Flag.REPEATED,)),
        ("Thằng ngu nào đổ rác ở đây", (Flag.ABUSIVE,)),
        ("thang ngu nao do rac o day", (Flag.ABUSIVE,)),
        ("vcl đường nát hết", (Flag.ABUSIVE,)),
        ("Văn bản đóng dấu MẬT bị vứt ở bãi rác, dấu mật còn nguyên", (Flag.SECRET,)),
        ("Tôi tố cáo ông A nhận tiền", (Flag.COMPLAINT,)),
    ],
)
def test_it_says_why_a_person_should_look_first(text: str, found: tuple[Flag, ...]) -> None:
    assert flags(text=text, has_files=False, rules=rules()) == found


def test_a_picture_without_words_is_not_empty() -> None:
    assert flags(text="", has_files=True, rules=rules()) == ()


def test_letters_made_of_two_signs_are_read_as_one() -> None:
    assert flags(text="Tha\u0306\u0300ng ngu", has_files=False, rules=rules()) == (Flag.ABUSIVE,)
