"""The list of officers, for the studio and for machines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.tables import Column, Kind, Table

PEOPLE = Table(
    id="identity.people",
    title=_("Officers"),
    key="account_id",
    order="name",
    search=("account__full_name", "account__username", "staff_code"),
    scope="home__path",
    permission="identity.view",
    empty=_("Officers stand here. Add them one by one, or import them from a spreadsheet."),
    columns=(
        Column(
            id="name",
            title=_("Name"),
            help=_("Full name"),
            kind=Kind.PERSON,
            source="account__full_name",
            link="studio-identity:person",
            filter=True,
        ),
        Column(
            id="username",
            title=_("User name"),
            help=_("Name to sign in with"),
            kind=Kind.CODE,
            source="account__username",
        ),
        Column(id="home_name", title=_("Agency"), help=_("Agency of the main post"), source="home__name", filter=True),
        Column(
            id="home", title=_("Path"), help=_("Path of that agency"), kind=Kind.CODE, source="home__path", shown=False
        ),
        Column(
            id="staff_code", title=_("Staff code"), help=_("Code in the staff register"), kind=Kind.CODE, filter=True
        ),
        Column(
            id="open",
            title=_("Can sign in"),
            help=_("Whether the account is open"),
            kind=Kind.FLAG,
            source="account__is_active",
            sort=False,
            filter=True,
        ),
        Column(
            id="imported",
            title=_("Imported with file"),
            help=_("Number of the spreadsheet by which the person was added; empty otherwise"),
            kind=Kind.NUMBER,
            source="imported_id",
            filter=True,
            sort=False,
            shown=False,
        ),
    ),
)
