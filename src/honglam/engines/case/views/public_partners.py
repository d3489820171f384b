"""Studio: the keys with which other systems write through Open311."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from honglam.base.errors import Refusal
from honglam.engines.case import api
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms import Form
from honglam.kit.forms.fields import said


class KeyForm(Form):
    """A new key."""

    name = forms.CharField(label=_("Which system"), max_length=120)
    agency = forms.CharField(label=_("Agency that answers for it"), help_text=_("Its path, for example H27.skhcn"))
    per_minute = forms.IntegerField(label=_("Requests in a minute"), initial=30, min_value=1)


@require_http_methods(["GET", "HEAD", "POST"])
@permission(api.partners.RIGHT)
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys and make new ones; a new one is shown on this answer and never again."""
    viewer, made = viewer_of(request), ""
    form = KeyForm(request.POST or None, initial={"agency": viewer.agency})
    if request.method == "POST" and form.is_valid():
        try:
            made = api.partners.make_key(**form.cleaned_data, viewer=viewer, now=timezone.now())
            form = KeyForm(initial={"agency": viewer.agency})
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
    context = {"keys": api.partners.keys(viewer=viewer), "form": form, "made": made}
    return render(request, "case/public_partners.html", context, status=422 if form.errors else 200)


@require_POST
@permission(api.partners.RIGHT)
def switch(request: HttpRequest, key_id: int) -> HttpResponse:
    """Let a key work, or not."""
    enabled = request.POST.get("enabled") == "1"
    api.partners.switch_key(key_id=key_id, enabled=enabled, viewer=viewer_of(request))
    return HttpResponseRedirect(reverse("studio-case:partners"))
