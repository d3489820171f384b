"""Filters and orders of SCIM as questions to the database: RFC 7644, sections 3.4.2.2 and 3.4.2.3.

scim2-models reads and checks a filter; this walks its tree.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from scim2_models import InvalidFilterException, InvalidPathException
from scim2_models.path.expressions import (
    AttrPath,
    CompareOperator,
    Comparison,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from scim2_models.path.visitor import FilterVisitor

# Attribute, in small letters → the column of `Person` that holds it.
COLUMNS = {
    "id": "account__uid",
    "username": "account__username",
    "displayname": "account__full_name",
    "name.formatted": "account__full_name",
    "active": "account__is_active",
    "emails": "account__email",
    "emails.value": "account__email",
    "phonenumbers": "account__phone",
    "phonenumbers.value": "account__phone",
    "meta.created": "account__created_at",
    "employeenumber": "staff_code",
    "department": "home__path",
    "externalid": "external",
}
_EXACT = {"id", "active", "externalid", "meta.created", "department"}
_LOOKUPS = {
    CompareOperator.eq: "exact",
    CompareOperator.ne: "exact",
    CompareOperator.co: "contains",
    CompareOperator.sw: "startswith",
    CompareOperator.ew: "endswith",
    CompareOperator.gt: "gt",
    CompareOperator.ge: "gte",
    CompareOperator.lt: "lt",
    CompareOperator.le: "lte",
}
_TEXTS = {"exact", "contains", "startswith", "endswith"}
# Types of an address or number: here there is one, and it is that of work.
_FIXED = {"type": "work", "primary": True}


def name_of(path: AttrPath) -> str:
    """Return an attribute in small letters, without its schema."""
    return ".".join(part for part in (path.attr, path.sub_attr) if part).lower()


class Asked(FilterVisitor[Q]):
    """Turns a filter over officers into a condition on `Person`."""

    def visit_comparison(self, node: Comparison) -> Q:
        """Compare a column."""
        name = name_of(node.attr_path)
        if name not in COLUMNS:
            raise InvalidFilterException(detail=f"{node.attr_path} cannot be filtered by")
        if node.value is None:
            present = self._present(name)
            return ~present if node.op is CompareOperator.eq else present
        lookup = _LOOKUPS[node.op]
        if lookup in _TEXTS and name not in _EXACT:
            lookup = f"i{lookup}"
        if name == "id" and lookup != "exact":
            raise InvalidFilterException(detail="id can be compared by eq and ne only")
        if name == "id" and not _is_uuid(node.value):  # nobody has such an id
            return Q(pk=None) if node.op is CompareOperator.eq else ~Q(pk=None)
        found = Q(**{f"{COLUMNS[name]}__{lookup}": _value(name, node.value)})
        return ~found if node.op is CompareOperator.ne else found

    def visit_present(self, node: Present) -> Q:
        """See whether a column holds something."""
        name = name_of(node.attr_path)
        if name not in COLUMNS:
            raise InvalidFilterException(detail=f"{node.attr_path} cannot be filtered by")
        return self._present(name)

    def visit_not(self, node: Not) -> Q:
        """Turn a condition round."""
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        """Join conditions."""
        joined = self.visit(node.terms[0])
        for term in node.terms[1:]:
            joined = joined & self.visit(term) if node.op is LogicalOperator.and_ else joined | self.visit(term)
        return joined

    def visit_value_path(self, node: ValuePath) -> Q:
        """Ask within `emails[…]` or `phoneNumbers[…]`."""
        return _Within(name_of(node.attr_path)).visit(node.val_filter)

    def _present(self, name: str) -> Q:
        column = COLUMNS[name]
        if name in {"active", "id", "meta.created"}:
            return Q(**{f"{column}__isnull": False})
        return ~Q(**{f"{column}__isnull": True}) & ~Q(**{column: ""})


class _Within(Asked):
    """A filter over the one value of a list."""

    def __init__(self, outer: str) -> None:
        self.outer = outer

    def visit_comparison(self, node: Comparison) -> Q:
        name = name_of(node.attr_path)
        if name in _FIXED:
            equal = (node.value == _FIXED[name]) is (node.op is CompareOperator.eq)
            return self._present(f"{self.outer}.value") if equal else Q(pk=None)
        path = AttrPath(attr=self.outer, sub_attr=name)
        return super().visit_comparison(Comparison(attr_path=path, op=node.op, value=node.value))

    def visit_present(self, node: Present) -> Q:
        del node
        return super().visit_present(Present(attr_path=AttrPath(attr=self.outer, sub_attr="value")))


def order_by(path: str, *, descending: bool) -> tuple[str, str]:
    """Return the columns to order by; RFC 7644 leaves the order open when none is asked for.

    Raises:
        InvalidPathException: the list cannot be ordered by it.
    """
    name = path.rpartition(":")[2].lower() or "id"
    if name in {"name.familyname", "name.givenname"}:
        name = "displayname"
    if name not in COLUMNS:
        raise InvalidPathException(detail=f"{path} cannot be ordered by")
    return f"{'-' if descending else ''}{COLUMNS[name]}", "pk"


def _is_uuid(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def _value(name: str, value: Any) -> Any:
    if name == "active" and not isinstance(value, bool):
        raise InvalidFilterException(detail="active is true or false")
    if isinstance(value, str) and "\x00" in value:
        raise InvalidFilterException(detail="a text holds no NUL")
    return value
