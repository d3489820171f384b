"""Inputs that read what people in Vietnam type, and keep it in one normal form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.money import format_number, parse_number, parse_vnd
from honglam.base.text import clean, clean_lines
from honglam.base.time import format_date, format_moment, parse_date, parse_moment


def said(refusal: Refusal) -> ValidationError:
    """Return a refusal of the domain as an error that a form can show, remedy included."""
    sentences = [_(text) for text in (refusal.message, refusal.remedy or "") if text]
    whole = " ".join(sentences)
    return ValidationError(whole % refusal.params if refusal.params else whole, code=refusal.code)


class Text(forms.CharField):
    """One line of text: composed Unicode, single spaces, nothing invisible."""

    def to_python(self, value: Any) -> str:
        """Return the text as we store it."""
        return _read(clean, super().to_python(value) or "") or ""


class Lines(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text as we store it."""
        return _read(clean_lines, super().to_python(value) or "") or ""


class _Typed(forms.CharField):
    """Something typed as text that means something else."""

    mode = "text"
    short = True

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=True, max_length=options.pop("max_length", 80), empty_value=None, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the right keyboard."""
        return super().widget_attrs(widget) | {"inputmode": self.mode, "autocomplete": "off"}

    def read(self, text: str) -> Any:
        """Return what the text means, or refuse."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return a value as people type it."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """Return what was meant; None when nothing was typed."""
        if value in self.empty_values:
            return None
        return _read(self.read, str(value)) if isinstance(value, str) else value

    def run_validators(self, value: Any) -> None:
        """The length was that of the text; what it means has been checked by reading it."""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored value as people type it, and what was typed as it was."""
        return value if value is None or isinstance(value, str) else self.write(value)


class Number(_Typed):
    """A number, `1.234,5`.

    Args:
        least: the smallest that is accepted.
        most: the largest that is accepted.
        whole: whether decimals are refused.
        options: as for any field.
    """

    mode = "decimal"

    def __init__(
        self,
        *,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        whole: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.least, self.most, self.whole = least, most, whole

    def read(self, text: str) -> Decimal | int:
        """Return the number."""
        number = parse_number(text)
        if self.whole and number != number.to_integral_value():
            raise ValidationError(_("A whole number is needed here."), code="whole")
        self._bounds(number)
        return int(number) if self.whole else number

    def _bounds(self, number: Decimal | int) -> None:
        if self.least is not None and number < self.least:
            raise ValidationError(
                _("This must be at least %(limit)s.") % {"limit": self.write(self.least)}, code="least"
            )
        if self.most is not None and number > self.most:
            raise ValidationError(_("This must be at most %(limit)s.") % {"limit": self.write(self.most)}, code="most")

    def write(self, value: Any) -> str:
        """Return it with dots for thousands."""
        return format_number(Decimal(str(value)))


class Money(Number):
    """An amount of đồng: `1.234.567`, `1,5 triệu`."""

    mode = "text"

    def read(self, text: str) -> int:
        """Return the amount."""
        amount = parse_vnd(text)
        self._bounds(amount)
        return amount


class Date(_Typed):
    """A day, `23/11/2026`."""

    mode = "numeric"

    def read(self, text: str) -> date:
        """Return the day."""
        return parse_date(text)

    def write(self, value: date) -> str:
        """Return it as dd/MM/yyyy."""
        return format_date(value)


class Moment(_Typed):
    """A day with a time, `17:00 15/12/2026`."""

    def read(self, text: str) -> datetime:
        """Return the moment."""
        return parse_moment(text)

    def write(self, value: datetime) -> str:
        """Return it as HH:mm dd/MM/yyyy."""
        return format_moment(value)


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Refusal as refusal:
        raise said(refusal) from None
