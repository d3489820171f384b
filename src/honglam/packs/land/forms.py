"""What people fill in when parcels change."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from honglam.kit.forms import Form, Lines, Text
from honglam.packs.land.contracts import Carry

_PAPER = _("The decision or contract on which this is based: number and day.")


class _PaperForm(Form):
    document = Text(label=_("Paper"), help_text=_PAPER, max_length=300)


class SplitForm(_PaperForm):
    """Where a parcel is cut."""

    id = "land-split"
    field_order = ("line", "carry", "document")
    line = Lines(
        label=_("Line of the cut"),
        help_text=_(
            "One corner in each row: X and Y of VN-2000, such as 2025020.00 534995.00. "
            "Both ends lie outside the parcel."
        ),
        max_length=4000,
    )
    carry = forms.ChoiceField(
        label=_("Rights"),
        choices=(
            (Carry.OVER.value, _("Each part has the rights of the whole")),
            (Carry.DECIDE.value, _("They wait until it is decided whose which part is")),
        ),
        widget=forms.RadioSelect,
        initial=Carry.OVER.value,
    )


class MergeForm(_PaperForm):
    """With what a parcel is merged."""

    id = "land-merge"
    field_order = ("others", "document")
    others = Text(
        label=_("Merge with"),
        help_text=_("Sheet and number of the neighbours, such as 12/35, 12/36; former commune as this parcel."),
        max_length=200,
    )


class TransferForm(_PaperForm):
    """To whom a right goes."""

    id = "land-transfer"
    field_order = ("number", "document")
    number = Text(
        label=_("Personal number or tax number of the new holder"),
        help_text=_("They must stand in the register of parties already."),
        max_length=20,
    )


class UndoForm(_PaperForm):
    """Why a change is undone."""

    id = "land-undo"
