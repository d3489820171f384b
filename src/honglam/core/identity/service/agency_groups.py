"""Labels that stand for many agencies: "các sở, ban, ngành cấp tỉnh", "UBND các xã, phường", "các địa phương"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from honglam.core.identity.contracts import Agency, AgencyType, Group
from honglam.core.identity.service.agencies import ROOT, Directory

_FOUR_BLOCKS = re.compile(r"(?:0?4|bon) khoi\b")
_MANY = (("tat", "ca", "cac"), ("toan", "the", "cac"), ("cac",), ("nhung",), ("tat", "ca"), ("mot", "so"))
_QUALIFIERS = (
    "dong tren dia ban tinh",
    "dong tren dia ban",
    "tren dia ban toan tinh",
    "tren dia ban tinh",
    "tren dia ban",
    "trong toan tinh",
    "trong tinh",
    "thuoc tinh",
    "toan tinh",
    "cap tinh",
    "tinh",
)
_CONCERNED = ("co lien quan", "lien quan")
# What a noun stands for; nouns of the second list mean bodies of which this platform keeps no list.
_LISTED = {
    "so": "departments",
    "ban": "agencies",
    "nganh": "agencies",
    "ban nganh": "agencies",
    "co quan": "bodies",
    "don vi": "bodies",
    "co quan don vi": "bodies",
    "doan the": "organisations",
    "to chuc doan the": "organisations",
    "to chuc chinh tri xa hoi": "organisations",
    "dia phuong": "localities",
    "cap xa": "communes",
    "xa": "communes",
    "phuong": "communes",
    "thi tran": "communes",
    "cap huyen": "districts",
    "huyen": "districts",
    "thi xa": "districts",
    "thanh pho": "districts",
    "co quan dang": "party",
    "khoi dang": "party",
}
_UNLISTED = {
    "co quan trung uong": "central",
    "cqtw": "central",
    "luc luong vu trang": "forces",
    "truong thpt": "schools",
    "truong hoc": "schools",
    "co so giao duc": "schools",
    "gdnn gdtx": "schools",
    "trung tam gdnn gdtx": "schools",
    "tram y te": "care",
    "co so kham chua benh": "care",
    "co so y te": "care",
    "benh vien": "care",
    "ngan hang thuong mai": "banks",
    "ngan hang": "banks",
    "doanh nghiep": "enterprises",
    "doanh nghiep vien thong": "enterprises",
    "doanh nghiep cong nghe so": "enterprises",
    "co so ban le": "enterprises",
    "hop tac xa": "cooperatives",
    "htx": "cooperatives",
    "to hop tac": "cooperatives",
    "ho nong dan": "households",
    "ho kinh doanh": "households",
    "to chuyen doi so cong dong": "teams",
    "to cong nghe so cong dong": "teams",
    "trung tam hanh chinh cong cap huyen": "service-centres",
    "phong": "units",
    "phong ban": "units",
    "trung tam": "units",
    "chi cuc": "units",
    "to chuc": "others",
    "ca nhan": "others",
    "nguoi dan": "others",
    "hoi": "others",
}
_NOUNS = {tuple(noun.split()): what for noun, what in (_LISTED | _UNLISTED).items()}
_LONGEST = max(len(noun) for noun in _NOUNS)
# These mean many bodies even without "các" before them; a single "sở" or "xã" does not.
_ALONE = frozenset({"localities", "organisations", "forces", "central", "care", "teams", "enterprises", "households"})
_ALONE_TOO = frozenset({"cooperatives", "banks", "schools"})
_UNKNOWN_MEMBERS = frozenset(_UNLISTED.values())


def group(plain: Sequence[str], directory: Directory, on: date) -> Group | None:
    """Return the group that a label means on a day; None when the words are no such label."""
    if _FOUR_BLOCKS.match(" ".join(plain)):
        return _made(("four-blocks",), directory, on, concerned=False)
    rest, many = _after_many(tuple(plain))
    concerned = False
    found: list[str] = []
    while rest:
        if rest[:4] == ("uy", "ban", "nhan", "dan") and len(rest) > 4:
            rest = rest[4:]
        further, again = _after_many(rest)
        rest, many = further, many or again
        noun = next((rest[:n] for n in range(min(_LONGEST, len(rest)), 0, -1) if rest[:n] in _NOUNS), None)
        if noun:
            found.append(_NOUNS[noun])
            rest = rest[len(noun) :]
            continue
        said = " ".join(rest)
        ending = next((q for q in (*_CONCERNED, *_QUALIFIERS) if found and f"{said} ".startswith(f"{q} ")), None)
        if ending is None:
            return None
        concerned = concerned or ending in _CONCERNED
        rest = rest[len(ending.split()) :]
    whole = many or len(found) > 1 or (found and found[0] in _ALONE | _ALONE_TOO)
    return _made(tuple(dict.fromkeys(found)), directory, on, concerned=concerned) if found and whole else None


def _after_many(rest: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Return what follows "các", "tất cả các" or a number, and whether there was one."""
    for many in _MANY:
        if rest[: len(many)] == many and len(rest) > len(many):
            return rest[len(many) :], True
    return (rest[1:], True) if len(rest) > 1 and rest[0].isdigit() else (rest, False)


def _made(ingredients: tuple[str, ...], directory: Directory, on: date, *, concerned: bool) -> Group:
    own = [a for a in directory.below(ROOT) if a.in_force(on)]
    chosen = [a for a in own if any(_MEMBERS[each](a) for each in ingredients if each in _MEMBERS)]
    # The committees of the communes before July 2025 are not listed.
    unlisted = {"communes", "localities"} & set(ingredients) and not any(a.commune for a in chosen)
    return Group(
        id="+".join(sorted(ingredients)) + ("+concerned" if concerned else ""),
        members=() if concerned else tuple(chosen),
        open=concerned or bool(unlisted) or bool(_UNKNOWN_MEMBERS & set(ingredients)),
    )


def _is(*types: AgencyType, top: bool = True) -> Callable[[Agency], bool]:
    return lambda agency: agency.type in types and (agency.level <= 2 or not top)


_MEMBERS: dict[str, Callable[[Agency], bool]] = {
    "departments": _is(AgencyType.DEPARTMENT),
    "agencies": _is(AgencyType.AGENCY),
    "bodies": _is(
        AgencyType.DEPARTMENT,
        AgencyType.AGENCY,
        AgencyType.SERVICE_UNIT,
        AgencyType.SCHOOL,
        AgencyType.PARTY,
        AgencyType.ORGANISATION,
    ),
    "organisations": _is(AgencyType.ORGANISATION),
    "party": _is(AgencyType.PARTY, top=False),
    "communes": lambda agency: bool(agency.commune),
    "districts": lambda agency: bool(agency.district),
    "localities": lambda agency: bool(agency.commune or agency.district),
    "four-blocks": lambda agency: (
        bool(agency.commune)
        or agency.path in {ROOT, f"{ROOT}.mttq"}
        or _is(AgencyType.PARTY, AgencyType.COUNCIL)(agency)
    ),
}
