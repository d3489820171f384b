"""The words tool: texts are found wherever they stand, translations are kept, and what is wrong is named."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from tools import words

PO = words.HEADER + '#: views.py\nmsgid "Open the %(name)s"\nmsgstr "Mở %(name)s"\n'


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "src/honglam/packs/wells"
    (folder / "templates/wells").mkdir(parents=True)
    (folder / "apps.py").touch()
    (folder / words.CATALOGUE).parent.mkdir(parents=True)
    return folder


def catalogue(room: Path) -> str:
    return (room / words.CATALOGUE).read_text(encoding="utf-8")


def faults(room: Path) -> list[str]:
    return list(words.faults(room))


def test_it_finds_texts_in_python_in_every_way_they_are_marked(room: Path) -> None:
    (room / "service.py").write_text(
        '_("one"); N_("two"); gettext_lazy("three" " parts"); pgettext("month", "May"); ngettext("a", "%(n)s as", 2)'
    )
    assert set(words.extract(room)) == {
        ("", "one"),
        ("", "two"),
        ("", "three parts"),
        ("month", "May"),
        ("", "a"),
    }


def test_it_finds_texts_in_templates_however_they_are_indented(room: Path) -> None:
    (room / "templates/wells/home.html").write_text(
        '<p>\n    {% translate "First" %}\n {% tag label=_("Second") %}\n {% blocktranslate trimmed with n=x.name %}\n'
        '    Third\n    of {{ n }}\n{% endblocktranslate %}\n{% translate "Fourth" context "menu" %}'
    )
    assert set(words.extract(room)) == {("", "First"), ("", "Second"), ("", "Third of %(n)s"), ("menu", "Fourth")}


def test_it_leaves_tests_and_migrations_alone(room: Path) -> None:
    (room / "tests").mkdir()
    (room / "tests/test_x.py").write_text('_("no")')
    assert words.extract(room) == {}


def test_it_keeps_a_translation_and_drops_what_no_code_says(room: Path) -> None:
    (room / words.CATALOGUE).write_text(PO + '\nmsgid "gone"\nmsgstr "mất"\n', encoding="utf-8")
    (room / "views.py").write_text('_("Open the %(name)s"); _("New")')
    assert words.merge(room) == (2, 1)
    assert 'msgstr "Mở %(name)s"' in catalogue(room)
    assert "gone" not in catalogue(room)


def test_it_writes_the_same_file_when_nothing_changed(room: Path) -> None:
    (room / "views.py").write_text('_("Open the %(name)s")')
    words.merge(room)
    first = catalogue(room)
    words.merge(room)
    assert catalogue(room) == first


def test_it_keeps_the_words_of_a_package(room: Path) -> None:
    (room / words.CATALOGUE).write_text(
        words.HEADER + '# package: allauth\nmsgid "Sign Up"\nmsgstr "Đăng ký"\n', encoding="utf-8"
    )
    words.merge(room)
    assert 'msgstr "Đăng ký"' in catalogue(room)
    assert faults(room) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("", "has no Vietnamese"),
        ('msgid "Open the %(name)s"\nmsgstr ""\n', "has no Vietnamese"),
        ('#, fuzzy\nmsgid "Open the %(name)s"\nmsgstr "Mở %(name)s"\n', "is fuzzy"),
        ('msgid "Open the %(name)s"\nmsgstr "Mở"\n', "placeholders differ: name"),
        ('msgid "Open the %(name)s"\nmsgstr "Mở %(nam)s"\n', "placeholders differ: nam, name"),
    ],
)
def test_it_names_what_is_wrong(room: Path, entry: str, said: str) -> None:
    (room / "views.py").write_text('_("Open the %(name)s")')
    (room / words.CATALOGUE).write_text(words.HEADER + entry, encoding="utf-8")
    assert said in "".join(faults(room))


def test_it_names_a_translation_that_nobody_uses(room: Path) -> None:
    (room / words.CATALOGUE).write_text(PO, encoding="utf-8")
    assert "obsolete" in "".join(faults(room))


def test_two_rooms_may_not_translate_one_text_differently(room: Path, tmp_path: Path) -> None:
    other = tmp_path / "src/honglam/packs/roads"
    (other / words.CATALOGUE).parent.mkdir(parents=True)
    (room / words.CATALOGUE).write_text(PO, encoding="utf-8")
    (other / words.CATALOGUE).write_text(PO.replace("Mở", "Xem"), encoding="utf-8")
    assert [(owner.name, "give a context" in said) for owner, said in words.clashes([room, other])] == [("roads", True)]


def test_it_builds_what_django_reads_and_skips_what_is_fresh(room: Path) -> None:
    (room / words.CATALOGUE).write_text(PO, encoding="utf-8")
    assert words.compile_all([room]) == 1
    assert words.compile_all([room]) == 0
    read = gettext.translation("django", room / "locale", ["vi"])
    assert read.gettext("Open the %(name)s") == "Mở %(name)s"
