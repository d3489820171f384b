"""The door of cases, by subject."""

from __future__ import annotations

from honglam.engines.case.api import machines, partners, procedures, public, publications, routing, statistics, watching
from honglam.engines.case.api.batches import begin_batch, go_on_with_batch, plan_batch, result_of_batch
from honglam.engines.case.api.cases import (
    extend,
    fire_due,
    open_case,
    reopen,
    serve,
    set_due,
    take_up,
    tell,
    tell_late,
    try_again,
)
from honglam.engines.case.api.finding import count_documents, documents, documents_of
from honglam.engines.case.api.going import going
from honglam.engines.case.api.lists import (
    case_table,
    count_heap,
    count_heaps,
    list_cases,
    list_loads,
    list_tasks,
    note_visit,
    task_table,
)
from honglam.engines.case.api.procedures import load_procedures, publish_procedure
from honglam.engines.case.api.records import add_note, code_of, drawing, reveal, send_message, sheet
from honglam.engines.case.api.tasks import (
    assign,
    complete,
    give_back,
    hand_over,
    preview_hand_over,
    recall,
    split,
    take,
    transfer,
)

__all__ = [
    "add_note",
    "assign",
    "begin_batch",
    "case_table",
    "code_of",
    "complete",
    "count_documents",
    "count_heap",
    "count_heaps",
    "documents",
    "documents_of",
    "drawing",
    "extend",
    "fire_due",
    "give_back",
    "go_on_with_batch",
    "going",
    "hand_over",
    "list_cases",
    "list_loads",
    "list_tasks",
    "load_procedures",
    "machines",
    "note_visit",
    "open_case",
    "partners",
    "plan_batch",
    "preview_hand_over",
    "procedures",
    "public",
    "publications",
    "publish_procedure",
    "recall",
    "reopen",
    "result_of_batch",
    "reveal",
    "routing",
    "send_message",
    "serve",
    "set_due",
    "sheet",
    "split",
    "statistics",
    "take",
    "take_up",
    "task_table",
    "tell",
    "tell_late",
    "transfer",
    "try_again",
    "watching",
]
