"""Tables of files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.core.files.contracts import Preview, State
from honglam.kit.paths import AgencyPathField


class Blob(models.Model):
    """A content, stored once however many files show it."""

    sha256 = models.CharField(primary_key=True, max_length=64, db_collation="C", help_text=_("Hash of the content."))
    size = models.BigIntegerField(help_text=_("Bytes."))
    media_type = models.CharField(max_length=120, help_text=_("What it is, by its content."))
    ending = models.CharField(max_length=10, help_text=_("The ending that goes with it."))
    stored_at = models.DateTimeField(help_text=_("When it was stored first."))
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.READY)
    finding = models.CharField(max_length=200, blank=True, help_text=_("What the scanner or the check of hashes said."))
    released_by = models.CharField(max_length=120, blank=True, help_text=_("Who released it from quarantine."))
    verified_at = models.DateTimeField(help_text=_("When its hash was last compared."))
    preview = models.CharField(max_length=7, choices=[(p.value, p.value) for p in Preview], default=Preview.WAITING)
    pages = models.PositiveSmallIntegerField(default=0, help_text=_("Number of pictures of its pages."))
    has_text = models.BooleanField(default=False, help_text=_("Whether its text was read out."))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["verified_at"], name="files_blob_verified"),
            models.Index(fields=["state"], condition=~Q(state="ready"), name="files_blob_held"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Extract(models.Model):
    """The text that was read out of a content."""

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="extract")
    text = models.TextField(help_text=_("Plain text, Unicode."))

    def __str__(self) -> str:
        return str(self.blob)


class File(models.Model):
    """A content under a name, belonging to something. A removed one stays, so that the ledger can be followed."""

    id = models.UUIDField(primary_key=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="files", null=True)
    name = models.CharField(max_length=150, help_text=_("As it was sent, made safe."))
    label = models.CharField(max_length=60, blank=True, help_text=_("What it is for."))
    use = models.CharField(max_length=60, blank=True, help_text=_("Where it was sent."))
    owner_kind = models.CharField(max_length=60, blank=True, help_text=_("Kind of its owner; empty for a draft."))
    owner_id = models.CharField(max_length=120, blank=True, help_text=_("Id of its owner."))
    agency = AgencyPathField(blank=True, db_collation="C", help_text=_("Path of the agency."))
    size = models.BigIntegerField(help_text=_("Bytes."))
    media_type = models.CharField(max_length=120, help_text=_("What it is, by its content."))
    uploaded_by = models.CharField(max_length=60, blank=True, help_text=_("Account that sent it."))
    uploaded_name = models.CharField(max_length=120, blank=True, help_text=_("Name of that account at the time."))
    uploaded_at = models.DateTimeField(help_text=_("When it was received."))
    removed_by = models.CharField(max_length=120, blank=True, help_text=_("Who removed it."))
    removed_at = models.DateTimeField(null=True, help_text=_("When it was removed; empty while it holds."))

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["owner_kind", "owner_id"], condition=Q(removed_at__isnull=True), name="files_file_owner"
            ),
            models.Index(fields=["agency", "uploaded_at"], name="files_file_agency"),
            models.Index(
                fields=["uploaded_at"], condition=Q(owner_kind="", removed_at__isnull=True), name="files_file_drafts"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(blob__isnull=False) | Q(removed_at__isnull=False), name="files_held_file_has_content"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hidden(models.Model):
    """What of a picture is hidden before others see it."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="hidden")
    boxes = models.JSONField(default=list, help_text=_("What is hidden, or proposed while nobody has looked."))
    looked_by = models.CharField(max_length=120, blank=True, help_text=_("Name of who looked last."))
    looked_at = models.DateTimeField(null=True, help_text=_("When; empty while nobody has."))
    result = models.ForeignKey(File, models.SET_NULL, null=True, related_name="+", help_text=_("What others see."))

    def __str__(self) -> str:
        return str(self.file)


class Upload(models.Model):
    """An upload that is under way: its parts are stored one by one and joined at the end."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=150, help_text=_("As it was sent, made safe."))
    use = models.CharField(max_length=60, help_text=_("Where it is sent."))
    length = models.BigIntegerField(help_text=_("Bytes altogether."))
    offset = models.BigIntegerField(default=0, help_text=_("Bytes received."))
    parts = models.JSONField(default=list, help_text=_("Offset of each part that is stored."))
    by = models.CharField(max_length=60, blank=True, help_text=_("Account that sends it."))
    address = models.CharField(max_length=64, blank=True, help_text=_("Network address, for who is not signed in."))
    expires_at = models.DateTimeField(db_index=True, help_text=_("Until when it can be resumed."))
    file = models.UUIDField(null=True, help_text=_("The file that it became."))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(offset__lte=models.F("length")), name="files_upload_not_beyond_its_end"),
        ]

    def __str__(self) -> str:
        return self.name
