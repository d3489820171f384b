"""A new record, and changing one."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.base.errors import Invalid, Refusal
from honglam.engines.register.api import forms as judging
from honglam.engines.register.api import lists, records
from honglam.engines.register.contracts import Field, Record, Register, Written
from honglam.engines.register.record_form import REASON, VERSION, Asked, RecordForm, form_of, initial_of
from honglam.engines.register.views.desk_words import crumbs, lower, one
from honglam.kit import forms
from honglam.kit.access import require, signed_in, viewer_of


@signed_in
def new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record."""
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    require(viewer, definition.access.edit)
    form_class = _form(definition, None, viewer)

    def save(data: dict[str, Any]) -> str:
        written = records.write(register=register, rows=[_given(form_class, data)], viewer=viewer, now=timezone.now())[
            0
        ]
        return _after(request, definition, written)

    title = _("New: %(thing)s") % {"thing": lower(one(definition))}
    context = crumbs(definition, title)
    return forms.respond(request, form_class, save, title=title, context=context, template="register/form.html")


@signed_in
def edit(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002  (as every address calls it)
    """Change a record."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    record = records.record(register=register, id=id, viewer=viewer, now=now)
    require(viewer, definition.access.edit, record.agency)
    form_class = _form(definition, record, viewer, _seen(request, record, viewer))

    def save(data: dict[str, Any]) -> str:
        written = records.write(
            register=register,
            rows=[{**_given(form_class, data), "id": str(id)}],
            viewer=viewer,
            now=now,
            reason=data.get(REASON) or "",
            expected={id: data[VERSION]} if data.get(VERSION) else None,
        )[0]
        return _after(request, definition, written)

    context = crumbs(definition, _("Change"), record)
    initial = initial_of(definition, record)
    return forms.respond(
        request, form_class, save, title=record.label, initial=initial, context=context, template="register/form.html"
    )


def _form(register: Register, record: Record | None, viewer: Viewer, seen: Record | None = None) -> type[RecordForm]:
    judge = partial(_judge, register.id, viewer, new=record is None)
    return form_of(Asked(register, record, judge, _name, seen))


def _judge(register: str, viewer: Viewer, given: Any, *, new: bool) -> Any:
    return judging.judge(register=register, given=given, new=new, viewer=viewer)


def _name(field: Field, value: Any) -> str:
    return judging.name_of(field=field, value=value)


def _given(form_class: type[RecordForm], data: dict[str, Any]) -> dict[str, Any]:
    form = form_class()
    form.cleaned_data = data
    return form.given


def _seen(request: HttpRequest, record: Record, viewer: Viewer) -> Record | None:
    """Return the version that was shown when this form was opened, where the record has another one by now."""
    version = request.POST.get(VERSION, "")
    if not version.isdecimal() or int(version) == record.version:
        return None
    past = records.history(register=record.register, id=record.id, viewer=viewer)
    shown = next((each for each in past if each.version == int(version)), None)
    if shown is None:
        return None
    return records.record(register=record.register, id=record.id, viewer=viewer, now=timezone.now(), as_of=shown.at)


def _after(request: HttpRequest, register: Register, written: Written) -> str:
    """Return where to go after writing, with what to say.

    Raises:
        Invalid: it was refused, with what is wrong at each input.
    """
    if written.wrong:
        raise Invalid(
            tuple(
                Refusal(wrong.message, field=wrong.field.partition(".")[0], remedy=wrong.remedy, params=wrong.params)
                for wrong in written.wrong
            )
        )
    said = {
        "made": _("The record is stored."),
        "changed": _("The change is stored."),
        "waits": _("It waits until a second person has verified it."),
    }.get(written.did, _("Nothing was changed."))
    messages.success(request, said)
    if written.id is None:
        return reverse("desk-register:list", args=[register.id])
    return reverse("desk-register:record", args=[register.id, written.id])
