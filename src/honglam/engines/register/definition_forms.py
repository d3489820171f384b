"""The forms of the studio: the head of a register, a field, a rule; and the file with which one begins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms as plain
from django.apps import apps
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from honglam.core.identity import api as identity
from honglam.engines.register.api import definitions, studio
from honglam.engines.register.contracts import Type
from honglam.kit import forms, uploads
from honglam.kit.apps import PackConfig, RoomConfig
from honglam.kit.uploads import FileKind

DICTIONARY = FileKind(_("Excel spreadsheet"), ("xlsx",), ("xlsx", "zip"))
DOCUMENT = FileKind(_("definition"), ("toml", "yaml", "yml", "json"))
_MOST = 4 * 1024 * 1024

TYPES = (
    (Type.TEXT.value, _("Plain text")),
    (Type.INTEGER.value, _("Whole number")),
    (Type.DECIMAL.value, _("Decimal number")),
    (Type.MONEY.value, _("Money (đồng)")),
    (Type.BOOLEAN.value, _("Yes or no")),
    (Type.DATE.value, _("Date")),
    (Type.PARTIAL_DATE.value, _("Day, month or year")),
    (Type.DATETIME.value, _("Date and time")),
    (Type.YEAR.value, _("Year")),
    (Type.CODE.value, _("One of a code list")),
    (Type.REFERENCE.value, _("Reference")),
    (Type.GROUP.value, _("Repeated group")),
    (Type.GEOMETRY.value, _("Place on the map")),
    (Type.FILE.value, _("File")),
    (Type.PERSONAL_NUMBER.value, _("Personal number")),
    (Type.PHONE.value, _("Telephone number")),
    (Type.EMAIL.value, _("E-mail")),
    (Type.URL.value, _("Web address")),
)
SENSITIVITIES = (
    ("public", _("Public: everybody, also as open data")),
    ("internal", _("Internal: who may see the record")),
    ("personal", _("Personal: masked, shown for a purpose")),
    ("sensitive", _("Sensitive: masked, and in no list or search")),
)
DIMENSIONS = (
    ("valid", _("Valid")),
    ("complete", _("Complete")),
    ("clean", _("Clean")),
    ("live", _("Live")),
    ("consistent", _("Consistent")),
    ("shared", _("Shared")),
)
SEVERITIES = (("error", _("An error")), ("warning", _("A warning")))
SHAPES = (("point", _("Points")), ("line", _("Lines")), ("polygon", _("Areas")))
SYSTEMS = (("EPSG:4326", _("WGS 84 (longitude, latitude)")), ("EPSG:9209", "VN-2000, 105°30′"))
_CHOSEN = (
    ("scope", {Type.REFERENCE}, "agency"),
    ("territory", {Type.REFERENCE}, "commune"),
    ("subject", {Type.PERSONAL_NUMBER}, ""),
    ("retention_since", {Type.DATE, Type.DATETIME}, ""),
)
THEN = (("anonymise", _("Empty the personal fields")), ("erase", _("Erase the record")))


_NUMBERS = {Type.INTEGER, Type.DECIMAL, Type.YEAR, Type.MONEY}
_DAYS = {Type.DATE, Type.DATETIME, Type.PARTIAL_DATE}
_TEXTS = {Type.TEXT, Type.URL, Type.EMAIL}
# Inputs that only some types have.
_ONLY = {
    "unit": _NUMBERS - {Type.MONEY},
    "decimals": {Type.DECIMAL},
    "codelist": {Type.CODE},
    "codes": {Type.CODE},
    "target": {Type.REFERENCE},
    "shape": {Type.GEOMETRY},
    "crs": {Type.GEOMETRY},
    "minimum": _NUMBERS | _DAYS,
    "maximum": _NUMBERS | _DAYS,
    "min_length": _TEXTS,
    "max_length": _TEXTS,
    "pattern": _TEXTS,
    "hint": _TEXTS,
    "unique": set(Type) - {Type.GROUP, Type.GEOMETRY, Type.FILE},
    "default": set(Type) - {Type.GROUP, Type.GEOMETRY, Type.FILE},
    "search": _TEXTS | {Type.PHONE, Type.PERSONAL_NUMBER},
}


def targets() -> list[tuple[str, Any]]:
    """Return what a reference may point to."""
    fixed = [("", _("None")), ("commune", _("A commune")), ("agency", _("An agency")), ("person", _("An account"))]
    return [*fixed, *((f"register:{each.id}", each.title) for each in definitions.listed())]


def codelists() -> list[tuple[str, Any]]:
    """Return the shared code lists."""
    return [("", _("None: the codes written below")), *((each.id, each.title) for each in studio.codelists())]


def rights() -> list[tuple[str, Any]]:
    """Return the permissions that may open a register: the room's own, and those of packs.

    Names are made text here: Django takes the pair of languages that a pack writes for a group of choices.
    """
    rooms = [each for each in apps.get_app_configs() if isinstance(each, RoomConfig)]
    return [
        (right, str(name))
        for room in rooms
        if isinstance(room, PackConfig) or room.label == "register"
        for right, name in room.rights.items()
    ]


def owners() -> list[tuple[str, Any]]:
    """Return the agencies of today."""
    found = [(each.path, f"{'– ' * (each.level - 1)}{each.name}") for each in identity.agencies()]
    return [("", _("The province")), *found]


def _few(**options: Any) -> forms.Lines:
    """Return an input of few lines."""
    return forms.Lines(widget=plain.Textarea(attrs={"rows": 3}), **options)


class UploadForm(forms.Form):
    """A definition as a file."""

    file = uploads.FileField(
        label=_("Data dictionary or definition"),
        kinds=(DICTIONARY, DOCUMENT),
        limit=_MOST,
        help_text=_("An Excel data dictionary (.xlsx), also of another system, or TOML, YAML, JSON."),
    )


class FieldForm(forms.Form):
    """A field."""

    sections: ClassVar = (
        forms.Section("what", _("What the field is"), ("title", "name", "type", "description", "section", "title_en")),
        forms.Section("value", _("What may stand in it"), ("required", "expected", "unique", "unit", "decimals")),
        forms.Section("codes", _("Code list"), ("codelist", "codes")),
        forms.Section("reference", _("Reference"), ("target",)),
        forms.Section("map", _("Place on the map"), ("shape", "crs")),
        forms.Section(
            "limits", _("Limits"), ("minimum", "maximum", "min_length", "max_length", "pattern", "hint", "default")
        ),
        forms.Section("when", _("Asked only sometimes"), ("when",)),
        forms.Section("who", _("Who sees it, and where"), ("sensitivity", "listed", "search", "filter", "verify")),
        forms.Section("law", _("Legal basis"), ("legal", "verified")),
    )
    title = forms.Text(label=_("Title"), max_length=300)
    name = forms.Text(
        label=_("Name of the column"),
        max_length=48,
        help_text=_("Small letters without accents, digits and underscores. A new name keeps the values."),
    )
    type = plain.ChoiceField(label=_("Type"), choices=TYPES)
    description = _few(label=_("Explanation"), required=False, max_length=4_000)
    section = forms.Text(label=_("Heading in forms"), required=False, max_length=300)
    title_en = forms.Text(label=_("English title"), required=False, max_length=300)
    required = plain.BooleanField(label=_("A record is not accepted without it"), required=False)
    expected = plain.BooleanField(label=_("A record is not complete without it"), required=False)
    unique = plain.BooleanField(label=_("No two records have the same"), required=False)
    unit = forms.Text(label=_("Unit"), required=False, max_length=60)
    decimals = forms.Number(label=_("Digits after the comma"), required=False, whole=True, least=0, most=12)
    codelist = plain.ChoiceField(label=_("Shared code list"), choices=codelists, required=False)
    codes = _few(
        label=_("Codes"),
        required=False,
        help_text=_("One in each line, like 01 = Nam | Male. A line that begins with # is no longer chosen."),
    )
    target = plain.ChoiceField(label=_("It refers to"), choices=targets, required=False)
    shape = plain.ChoiceField(label=_("Drawn as"), choices=SHAPES, required=False)
    crs = plain.ChoiceField(label=_("Coordinates are given in"), choices=SYSTEMS, required=False)
    minimum = forms.Text(label=_("Smallest value"), required=False, help_text=_("A number, or a day like 2026-12-31."))
    maximum = forms.Text(label=_("Largest value"), required=False)
    min_length = forms.Number(label=_("Fewest letters"), required=False, whole=True, least=0)
    max_length = forms.Number(label=_("Most letters"), required=False, whole=True, least=1)
    pattern = forms.Text(label=_("Pattern"), required=False, help_text=_("A regular expression for the whole text."))
    hint = forms.Text(label=_("The pattern in words"), required=False)
    default = forms.Text(label=_("What a new record has at first"), required=False)
    when = _few(
        label=_("Only when"), required=False, help_text=_("One condition in each line, like kind = drilled, dug.")
    )
    sensitivity = plain.ChoiceField(label=_("Level of protection"), choices=SENSITIVITIES)
    listed = plain.BooleanField(label=_("It stands in the list from the beginning"), required=False)
    search = plain.BooleanField(label=_("The search box looks through it"), required=False)
    filter = plain.BooleanField(label=_("Lists can be filtered by it"), required=False)
    verify = plain.BooleanField(label=_("A change waits for a second person"), required=False)
    legal = forms.Text(label=_("Legal basis"), required=False, max_length=300)
    verified = plain.BooleanField(label=_("Checked in the source itself"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Ask only what a field of this type has; a field that is added may become any."""
        super().__init__(*args, **options)
        kind = (self.data.get("type") if self.is_bound else None) or (options.get("initial") or {}).get("type")
        if kind:
            idle = {name for name, kinds in _ONLY.items() if kind not in kinds}
            for name in idle:
                del self.fields[name]
            parts = (replace(each, fields=tuple(n for n in each.fields if n not in idle)) for each in self.sections)
            setattr(self, "sections", tuple(each for each in parts if each.fields))  # noqa: B010  (this form's own)


class RuleForm(forms.Form):
    """A rule of quality."""

    says = forms.Text(label=_("The rule as a sentence"), max_length=300, help_text=_("Like: diện tích phải lớn hơn 0"))
    rule_id = forms.Text(label=_("Short name"), max_length=48, help_text=_("Small letters, digits and underscores."))
    dimension = plain.ChoiceField(label=_("What it measures"), choices=DIMENSIONS)
    severity = plain.ChoiceField(label=_("What breaks it is"), choices=SEVERITIES)
    says_en = forms.Text(label=_("The sentence in English"), required=False, max_length=300)


class HeadForm(forms.Form):
    """What a register is."""

    sections: ClassVar = (
        forms.Section(
            "what", _("What the register is"), ("title", "register_id", "one", "description", "group", "owner", "legal")
        ),
        forms.Section(
            "fields", _("Fields with a meaning"), ("primaryKey", "label", "order", "scope", "territory", "subject")
        ),
        forms.Section("how", _("How it is kept"), ("two_person", "validity", "fresh_days", "public")),
        forms.Section(
            "access", _("Which permission opens it"), ("access_view", "access_edit", "access_verify", "access_personal")
        ),
        forms.Section(
            "retention",
            _("How long records are kept"),
            ("retention_years", "retention_since", "retention_then", "retention_legal"),
        ),
        forms.Section("more", _("More"), ("title_en", "one_en", "plan_row")),
    )
    title = forms.Text(label=_("Title"), max_length=300)
    register_id = forms.Text(
        label=_("Id"),
        max_length=40,
        help_text=_("Small letters, digits and underscores. It never changes."),
    )
    one = forms.Text(label=_("One record is called"), required=False, max_length=100)
    description = _few(label=_("What it is for"), required=False, max_length=4_000)
    group = forms.Text(label=_("Sector"), required=False, max_length=300)
    owner = plain.ChoiceField(label=_("Agency that answers for it"), choices=owners, required=False)
    legal = _few(label=_("Legal basis"), required=False, help_text=_("One act on each line."))
    primaryKey = plain.MultipleChoiceField(  # noqa: N815  (the document's own word)
        label=_("Together they name a record"), required=False, widget=plain.CheckboxSelectMultiple
    )
    label = plain.MultipleChoiceField(
        label=_("By these people call a record"), required=False, widget=plain.CheckboxSelectMultiple
    )
    order = plain.ChoiceField(label=_("Lists are ordered by"), required=False)
    scope = plain.ChoiceField(label=_("Field with the agency of a record"), required=False)
    territory = plain.ChoiceField(label=_("Field with the commune of a record"), required=False)
    subject = plain.ChoiceField(label=_("Field with the person whom it is about"), required=False)
    two_person = plain.BooleanField(label=_("Each change waits for a second person"), required=False)
    validity = plain.BooleanField(label=_("Records are valid from and to a day"), required=False)
    fresh_days = forms.Number(
        label=_("Days after which a record must be confirmed"), required=False, whole=True, least=0, most=10_000
    )
    public = plain.BooleanField(label=_("Its public fields are open data"), required=False)
    access_view = plain.ChoiceField(label=_("To see records"), choices=rights)
    access_edit = plain.ChoiceField(label=_("To change records"), choices=rights)
    access_verify = plain.ChoiceField(label=_("To verify changes"), choices=rights)
    access_personal = plain.ChoiceField(label=_("To see personal data"), choices=rights)
    retention_years = forms.Number(label=_("Kept for years"), required=False, whole=True, least=0, most=1000)
    retention_since = plain.ChoiceField(label=_("Counted from"), required=False)
    retention_then = plain.ChoiceField(label=_("After that"), choices=THEN, required=False)
    retention_legal = forms.Text(label=_("Act that says so"), required=False, max_length=300)
    title_en = forms.Text(label=_("English title"), required=False, max_length=300)
    one_en = forms.Text(label=_("One record is called, in English"), required=False, max_length=100)
    plan_row = forms.Text(label=_("Row of the plan that it fulfils"), required=False, max_length=100)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the fields of the draft where a field is to be chosen; `initial` brings them as `fields`."""
        super().__init__(*args, **options)
        offered = (options.get("initial") or {}).get("fields", ())
        every = [(each["name"], each.get("title") or each["name"]) for each in offered if each["type"] != Type.GROUP]
        self._offer(("primaryKey", "label"), every)
        descending = [(f"-{name}", format_lazy("{} ↓", title)) for name, title in every]
        self._offer(("order",), [("", _("Not said")), *every, *descending])
        for name, kind, target in _CHOSEN:
            fit = [each["name"] for each in offered if each["type"] in kind and each.get("target", "") == target]
            self._offer((name,), [("", _("None")), *(pair for pair in every if pair[0] in fit)])

    def _offer(self, names: tuple[str, ...], choices: list[tuple[str, Any]]) -> None:
        for name in names:
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # each of them is a choice
