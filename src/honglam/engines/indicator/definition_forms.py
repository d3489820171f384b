"""The form of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Invalid, Refusal
from honglam.base.periods import Frequency
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.indicator.contracts import (
    DefinitionsRefused,
    Direction,
    Fault,
    Indicator,
    RollUp,
    Source,
    SourceKind,
)
from honglam.engines.indicator.definition_tables import FREQUENCIES, SOURCES
from honglam.kit import forms
from honglam.kit.measures import MEASURES, ScopeKind

KINDS = (
    (ScopeKind.PROVINCE.value, _("The province")),
    (ScopeKind.AGENCY.value, _("Agencies")),
    (ScopeKind.COMMUNE.value, _("Communes")),
    (ScopeKind.PERSON.value, _("Each person")),
)
DIRECTIONS = (
    (Direction.UP.value, _("More is better")),
    (Direction.DOWN.value, _("Less is better")),
    (Direction.NEAR.value, _("The nearer to the target the better")),
)
ROLL_UPS = (
    (RollUp.NONE.value, _("Not at all")),
    (RollUp.SUM.value, _("Added up")),
    (RollUp.MEAN.value, _("The mean")),
    (RollUp.LAST.value, _("A stock: over time the last one, over places all of it")),
    (RollUp.MIN.value, _("The smallest")),
    (RollUp.MAX.value, _("The largest")),
)
_FORMULA = _(
    'Name figures by their code: value("dx.online") / value("dx.all") * 100. Also previous("…"), '
    'same_period_last_year("…"), sum_of_year("…"), of_province("…"), value_or("…", 0), min, max, abs, round.'
)
_PLAIN = ("code", "title", "title_en", "meaning", "unit", "decimals", "group", "owner", "least", "most", "public")


def measures() -> list[tuple[str, Any]]:
    """Return what can be measured."""
    return [("", _("None")), *((each.id, f"{each.title} ({each.unit})") for each in MEASURES)]


def owners() -> list[tuple[str, Any]]:
    """Return the agencies of today."""
    found = [(each.path, f"{'– ' * (each.level - 1)}{each.name}") for each in identity.agencies()]
    return [("", _("The province")), *found]


class DefinitionForm(forms.Form):
    """What an indicator is."""

    sections: ClassVar = (
        forms.Section("what", _("What it is"), ("code", "title", "title_en", "meaning", "group", "owner", "legal")),
        forms.Section("how", _("How it is taken"), ("unit", "decimals", "direction", "frequency", "kinds", "roll_up")),
        forms.Section("from", _("Where its figures come from"), ("source", "formula", "measure", "evidence")),
        forms.Section("limits", _("Limits"), ("least", "most", "public", "number")),
    )
    code = forms.Text(
        label=_("Code"),
        max_length=80,
        help_text=_("Small letters without accents, digits, _ and dots, like dx.online_dossiers. It never changes."),
    )
    title = forms.Text(label=_("Title"), max_length=300)
    title_en = forms.Text(label=_("English title"), max_length=300, required=False)
    meaning = forms.Lines(
        label=_("Meaning"), required=False, max_length=4_000, help_text=_("What it says, and how it is taken.")
    )
    group = forms.Text(label=_("Heading"), required=False, max_length=200, help_text=_("Such as a pillar of a plan."))
    owner = django_forms.ChoiceField(label=_("Agency that answers for it"), choices=owners, required=False)
    legal = forms.Lines(label=_("Legal basis"), required=False, help_text=_("One act on each line."))
    unit = forms.Text(label=_("Unit"), max_length=60, help_text=_("%, hồ sơ, triệu đồng …"))
    decimals = forms.Number(label=_("Digits after the comma"), whole=True, least=0, most=8, initial=1)
    direction = django_forms.ChoiceField(label=_("Which way is better"), choices=DIRECTIONS)
    frequency = django_forms.ChoiceField(label=_("How often"), choices=FREQUENCIES, initial=Frequency.MONTH.value)
    kinds = django_forms.MultipleChoiceField(
        label=_("Of whom"), choices=KINDS, widget=django_forms.CheckboxSelectMultiple
    )
    roll_up = django_forms.ChoiceField(
        label=_("Over the province and longer periods"),
        choices=ROLL_UPS,
        help_text=_("How wider and longer figures come from the narrower and shorter ones."),
    )
    source = django_forms.ChoiceField(label=_("Source"), choices=SOURCES, widget=django_forms.RadioSelect)
    formula = forms.Lines(label=_("Formula"), required=False, max_length=2_000, help_text=_FORMULA)
    measure = django_forms.ChoiceField(label=_("What is measured"), choices=measures, required=False)
    evidence = django_forms.BooleanField(
        label=_("A file must stand beside each figure entered by hand"), required=False
    )
    least = forms.Number(label=_("Smallest figure that can be"), required=False)
    most = forms.Number(label=_("Largest figure that can be"), required=False)
    public = django_forms.BooleanField(label=_("Published figures stand on the portal"), required=False)
    number = django_forms.IntegerField(widget=django_forms.HiddenInput, required=False)


def initial_of(indicator: Indicator) -> Mapping[str, Any]:
    """Return a definition as the form shows it."""
    source = indicator.source
    return {
        **{name: getattr(indicator, name) for name in _PLAIN},
        "legal": "\n".join(indicator.legal),
        "direction": indicator.direction.value,
        "frequency": indicator.frequency.value,
        "kinds": list(indicator.kinds),
        "roll_up": indicator.roll_up.value,
        "source": source.kind.value,
        "formula": source.formula,
        "measure": source.measure,
        "evidence": source.evidence,
        "number": indicator.number,
    }


def indicator_of(data: Mapping[str, Any]) -> Indicator:
    """Return what was typed as the api takes it; of the sources only the one that was chosen."""
    kind = SourceKind(data["source"])
    return Indicator(
        **{name: data[name] for name in _PLAIN},
        legal=tuple(line.strip() for line in data["legal"].splitlines() if line.strip()),
        direction=Direction(data["direction"]),
        frequency=Frequency(data["frequency"]),
        kinds=tuple(data["kinds"]),
        roll_up=RollUp(data["roll_up"]),
        source=Source(
            kind=kind,
            formula=data["formula"].strip() if kind is SourceKind.FORMULA else "",
            measure=data["measure"] if kind is SourceKind.MEASURE else "",
            evidence=data["evidence"] and kind is SourceKind.MANUAL,
        ),
        number=data["number"] or 1,
    )


def at_the_inputs(refused: DefinitionsRefused, code: str) -> Invalid:
    """Return the faults of a definition as the form shows them; those of other indicators stand above it by code."""
    return Invalid([_refusal(fault, own=fault.code == code) for fault in refused.faults])


def _refusal(fault: Fault, *, own: bool) -> Refusal:
    if own:
        return Refusal(fault.message, field=fault.key, remedy=fault.remedy, params=fault.params)
    params = {**fault.params, "indicator": fault.code}
    return Refusal(N_("“%(indicator)s” rests on it and would not fit any more."), params=params)
