"""The demonstration people: invented names, marked synthetic on every page that shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; `posts` are (role, agency path)."""

    username: str
    full_name: str
    kind: str
    post: str
    surface: str
    posts: tuple[tuple[str, str], ...] = ()


PEOPLE = (
    Person("lanhdao", "Nguyễn Văn Mẫu", "officer", "Lãnh đạo UBND tỉnh", "/board/", (("leader", "H27"),)),
    Person("canbo", "Trần Thị Mẫu", "officer", "Chuyên viên Sở KHCN", "/desk/", (("officer", "H27.skhcn"),)),
    Person("xa", "Lê Thị Thử", "officer", "Công chức UBND xã Thạch Hà", "/desk/", (("officer", "H27.18562"),)),
    Person(
        "quantri",
        "Phạm Văn Thử",
        "officer",
        "Quản trị hệ thống",
        "/studio/",
        (("admin", "H27"), ("officer", "H27"), ("leader", "H27")),
    ),
    Person("congdan", "Hoàng Thị Dân Mẫu", "citizen", "Công dân", "/"),
)
