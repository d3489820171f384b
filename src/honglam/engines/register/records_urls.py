"""Routes of what waits for a second person, of the history of a record, and of sharing."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import records, records_shares

DESK = [
    path("<str:register>/waiting/", records.waiting, name="waiting"),
    path("<str:register>/waiting/<int:proposal>/", records.proposal, name="proposal"),
    path("<str:register>/waiting/<int:proposal>/verify/", records.verify, name="verify"),
    path("<str:register>/waiting/<int:proposal>/return/", records.give_back, name="give-back"),
    path("<str:register>/waiting/<int:proposal>/withdraw/", records.withdraw, name="withdraw"),
    path("<str:register>/waiting/<int:proposal>/submit/", records.submit, name="submit"),
    path("<str:register>/<uuid:id>/history/", records.history, name="history"),
    path("<str:register>/<uuid:id>/history/<int:act>/undo/", records.undo, name="undo-act"),
    path("<str:register>/shares/", records_shares.shares, name="shares"),
    path("<str:register>/shares/<int:share>/end/", records_shares.end, name="end-share"),
]
