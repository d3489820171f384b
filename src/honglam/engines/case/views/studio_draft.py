"""The page on which a procedure is drawn: its files side by side, what is wrong with them, and publishing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.case import api, bpmn_words
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.contracts.studio import Drafted
from honglam.engines.case.views.studio import RIGHT, drawing_of, said
from honglam.kit.access import permission, step_up, viewer_of

_FILE = "file:"  # before the name of a file in the form
_LARGEST = 5_000_000  # bytes of one uploaded file


@require_safe
@permission(RIGHT)
def draft(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show the viewer's draft."""
    return _page(request, api.procedures.draft(procedure=procedure, viewer=viewer_of(request)))


@require_POST
@permission(RIGHT)
def save(request: HttpRequest, procedure: str) -> HttpResponse:
    """Save what was drawn and written; what is wrong with it is listed, not refused."""
    viewer = viewer_of(request)
    files = {key.removeprefix(_FILE): _text(value) for key, value in request.POST.items() if key.startswith(_FILE)}
    gone = frozenset(request.POST.getlist("gone"))
    files = {name: text for name, text in files.items() if name not in gone}
    try:
        api.procedures.save_draft(
            procedure=procedure,
            files=files,
            gone=gone,
            revision=_revision(request),
            viewer=viewer,
            now=timezone.now(),
        )
    except Refusal as error:
        found = api.procedures.draft(procedure=procedure, viewer=viewer)
        return _page(request, found, written=files, wrong=error)
    messages.success(request, _("The draft is saved."))
    return redirect("studio-case:draft", procedure)


@require_POST
@permission(RIGHT)
def upload(request: HttpRequest, procedure: str) -> HttpResponse:
    """Take files that were drawn elsewhere."""
    viewer = viewer_of(request)
    files = {}
    for file in request.FILES.getlist("files"):
        if (file.size or 0) > _LARGEST:
            raise Refusal(N_("The file is too large for a drawing."), field="files")
        try:
            files[str(file.name)] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message, remedy = N_("“%(name)s” is no text in UTF-8."), N_("Save it again with your modeller.")
            raise Refusal(message, field="files", remedy=remedy, params={"name": file.name}) from error
    if not files:
        raise Refusal(N_("Choose at least one file."), field="files")
    api.procedures.save_draft(
        procedure=procedure, files=files, revision=_revision(request), viewer=viewer, now=timezone.now()
    )
    messages.success(request, _("Taken over: %(names)s.") % {"names": ", ".join(sorted(files))})
    return redirect("studio-case:draft", procedure)


@require_POST
@permission(RIGHT)
def discard(request: HttpRequest, procedure: str) -> HttpResponse:
    """Throw the draft away."""
    api.procedures.discard_draft(procedure=procedure, viewer=viewer_of(request))
    messages.info(request, _("The draft is gone."))
    return redirect("studio-case:list")


@require_POST
@permission(RIGHT)
def rebase(request: HttpRequest, procedure: str) -> HttpResponse:
    """Say that the draft begins with the version in force."""
    api.procedures.rebase_draft(procedure=procedure, viewer=viewer_of(request))
    return redirect("studio-case:draft", procedure)


@require_POST
@permission(RIGHT)
@step_up
def publish(request: HttpRequest, procedure: str) -> HttpResponse:
    """Publish the draft."""
    viewer = viewer_of(request)
    try:
        number = api.procedures.publish_draft(
            procedure=procedure, revision=_revision(request), viewer=viewer, now=timezone.now()
        )
    except ProcedureRefused as error:
        return _page(request, api.procedures.draft(procedure=procedure, viewer=viewer), wrong=error)
    text = _("Version %(number)s is in force for new cases. Running cases keep theirs until you move them.")
    messages.success(request, text % {"number": number})
    return redirect("studio-case:version", procedure, number)


def _page(
    request: HttpRequest, found: Drafted, *, written: dict[str, str] | None = None, wrong: Refusal | None = None
) -> HttpResponse:
    files = {**found.files, **(written or {})}
    drawing = drawing_of(files)
    order = ["procedure.toml", *sorted(name for name in files if name not in {drawing, "procedure.toml"})]
    context = {
        "draft": found,
        "drawing": drawing,
        "drawn": files.get(drawing, ""),
        "files": [(name, files[name]) for name in order if name in files],
        "problems": said(found.problems),
        "behind": bool(found.base) and found.base != found.current,
        "wrong": _(wrong.message) % wrong.params if wrong else "",
        "remedy": _(wrong.remedy) % wrong.params if wrong and wrong.remedy else "",
        "words": bpmn_words.labels(),
    }
    return render(request, "case/studio_draft.html", context, status=wrong.status if wrong else 200)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _text(value: object) -> str:
    """Return what was written with the line ends of files; browsers send those of forms."""
    return str(value).replace("\r\n", "\n")
