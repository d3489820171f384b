"""Forms: one column, Vietnamese numbers and dates, errors at the input and in a summary, sent once.

See docs/reference/kit-pages.md.
"""

from __future__ import annotations

from honglam.kit.forms.fields import Date, Lines, Moment, Money, Number, Text
from honglam.kit.forms.form import Form, Section
from honglam.kit.forms.views import respond

__all__ = ["Date", "Form", "Lines", "Moment", "Money", "Number", "Section", "Text", "respond"]
