"""The catalogue of registers, on the desk and for everybody, and the dictionary of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from honglam.base.access import Viewer
from honglam.engines.register.api import catalogue as catalogues
from honglam.engines.register.api import definitions
from honglam.engines.register.contracts import Field, Register, Sensitivity
from honglam.engines.register.definition_forms import TYPES
from honglam.engines.register.record_inputs import said
from honglam.kit.access import permission, public, viewer_of

OPEN = "which registers the province keeps, and what stands in those that are open, is public"
_ORDERS = {
    "title": gettext_lazy("By sector"),
    "rows": gettext_lazy("Most records first"),
    "score": gettext_lazy("Worst quality first"),
    "at": gettext_lazy("Newest first"),
}
FORMS = {"xlsx": "Excel", "toml": "TOML", "yaml": "YAML", "json": "JSON", "table-schema": "Table Schema"}
_KINDS = dict(TYPES)
_MEDIA = {
    "toml": "application/toml",
    "yaml": "application/yaml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SEEN = {
    Sensitivity.PUBLIC: gettext_lazy("public"),
    Sensitivity.INTERNAL: gettext_lazy("internal"),
    Sensitivity.PERSONAL: gettext_lazy("personal"),
    Sensitivity.SENSITIVE: gettext_lazy("sensitive"),
}


@require_safe
@permission("register.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show the catalogue to officers."""
    return render(request, "register/catalogue.html", _listed(request, viewer_of(request)))


@require_safe
@permission("register.view")
def dictionary(request: HttpRequest, register: str) -> HttpResponse:
    """Show what stands in a register."""
    found = catalogues.dictionary(register=register, viewer=viewer_of(request))
    return render(request, "register/dictionary.html", _page(found))


@require_safe
@permission("register.view")
def download(_request: HttpRequest, register: str, form: str) -> HttpResponse:
    """Return a definition as a file."""
    return _file(register, form)


@require_safe
@public(OPEN)
def open_home(request: HttpRequest) -> HttpResponse:
    """Show the open registers to everybody."""
    return render(request, "register/open.html", _listed(request, None))


@require_safe
@public(OPEN)
def open_dictionary(request: HttpRequest, register: str) -> HttpResponse:
    """Show everybody what stands in an open register."""
    found = catalogues.dictionary(register=register, viewer=None)
    return render(request, "register/dictionary.html", _page(found) | {"everybody": True})


@require_safe
@public(OPEN)
def open_download(_request: HttpRequest, register: str, form: str) -> HttpResponse:
    """Return the definition of an open register as a file."""
    catalogues.dictionary(register=register, viewer=None)
    return _file(register, form)


def _listed(request: HttpRequest, viewer: Viewer | None) -> dict[str, Any]:
    words = request.GET
    order = words.get("order", "")
    asked = catalogues.Asked(
        text=words.get("q", "")[:200],
        group=words.get("group", "")[:200],
        owner=words.get("owner", "")[:200],
        order=order if order in _ORDERS else "title",
    )
    found = catalogues.catalogue(asked=asked, viewer=viewer, now=timezone.now())
    return {
        "asked": asked,
        "catalogue": found,
        "lines": [(each, said(each.register.title, each.register.title_en)) for each in found.entries],
        "narrowed": bool(asked.text or asked.group or asked.owner),
        "orders": _ORDERS.items(),
    }


def _page(register: Register) -> dict[str, Any]:
    return {
        "register": register,
        "title": said(register.title, register.title_en),
        "fields": [(each, _facts(each)) for each in _fields(register)],
        "unchecked": not any(each.verified for each in _fields(register)),
        "rules": [(rule, said(rule.says, rule.says_en)) for rule in register.rules],
        "forms": FORMS.items(),
    }


def _fields(register: Register) -> list[Field]:
    """Return fields in order, those of a group after it."""
    return [found for each in register.fields for found in (each, *each.fields)]


def _facts(field: Field) -> dict[str, Any]:
    return {
        "title": said(field.title, field.title_en),
        "type": _KINDS[field.type],
        "codes": [(code.code, said(code.title, code.title_en)) for code in field.codes],
        "asks": _("required") if field.required else _("expected") if field.expected else "",
        "who": _SEEN[field.sensitivity],
    }


def _file(register: str, form: str) -> HttpResponse:
    body = definitions.document(register=register, form=form)
    ending = "json" if form == "table-schema" else form
    response = HttpResponse(body, content_type=_MEDIA.get(form, "application/json"))
    response["Content-Disposition"] = f'attachment; filename="{register}.{ending}"'
    return response
