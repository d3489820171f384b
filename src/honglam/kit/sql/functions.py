"""Django expressions for the SQL functions of text: they serve filters, ordering and the expressions of indexes alike.

    Commune.objects.order_by(SortKey("name"), "id")
    models.Index(SortKey("name"), name="places_commune_by_name")
    Account.objects.alias(folded=Fold("full_name")).filter(folded__contains=fold(query))

Each names the collation "C" itself, because the keys are made for the order of code points and a server's default
collation is not ours to choose; an index helps only a query that names the same one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Func, TextField


class _TextFunction(Func):
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    arity = 1
    output_field: ClassVar = TextField()


class Fold(_TextFunction):
    """The form of a text on which we search; see `base.text.fold`."""

    function = "hl_fold"


class SortKey(_TextFunction):
    """The key of a text in the order of a Vietnamese dictionary; see `base.text.sort_key`."""

    function = "hl_sort_key"


class NameKey(_TextFunction):
    """The key of a person's name, given name first; see `base.text.name_key`."""

    function = "hl_name_key"
