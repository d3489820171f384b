"""The list of communes, for the pages that show it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.places.contracts import Kind
from honglam.kit.tables import Column, Table
from honglam.kit.tables import Kind as Holds

KINDS = (
    (Kind.COMMUNE.value, _("Commune")),
    (Kind.WARD.value, _("Ward")),
    (Kind.SPECIAL_ZONE.value, _("Special zone")),
)

# A page that shows it may give columns a link; the ids stay, because the question is answered by them.
COMMUNES = Table(
    id="places.communes",
    title=_("Communes and wards"),
    key="code",
    order="name",
    search=("name", "code", "name_en"),
    size=100,
    empty=_("The communes are loaded when the platform is prepared: `honglam migrate`."),
    columns=(
        Column(id="code", title=_("Code"), help=_("Official code, five digits"), kind=Holds.CODE, filter=True),
        Column(id="name", title=_("Name"), help=_("With its kind"), sort_source="sort_key", filter=True),
        Column(
            id="kind",
            title=_("Kind"),
            help=_("Commune, ward or special zone"),
            kind=Holds.CHOICE,
            choices=KINDS,
            filter=True,
        ),
        Column(id="name_en", title=_("English name"), shown=False),
        Column(id="valid_from", title=_("Since"), help=_("First day of the unit"), kind=Holds.DATE),
        Column(id="act", title=_("Legal basis"), help=_("The act that made it"), source="act_id", kind=Holds.CODE),
        Column(
            id="area_km2",
            title=_("Area, not official"),
            help=_("In km², as the data package gives it; not an official figure"),
            kind=Holds.NUMBER,
            decimals=2,
            unit=_("km²"),
            shown=False,
        ),
        Column(
            id="lat", title=_("Latitude"), help=_("Of its middle, WGS 84"), kind=Holds.NUMBER, decimals=4, shown=False
        ),
        Column(
            id="lon", title=_("Longitude"), help=_("Of its middle, WGS 84"), kind=Holds.NUMBER, decimals=4, shown=False
        ),
    ),
)
