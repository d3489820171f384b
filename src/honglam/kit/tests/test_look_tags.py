from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from honglam.kit.statuses import STATUSES
from honglam.kit.templatetags.kit import Happening, Person, drawn, relative, relative_day, status
from honglam.kit.tiles import Figure, Shown, Tile

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def shown(source: str, **words: object) -> str:
    return Template("{% load i18n kit %}" + source).render(Context(words))


@pytest.mark.parametrize(
    ("away", "vietnamese", "english"),
    [
        (timedelta(seconds=20), "vừa xong", "just now"),
        (timedelta(minutes=-1), "1 phút trước", "1 minute ago"),
        (timedelta(minutes=59), "còn 59 phút", "in 59 minutes"),
        (timedelta(hours=-2), "2 giờ trước", "2 hours ago"),
        (timedelta(hours=23), "còn 23 giờ", "in 23 hours"),
        (timedelta(days=3), "còn 3 ngày", "in 3 days"),
        (timedelta(days=-59), "59 ngày trước", "59 days ago"),
        (timedelta(days=-400), "13 tháng trước", "13 months ago"),
        (timedelta(days=3653), "còn 10 năm", "in 10 years"),
    ],
)
def test_it_says_how_far_a_moment_is(away: timedelta, vietnamese: str, english: str) -> None:
    with override("vi"):
        assert relative(NOW + away, NOW) == vietnamese
    with override("en"):
        assert relative(NOW + away, NOW) == english


def test_it_calls_this_day_today() -> None:
    with override("vi"):
        assert relative_day(date(2026, 11, 23), date(2026, 11, 23)) == "hôm nay"
        assert relative_day(date(2026, 11, 24), date(2026, 11, 23)) == "còn 1 ngày"


def test_it_shows_a_time_exactly_and_as_people_say_it() -> None:
    with override("vi"):
        html = shown("{% when moment now=now %}", moment=NOW + timedelta(hours=7), now=NOW)
    assert "17:00 23/11/2026" in html
    assert "còn 7 giờ" in html
    assert 'datetime="2026-11-23T10:00:00+00:00"' in html


def test_words_of_the_calendar_replace_the_usual_ones() -> None:
    html = shown('{% when moment human="còn 3 ngày làm việc" now=now %}', moment=NOW, now=NOW)
    assert "còn 3 ngày làm việc" in html
    assert "vừa xong" not in html


def test_an_unknown_time_is_a_dash() -> None:
    assert "–" in shown("{% when nothing %}", nothing=None)


@pytest.mark.parametrize(
    ("value", "text"), [(1234567.89, "1.234.567,89"), (Decimal("0.5"), "0,5"), (0, "0"), (None, "–"), ("", "–")]
)
def test_it_writes_numbers_as_vietnam_does(value: object, text: str) -> None:
    assert shown("{{ value|number }}", value=value) == text


def test_it_writes_money_as_vietnam_does() -> None:
    assert shown("{{ value|money }}", value=1234567) == "1.234.567 đồng"
    assert shown("{{ value|money }}", value=None) == "–"


def test_a_status_is_a_word_and_an_icon_beside_its_colour() -> None:
    with override("vi"):
        said = [str(status(name)) for name in STATUSES]
    words = ["Chưa bắt đầu", "Đang làm", "Sắp đến hạn", "Quá hạn", "Tạm dừng", "Chờ duyệt", "Hoàn thành", "Từ chối"]
    assert all(word in html for word, html in zip(words, said, strict=False))
    assert all('class="icon icon-' in html for html in said)
    icons = [known.icon for known in STATUSES.values()]
    for one_sort in (icons[: len(words)], icons[len(words) :]):  # of work, and of what is sent
        assert len(set(one_sort)) == len(one_sort)


@given(st.text())
def test_nothing_that_people_write_becomes_markup(text: str) -> None:
    html = str(drawn("home", text)) + str(status("done", text))
    assert html.count("<") == str(drawn("home", "a")).count("<") + str(status("done", "a")).count("<")


def test_a_figure_that_is_not_known_says_so() -> None:
    tile = Tile("t", "studio", "Mực nước", lambda _viewer, _now: Figure(None), "m")
    with override("vi"):
        html = shown("{% tile item %}", item=Shown(tile, Figure(None), NOW))
    assert "–" in html
    assert "Hiện chưa biết" in html
    assert "10:00:00" in html


def test_a_figure_leads_to_what_is_behind_it() -> None:
    tile = Tile("t", "studio", "Quá hạn", lambda _viewer, _now: Figure(3))
    html = shown("{% tile item %}", item=Shown(tile, Figure(1234, "bad", "Từ hôm qua", "/desk/?late"), NOW))
    assert 'href="/desk/?late"' in html
    assert "1.234" in html
    assert "Từ hôm qua" in html


def test_a_timeline_tells_what_is_still_to_come_from_what_was() -> None:
    happenings = [Happening(NOW, "Đã tiếp nhận", who="Lan"), Happening(NOW, "Đến hạn", expected=True)]
    html = shown("{% timeline happenings %}", happenings=happenings)
    assert html.count("<li") == 2
    assert html.count("is-expected") == 1


@pytest.mark.parametrize(("name", "initials"), [("Nguyễn Văn Mẫu", "NM"), ("Lan", "L"), ("đỗ ân", "ĐÂ"), ("", "")])
def test_a_person_is_known_by_the_first_and_the_last_name(name: str, initials: str) -> None:
    assert Person(name).initials == initials


@pytest.mark.parametrize(("done", "of", "share"), [(0, 10, 0), (5, 10, 50), (11, 10, 100), (3, 0, 0), (-1, 5, 0)])
def test_progress_never_leaves_its_bar(done: int, of: int, share: int) -> None:
    assert f"{share} %" in shown("{% progress done of 'x' %}", done=done, of=of)


def test_what_is_drawn_as_a_chart_cannot_end_its_script() -> None:
    html = shown("{% drawing 'Tên' chart %}", chart={"x": ["</script><b>"]})
    assert html.count("</script>") == 1


def test_the_pager_is_not_there_when_there_is_one_page() -> None:
    assert shown("{% pager '' '' %}").strip() == ""
    assert 'rel="next"' in shown("{% pager '' '?after=1' %}")
