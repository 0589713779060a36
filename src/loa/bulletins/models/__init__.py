"""Tables of bulletins: the message, its facts, its forms, its release and its corrections."""

from __future__ import annotations

from loa.bulletins.models.attached import Attachment, Picture
from loa.bulletins.models.bulletin import Autosave, Bulletin, Text
from loa.bulletins.models.clash import Clash
from loa.bulletins.models.facts import Fact, Rendition, SetAside
from loa.bulletins.models.issued import Issued, Shingle
from loa.bulletins.models.on_air import OnAir
from loa.bulletins.models.release import Correction, Release, Submission
from loa.bulletins.models.sharing import GroupShare
from loa.bulletins.models.template import Template

__all__ = [
    "Attachment",
    "Autosave",
    "Bulletin",
    "Clash",
    "Correction",
    "Fact",
    "GroupShare",
    "Issued",
    "OnAir",
    "Picture",
    "Release",
    "Rendition",
    "SetAside",
    "Shingle",
    "Submission",
    "Template",
    "Text",
]
