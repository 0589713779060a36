"""Where higher rooms say what files of a purpose may be and who may read them; they fill it in `ready()`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from loa.files.models import StoredFile
from loa.files.rules import Purpose

Reader = Callable[[HttpRequest, StoredFile], bool]
_purposes: dict[str, Purpose] = {}
_readers: dict[str, Reader] = {}


def register_purpose(purpose: Purpose, *, may_read: Reader) -> None:
    """Name a use of files: its limits, and who may fetch one by its address.

    Raises: ValueError when the name is taken.
    """
    if purpose.key in _purposes:
        raise ValueError(purpose.key)
    _purposes[purpose.key] = purpose
    _readers[purpose.key] = may_read


def purpose_of(key: str) -> Purpose:
    """Return the limits of a purpose; one that nobody registered gets the ordinary ones."""
    return _purposes.get(key) or Purpose(key)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch a file; nobody may where no room said who."""
    reader = _readers.get(stored.purpose)
    return reader is not None and reader(request, stored)
