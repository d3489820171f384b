"""Agencies, their names, what followed them, where they act."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext_lazy as _

from honglam.core.identity.contracts import AgencyType, Change, NameKind

# Paths are compared by bytes, so that "this agency and all below" is one range of an ordinary index.
PATH_COLLATION = "C"
# Changes that lead from one agency to another; the rest concern one agency alone.
LEADING = (Change.MERGED, Change.SPLIT, Change.TOOK_OVER, Change.DISSOLVED)
_IN_ORDER = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Agency(models.Model):
    """A body of the state, the Party or the Front, for which officers act; one that is gone stays."""

    key = models.CharField(max_length=20, help_text=_("Short key, unique among the agencies of one parent."))
    path = models.CharField(
        max_length=200,
        unique=True,
        db_collation=PATH_COLLATION,
        help_text=_("Keys from the province down, joined by dots."),
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=200, help_text=_("Full Vietnamese name."))
    name_en = models.CharField(max_length=200, help_text=_("English name."))
    abbreviation = models.CharField(max_length=40, blank=True, help_text=_("How documents print it."))
    type = models.CharField(max_length=20, choices=[(t.value, t.value) for t in AgencyType])
    commune = models.CharField(max_length=5, blank=True, help_text=_("Official code of the commune it governs."))
    district = models.CharField(
        max_length=3, blank=True, help_text=_("Official code of the former district that it governed.")
    )
    everywhere = models.BooleanField(default=False, help_text=_("Whether it acts in every commune of the province."))
    code_qd20 = models.CharField(
        max_length=35, blank=True, help_text=_("Identifier of Decision 20/2020/QĐ-TTg, like H27.15.")
    )
    code_qcvn102 = models.CharField(
        max_length=13, blank=True, help_text=_("Identifier of QCVN 102:2016/BTTTT, like 000.00.15.H27.")
    )
    codes_verified = models.BooleanField(
        default=False, help_text=_("Whether the identifier stands in the published list; otherwise it is assumed.")
    )
    valid_from = models.DateField(null=True, help_text=_("First day; empty when it is not known."))
    valid_to = models.DateField(null=True, help_text=_("Last day; empty while it exists."))
    legal = models.CharField(max_length=200, blank=True, help_text=_("Number of the document that made it."))
    verified = models.BooleanField(default=False, help_text=_("Whether an official text was seen that says so."))
    source = models.CharField(max_length=300, blank=True, help_text=_("Where this is known from."))
    level = models.GeneratedField(
        expression=Length("path") - Length(Replace("path", Value("."), Value(""))) + 1,
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
        help_text=_("How deep it stands in the tree; 1 at the top."),
    )
    code_state = models.GeneratedField(
        expression=Case(
            When(code_qd20="", code_qcvn102="", then=Value("")),
            When(codes_verified=True, then=Value("published")),
            default=Value("assumed"),
        ),
        output_field=models.CharField(max_length=9),
        db_persist=True,
        help_text=_("Whether its identifier is published or assumed; empty when it has none."),
    )
    entered = models.BooleanField(
        default=False, help_text=_("Changed by somebody here: the data that come with the platform leave it alone.")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune"],
                condition=~Q(commune="") & Q(valid_to__isnull=True),
                name="identity_agency_one_per_commune",
            ),
            models.UniqueConstraint(
                fields=["code_qd20"],
                condition=~Q(code_qd20="") & Q(valid_to__isnull=True),
                name="identity_agency_one_per_code",
            ),
            models.CheckConstraint(condition=_IN_ORDER, name="identity_agency_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.path})"


class AgencyName(models.Model):
    """A name of an agency beside its full name of today."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names")
    text = models.CharField(max_length=200, help_text=_("The name."))
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in NameKind])
    valid_from = models.DateField(null=True, help_text=_("First day of its use; empty when it is not known."))
    valid_to = models.DateField(null=True, help_text=_("Last day of its use; empty while it is used."))
    legal = models.CharField(max_length=200, blank=True, help_text=_("Document that gave or ended it."))
    verified = models.BooleanField(default=False, help_text=_("Whether it was seen in an official text."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "text", "kind"], name="identity_agency_name_once"),
            models.CheckConstraint(condition=_IN_ORDER, name="identity_agency_name_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.text


class AgencySuccession(models.Model):
    """A step from an agency to one that followed, or to nobody in particular."""

    old = models.ForeignKey(Agency, models.CASCADE, related_name="after")
    new = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="before")
    change = models.CharField(max_length=10, choices=[(c.value, c.value) for c in LEADING])
    on = models.DateField(null=True, help_text=_("First day of the new state; empty when it is not known."))
    main = models.BooleanField(default=True, help_text=_("The one to assume when nothing else is known."))
    legal = models.CharField(max_length=200, blank=True, help_text=_("The document that decided it."))
    verified = models.BooleanField(default=False, help_text=_("Whether an official text was seen that names both."))
    note = models.CharField(max_length=300, blank=True, help_text=_("What else to know."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["old", "new"], nulls_distinct=False, name="identity_agency_succession_once"
            ),
            models.CheckConstraint(
                condition=Q(new__isnull=True) | ~Q(new=F("old")), name="identity_agency_follows_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '–'}"


class AgencyCommune(models.Model):
    """A commune in which an agency acts beyond its place in the tree."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="territory")
    commune = models.CharField(max_length=5, help_text=_("Official code of the commune."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "commune"], name="identity_agency_commune_once"),
        ]

    def __str__(self) -> str:
        return self.commune


class AgencyFormerPath(models.Model):
    """A path that an agency had before it was moved; it leads to the agency and is never given to another."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_paths")
    path = models.CharField(max_length=200, unique=True, db_collation=PATH_COLLATION, help_text=_("The former path."))
    until = models.DateField(help_text=_("Last day of the former path."))

    def __str__(self) -> str:
        return self.path
