"""Text from before Unicode: TCVN3 and VNI are found and converted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.legacy import Encoding, detect, to_unicode

# The same words as an officer's old files hold them.
SAMPLES = [
    (
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
    ),
    ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    ("Hà Tĩnh", "Hµ TÜnh", "Haø Tónh"),
    ("đường Trần Phú, thửa số 12", "®­êng TrÇn Phó, thöa sè 12", "ñöôøng Traàn Phuù, thöûa soá 12"),
    ("chuyển quyền sử dụng đất", "chuyÓn quyÒn sö dông ®Êt", "chuyeån quyeàn söû duïng ñaát"),
    ("Kỳ Anh, Lộc Hà, Hương Khê", "Kú Anh, Léc Hµ, H­¬ng Khª", "Kyø Anh, Loäc Haø, Höông Kheâ"),
]

# All letters of each encoding, so that a slip in a table cannot hide.
UNICODE_LETTERS = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵăâêôơưđ"
TCVN3_LETTERS = "µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ¨©ª«¬\xad®"
VNI_LETTERS = (
    "aø aù aû aõ aï aè aé aú aü aë aà aá aå aã aä eø eù eû eõ eï eà eá eå eã eä ì í æ ó ò oø où oû oõ oï oà oá oå oã "
    "oä ôø ôù ôû ôõ ôï uø uù uû uõ uï öø öù öû öõ öï yø yù yû yõ î aê aâ eâ oâ ô ö ñ"
)


@pytest.mark.parametrize(("right", "tcvn3", "vni"), SAMPLES)
def test_it_recognises_and_converts_old_files(right, tcvn3, vni):
    assert detect(tcvn3) is Encoding.TCVN3
    assert to_unicode(tcvn3) == right
    assert detect(vni) is Encoding.VNI
    assert to_unicode(vni) == right
    assert to_unicode(vni.upper()) == right.upper()


@pytest.mark.parametrize(
    "text", [sample[0] for sample in SAMPLES] + ["hoà", "São Paulo café", "già", "plain", "", "müller"]
)
def test_it_leaves_unicode_alone(text):
    assert detect(text) is Encoding.UNICODE
    assert to_unicode(text) == text


def test_it_converts_every_letter_of_both_encodings():
    assert to_unicode(TCVN3_LETTERS, Encoding.TCVN3) == UNICODE_LETTERS
    assert to_unicode(VNI_LETTERS, Encoding.VNI) == " ".join(UNICODE_LETTERS)


def test_it_reads_the_capital_fonts_of_tcvn3():
    assert to_unicode("UBND tØnh Hµ TÜnh") == "UBND tỉnh Hà Tĩnh"
    assert to_unicode("HUYÖN Kú ANH") == "HUYỆN KỲ ANH"


@given(st.text(st.characters(codec="ascii")), st.text(st.characters(codec="latin-1")))
def test_it_never_touches_ascii_and_never_fails_on_western_letters(plain, western):
    assert to_unicode(plain) == plain
    for encoding in Encoding:
        assert to_unicode(f"{plain} {western}", encoding).startswith(plain)
