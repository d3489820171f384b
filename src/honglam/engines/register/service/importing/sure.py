"""What DuckDB can judge by itself: for each field an expression that gives a value, or NULL where it is not sure.

Sure means: `service.checking` would read exactly this value from this text. Everything else is handed to `checking`, so
the two cannot disagree; a property test compares them on dirty cells. Values are as PostgreSQL's COPY reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from honglam.base.time import YEAR_MAX, YEAR_MIN
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.contracts.imports import Column, Days, Decimals
from honglam.engines.register.service.importing import formats

# Letters that composing leaves as they are; anything else is looked at closely.
_LETTERS = r"\x21-\x7e\x{a1}-\x{ac}\x{ae}-\x{24f}\x{1ea0}-\x{1ef9}–—“”‘’…"
_LINE = f"[{_LETTERS}]+( [{_LETTERS}]+)*"
_LONGEST = 100_000
# Where the regular expressions of DuckDB (RE2) and of Python mean different things.
_ELSEWHERE = re.compile(r"\\[WDSBbAZzwdsC]|\(\?|\[\^|\[\[|\\p|\\x|\\u|\\N|[*+?}]\+")
_DIGITS = "-?[0-9]{1,17}"
_GROUPED = r"-?[0-9]{1,3}(\.[0-9]{3}){1,4}"
_SLASHED = "[0-9]{1,2}([/.-])[0-9]{1,2}([/.-])[0-9]{4}"
_SHAPES = "['%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y']"
_ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONEY = r"( ?(đồng|đ|VND|VNĐ|vnd|vnđ))?"
_MAIL = "[a-z0-9_]{1,30}([.-][a-z0-9_]{1,20}){0,2}@[a-z0-9]{1,30}([.-][a-z0-9]{1,20}){0,3}[.][a-z]{2,10}"
_PLACES = (
    "001|002|004|006|008|01[0124579]|02[024567]|03[0134567]|03[8]|04[0245689]|05[12468]|06[024678]|07[024579]"
    "|08[023467]|089|09[1-6]"
)


def rewritten(text: str, field: Field, column: Column) -> str:
    """Return SQL of a cell in the form that everybody here reads: comma before decimals, day before month.

    Args:
        text: SQL of the cell as it stands in the file.
        field: into which it goes.
        column: how it writes numbers and days.
    """
    plain = f"nullif(trim({text}, ' \t\r\n'), '')"
    if field.type in formats.NUMBERS and column.decimals is Decimals.DOT:
        pattern = "[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?"
        dotted = f"replace(replace({plain}, ',', ''), '.', ',')"
        return f"CASE WHEN regexp_full_match({plain}, '{pattern}') THEN {dotted} ELSE {plain} END"
    if field.type in formats.DAYS and column.days is Days.MONTH_FIRST:
        return f"regexp_replace({plain}, '^([0-9]{{1,2}})([/.-])([0-9]{{1,2}})([/.-])([0-9]{{4}})', '\\3\\2\\1\\4\\5')"
    if field.type in formats.DAYS and column.days is Days.SERIAL:
        whole = f"(DATE '1899-12-30' + CAST(regexp_extract({plain}, '^[0-9]+') AS INTEGER))::VARCHAR"
        return f"CASE WHEN regexp_full_match({plain}, '[1-7][0-9]{{4}}') THEN {whole} ELSE {plain} END"
    return plain


def value(text: str, field: Field) -> str:
    """Return SQL of the value that a cell surely means; NULL where that is not sure."""
    made = _TYPES.get(field.type)
    return made(text, field) if made else "NULL::VARCHAR"


def _text(text: str, field: Field) -> str:
    said = [f"regexp_full_match({text}, '{_LINE}')", f"length({text}) <= {field.max_length or _LONGEST}"]
    if field.min_length:
        said.append(f"length({text}) >= {field.min_length}")
    if field.pattern:
        pattern = _same_everywhere(field.pattern)
        if pattern is None:
            return "NULL::VARCHAR"
        said.append(f"regexp_full_match({text}, '{pattern}')")
    return _when(" AND ".join(said), text)


def _same_everywhere(pattern: str) -> str | None:
    r"""Return a pattern as RE2 reads it, or None where Python could read it otherwise; `\d` is its ASCII part."""
    plain = pattern.replace(r"\d", "[0-9]") if "[" not in pattern else pattern
    if _ELSEWHERE.search(plain) or not plain.isascii() or "'" in plain:
        return None
    return plain


def _whole(text: str, field: Field) -> str:
    """Return a whole number, plain or with dots between thousands."""
    number = f"CAST(replace({text}, '.', '') AS BIGINT)"
    return _bounded(f"regexp_full_match({text}, '{_DIGITS}|{_GROUPED}')", number, field)


def _money(text: str, field: Field) -> str:
    digits = f"regexp_replace({text}, '[^0-9-]', '', 'g')"
    said = f"regexp_full_match({text}, '({_DIGITS}|{_GROUPED}){_MONEY}')"
    return _bounded(said, f"CAST({digits} AS BIGINT)", field)


def _decimal(text: str, field: Field) -> str:
    """Return a decimal of at most fifteen digits, which a double tells apart; DuckDB's own decimals are far slower."""
    most = min(6 if field.decimals is None else field.decimals, 6)
    fraction = f"(,[0-9]{{1,{most}}})?" if most else ""
    forms = [f"-?[0-9]{{1,{15 - most}}}{fraction}", f"-?[0-9]{{1,3}}([.][0-9]{{3}}){{1,2}}{fraction}"]
    said = f"regexp_full_match({text}, '{'|'.join(forms)}')"
    plain = f"replace(replace({text}, '.', ''), ',', '.')"
    # Trailing zeros say nothing; PostgreSQL would keep and show them.
    shown = f"CASE WHEN contains({text}, ',') THEN rtrim(rtrim({plain}, '0'), '.') ELSE {plain} END"
    return _bounded(said, f"CAST({plain} AS DOUBLE)", field, shown=shown)


def _bounded(said: str, number: str, field: Field, *, shown: str = "") -> str:
    bounds = [f"{number} >= {_number(field.minimum)}"] if field.minimum else []
    bounds += [f"{number} <= {_number(field.maximum)}"] if field.maximum else []
    shown = shown or f"CAST({number} AS VARCHAR)"
    within = f"CASE WHEN {' AND '.join(bounds)} THEN {shown} END" if bounds else shown
    return f"CASE WHEN {said} THEN {within} END"


def _number(bound: str) -> str:
    """Return a bound as SQL; NULL, with which nothing is sure, for one that a double might not tell apart."""
    return bound if re.fullmatch(r"-?[0-9]{1,15}|-?[0-9]{1,9}[.][0-9]{1,6}", bound) else "NULL"


def _day(text: str) -> str:
    """Return SQL of the day that a text means, as DATE."""
    iso = f"CASE WHEN regexp_full_match({text}, '{_ISO}') THEN try_cast({text} AS DATE) END"
    ours = f"CASE WHEN regexp_full_match({text}, '{_SLASHED}') THEN try_strptime({text}, {_SHAPES})::DATE END"
    return f"coalesce({iso}, {ours})"


def _date(text: str, field: Field) -> str:
    day = _day(text)
    first = max(field.minimum, f"{YEAR_MIN}-01-01") if field.minimum else f"{YEAR_MIN}-01-01"
    last = min(field.maximum, f"{YEAR_MAX}-12-31") if field.maximum else f"{YEAR_MAX}-12-31"
    return f"CASE WHEN {day} BETWEEN DATE '{first}' AND DATE '{last}' THEN CAST({day} AS VARCHAR) END"


def _partial(text: str, field: Field) -> str:
    if field.minimum or field.maximum:
        return "NULL::VARCHAR"
    year = f"WHEN regexp_full_match({text}, '1[89][0-9]{{2}}|20[0-9]{{2}}|21[0-9]{{2}}') THEN {text}"
    return f"CASE {year} ELSE {_date(text, field)} END"


def _year(text: str, field: Field) -> str:
    first = max(int(float(field.minimum)), YEAR_MIN) if field.minimum else YEAR_MIN
    last = min(int(float(field.maximum)), YEAR_MAX) if field.maximum else YEAR_MAX
    said = f"regexp_full_match({text}, '[0-9]{{4}}') AND CAST({text} AS INTEGER) BETWEEN {first} AND {last}"
    return f"CASE WHEN regexp_full_match({text}, '[0-9]{{4}}') THEN {_when(said, text)} END"


def _boolean(text: str, _field: Field) -> str:
    return (
        f"CASE WHEN lower({text}) IN ('có', 'co', 'true', '1', 'x', 'yes', 'đúng') THEN 'true' "
        f"WHEN lower({text}) IN ('không', 'khong', 'false', '0', 'no', 'sai') THEN 'false' END"
    )


def _personal(text: str, _field: Field) -> str:
    return _when(f"regexp_full_match({text}, '({_PLACES})[0-9]{{9}}')", text)


def _phone(text: str, _field: Field) -> str:
    return _when(f"regexp_full_match({text}, '0[35789][0-9]{{8}}')", f"'+84' || substr({text}, 2)")


def _email(text: str, field: Field) -> str:
    if field.pattern or field.min_length or field.max_length:
        return "NULL::VARCHAR"
    return _when(f"regexp_full_match({text}, '{_MAIL}')", text)


def _when(said: str, text: str) -> str:
    return f"CASE WHEN {said} THEN {text} END"


_TYPES: Mapping[Type, Callable[[str, Field], str]] = {
    Type.TEXT: _text,
    Type.INTEGER: _whole,
    Type.MONEY: _money,
    Type.DECIMAL: _decimal,
    Type.DATE: _date,
    Type.PARTIAL_DATE: _partial,
    Type.YEAR: _year,
    Type.BOOLEAN: _boolean,
    Type.PERSONAL_NUMBER: _personal,
    Type.PHONE: _phone,
    Type.EMAIL: _email,
}
