"""What the room's screens read; everything starts from what the actor may see."""

from __future__ import annotations

from loa.documents.queries.doors import doors_of, require_door
from loa.documents.queries.lists import (
    access_register,
    answers_to_choose,
    entries_of,
    incoming_to_choose,
    list_documents,
    list_registers,
)
from loa.documents.queries.numbering import (
    access_template,
    numbering_of,
    numberings_of,
    templates_of,
)
from loa.documents.queries.page import compare_versions, page_of, version_of
from loa.documents.queries.people import officers_of
from loa.documents.queries.visible import access_document, access_intake, intakes_of, visible, visible_to
from loa.documents.queries.waiting import todo, without_action

__all__ = [
    "access_document",
    "access_intake",
    "access_register",
    "access_template",
    "answers_to_choose",
    "compare_versions",
    "doors_of",
    "entries_of",
    "incoming_to_choose",
    "intakes_of",
    "list_documents",
    "list_registers",
    "numbering_of",
    "numberings_of",
    "officers_of",
    "page_of",
    "require_door",
    "templates_of",
    "todo",
    "version_of",
    "visible",
    "visible_to",
    "without_action",
]
