"""The index."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A document of a source, and the lexemes by which it is found.

    The lexemes hold words and rights alike (`lexemes.py`), so that one scan of one index answers who may find what.
    """

    source = models.CharField(max_length=40, help_text=_("Id of the source."))
    key = models.CharField(max_length=120, db_collation="C", help_text=_("Id of the document within its source."))
    title = models.TextField(help_text=_("What people call it."))
    text = models.TextField(blank=True, help_text=_("More words that lead to it."))
    url = models.TextField(help_text=_("The page that opens it."))
    agency = models.CharField(max_length=200, blank=True, db_collation="C", help_text=_("Path of its agency."))
    updated = models.DateTimeField(null=True, help_text=_("When it last changed."))
    weight = models.PositiveSmallIntegerField(help_text=_("0 to 100; the heavier stands first."))
    digest = models.BinaryField(max_length=16, help_text=_("Digest of what the source said, to skip what is the same."))
    turn = models.BigIntegerField(help_text=_("Grows with each writing; the newest have the highest."))
    lexemes = SearchVectorField(help_text=_("Words and rights."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="search_document_once")]
        indexes: ClassVar = [
            # Without a list of pending entries: a search that had to read one would be slow after each import.
            GinIndex(fields=["lexemes"], name="search_document_lexemes", fastupdate=False),
            models.Index(fields=["turn"], name="search_document_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Word(models.Model):
    """A word that some document has: what a mistyped or unfinished word may have been meant to be."""

    word = models.CharField(max_length=60, primary_key=True, db_collation="C", help_text=_("Without accents."))
    documents = models.PositiveIntegerField(help_text=_("How many documents have it, about."))

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["word"], name="search_word_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word


class Progress(models.Model):
    """Up to which turn the words have been counted; one row."""

    turn = models.BigIntegerField(default=0, help_text=_("The last turn that was counted."))

    def __str__(self) -> str:
        return str(self.turn)
