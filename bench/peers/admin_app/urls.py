"""The admin and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from bench.peers.admin_app.models import Parcel
from bench.rows.kinds import COMMUNE


class ParcelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # the admin alone has no stubs at run time
    """The list as an admin would declare it: the same columns, order, filter, search and rows."""

    list_display = ("code", "owner", "kind", "area", "value", "registered_on", "disputed")
    list_filter = ("kind",)
    list_per_page = 50
    ordering = ("-area", "-id")
    search_fields = ("owner",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Limit the rows to the officer's commune, as the product does."""
        return super().get_queryset(request).filter(agency=COMMUNE)


admin.site.register(Parcel, ParcelAdmin)
urlpatterns = [path("admin/", admin.site.urls)]
