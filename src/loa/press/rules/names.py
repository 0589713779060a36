"""Keeps persons' names out of what the press is watched for (charter 2). Pure."""

from __future__ import annotations

from loa.language.masking import private_hits
from loa.lib.text import squeeze


def names_a_person(text: str) -> bool:
    """Say whether a wording holds a person's name; a street or a school that is called after one is none."""
    return any(span.kind == "name" for span in private_hits(squeeze(text)))
