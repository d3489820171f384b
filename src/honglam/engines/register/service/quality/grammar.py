"""The words of rules, folded: what opens a predicate and what it means. The longest phrase wins."""

from __future__ import annotations

from honglam.engines.register.contracts import Type

MUST = ("bat buoc phai duoc", "bat buoc phai", "phai duoc", "can phai", "phai", "can duoc", "nen", "can", "duoc")
NEVER = ("khong duoc phep", "khong duoc", "khong the", "khong phai", "khong", "chua duoc", "cam")

COMPARISONS = {
    "lon hon hoac bang": ">=",
    "nho hon hoac bang": "<=",
    "it hon hoac bang": "<=",
    "sau hoac bang": ">=",
    "truoc hoac bang": "<=",
    "tu": ">=",
    "toi thieu la": ">=",
    "toi thieu": ">=",
    "it nhat la": ">=",
    "it nhat": ">=",
    "toi da la": "<=",
    "toi da": "<=",
    "nhieu nhat la": "<=",
    "nhieu nhat": "<=",
    "lon hon": ">",
    "cao hon": ">",
    "nhieu hon": ">",
    "vuot qua": ">",
    "vuot": ">",
    "qua": ">",
    "tren": ">",
    "sau": ">",
    "nho hon": "<",
    "thap hon": "<",
    "it hon": "<",
    "duoi": "<",
    "truoc": "<",
    "bang": "=",
    "la": "=",
    "trung voi": "=",
    "khac voi": "<>",
    "khac": "<>",
    ">=": ">=",
    "<=": "<=",
    ">": ">",
    "<": "<",
    "=": "=",
    "<>": "<>",
}
LISTED = (
    "co trong danh muc",
    "thuoc danh muc",
    "nam trong danh muc",
    "co trong so",
    "co trong he thong",
    "ton tai",
    "co that",
)
ONE_OF = ("la mot trong cac gia tri", "la mot trong so", "la mot trong", "thuoc mot trong", "nam trong", "thuoc")
WELL_FORMED = ("dung dinh dang", "dung dang", "dung quy cach", "dung mau", "dung kieu", "hop le")
TIDY = ("duoc viet gon", "viet gon", "khong co khoang trang thua")
EMPTY = ("de trong", "bo trong", "trong", "rong")  # `trong` also begins `trong cùng xã`: only at an end
FILLED = ("co gia tri", "duoc nhap", "nhap", "duoc dien", "duoc ghi", "bat buoc", "co du lieu", "co")
DOUBLED = ("bi trung", "trung lap", "trung nhau", "trung", "lap lai", "giong nhau")
SINGLE = ("la duy nhat", "duy nhat")
WITHIN = ("trong cung mot", "trong cung", "trong mot", "trong tung", "theo")
BEGINS = ("bat dau bang", "bat dau voi", "bat dau la", "bat dau")
DIGITS = ("co dung", "gom dung", "gom", "du", "co", "la", "dung")
LENGTH = ("do dai cua", "do dai", "so ky tu cua")
LONG = ("dai khong qua", "dai toi da", "co toi da", "co khong qua")
SHORT = ("dai it nhat", "dai toi thieu")
FRESH = ("duoc cap nhat trong vong", "cap nhat trong vong", "duoc cap nhat trong", "cap nhat trong", "ra soat trong")
AT_LEAST = ("co it nhat", "co toi thieu", "co tu")
IF = ("neu", "khi")
THEN = ("thi",)
AND = ("va", "dong thoi")
OR = ("hoac", "hay")
UNTIL = ("den", "toi")
TODAY = ("ngay hom nay", "hom nay", "ngay hien tai", "hien tai", "hien nay")
POSITIVE = ("la so duong", "so duong")
LETTERS = ("ky tu", "chu cai", "chu")
DIGIT = ("chu so", "so")
SUBJECTS = ("moi ban ghi", "ban ghi", "ho so", "du lieu", "gia tri cua", "gia tri", "cac", "moi", "truong", "cot")
SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
SPANS = {"ngay": 1, "tuan": 7, "thang": 30, "quy": 91, "nam": 365}

NUMBERS = frozenset({Type.INTEGER, Type.DECIMAL, Type.MONEY, Type.YEAR})
DAYS = frozenset({Type.DATE, Type.DATETIME})
TEXTS = frozenset({Type.TEXT, Type.CODE, Type.PERSONAL_NUMBER, Type.PHONE, Type.EMAIL, Type.URL, Type.PARTIAL_DATE})
