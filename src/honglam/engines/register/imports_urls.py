"""Routes of imports."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import imports

DESK = [
    path("<str:register>/import/", imports.home, name="imports"),
    path("<str:register>/import/template.xlsx", imports.template, name="import-template"),
    path("<str:register>/import/<int:number>/", imports.one, name="import"),
    path("<str:register>/import/<int:number>/match", imports.match, name="import-match"),
    path("<str:register>/import/<int:number>/decide", imports.decide, name="import-decide"),
    path("<str:register>/import/<int:number>/discard", imports.discard, name="import-discard"),
    path("<str:register>/import/<int:number>/undo", imports.undo, name="import-undo"),
]
