"""Sources brought in from an OPML file that a person sends."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from loa.feeds.outlines import MOST_BYTES
from loa.feeds.reading import Reader
from loa.journal.actions import Author
from loa.press.actions.sources import Subscribed, subscribe
from loa.press.source_errors import BadOutlines
from loa.units.access import require
from loa.units.models import Body
from loa.units.permissions import Permission


def take_file(*, actor: Author, body: Body, file: UploadedFile[Any]) -> Subscribed:
    """Read an OPML file in the child process and enter its sources. Raises: RightMissing, BadOutlines."""
    require(actor, Permission.PRESS_SOURCES, body=body)
    with Reader() as reader:
        found = reader.read_outlines(file.read(MOST_BYTES))
    if found["error"]:
        raise BadOutlines
    return subscribe(actor=actor, body=body, outlines=found["outlines"])
