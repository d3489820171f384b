"""What people call scopes, ways to hold a post, and the parts of an import."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Scope
from honglam.core.identity.contracts import Acting

SCOPE_WORDS: Mapping[Scope, str | Promise] = {
    Scope.OWN: _("one's own things"),
    Scope.UNIT: _("the internal unit of the post"),
    Scope.AGENCY: _("the agency of the post and those below it"),
    Scope.TERRITORY: _("the agency and the communes in which it acts"),
    Scope.PROVINCE: _("the whole province"),
}
ACTING_WORDS: Mapping[Acting, str | Promise] = {
    Acting.NO: _("by appointment"),
    Acting.ACTING: _("acting"),
    Acting.IN_CHARGE: _("in charge"),
}
FINDING_WORDS: Mapping[str, str | Promise] = {
    "new": _("new"),
    "changed": _("changed"),
    "same": _("unchanged"),
    "wrong": _("wrong"),
}
COLUMN_WORDS: Mapping[str, str | Promise] = {
    "name": _("Full name"),
    "family": _("Family and middle name"),
    "staff_code": _("Staff code"),
    "username": _("User name"),
    "phone": _("Phone"),
    "email": _("E-mail address"),
    "personal_number": _("Personal number"),
    "agency": _("Agency"),
    "unit": _("Internal unit"),
    "position": _("Position"),
    "roles": _("Roles"),
    "valid_from": _("First day"),
}
