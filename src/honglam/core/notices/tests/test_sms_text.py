"""What an SMS costs: its alphabet, its segments, its accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.core.notices import sms


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("a" * 160, sms.GSM, 1),
        ("a" * 161, sms.GSM, 2),
        ("a" * 306, sms.GSM, 2),
        ("€" * 80, sms.GSM, 1),  # an escape each
        ("€" * 81, sms.GSM, 2),
        ("ă" * 70, sms.UCS2, 1),
        ("ă" * 71, sms.UCS2, 2),
        ("ă" * 135, sms.UCS2, 3),
        ("`", sms.UCS2, 1),  # not a letter of GSM-7, whatever smpplib's table seems to say
        ("", sms.GSM, 1),
    ],
)
def test_it_counts_segments_as_the_network_does(text, encoding, segments):
    found = sms.cut(text)
    assert (found.encoding, found.segments) == (encoding, segments)


def test_without_accents_a_vietnamese_text_fits_the_small_alphabet():
    plain = sms.without_accents("Đã nhận hồ sơ – “hẹn trả” 15/12… Trường Sa, ĐỨC THỌ")
    assert plain == 'Da nhan ho so - "hen tra" 15/12... Truong Sa, DUC THO'
    assert sms.cut(plain).encoding == sms.GSM


def test_a_text_that_is_a_letter_is_refused():
    with pytest.raises(ValueError, match="at most 10"):
        sms.cut("a" * 1600)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_letter_is_torn_and_none_is_lost(text):
    found = sms.cut(text)
    if found.encoding == sms.UCS2:
        whole = "".join(part.decode("utf-16-be") for part in found.parts)  # each part decodes by itself
        assert whole.encode("utf-16-be") == b"".join(found.parts)
        assert all(len(part) <= 140 for part in found.parts)
    else:
        assert all(not part.endswith(b"\x1b") for part in found.parts)
        assert all(len(part) <= 160 for part in found.parts)
