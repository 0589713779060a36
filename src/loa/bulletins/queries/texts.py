"""The current versions of what a bulletin says."""

from __future__ import annotations

from loa.bulletins.models import Bulletin, Rendition, Text
from loa.lib.ids import digest


def text_hash(title: str, body: str) -> str:
    """Return the hash of a text as it was saved."""
    return digest({"title": title, "body": body})


def current_text(bulletin: Bulletin, language: str) -> Text | None:
    """Return the latest version in a language, if there is one."""
    return Text.objects.filter(bulletin=bulletin, language=language).order_by("-version").first()


def current_texts(bulletin: Bulletin) -> dict[str, Text]:
    """Return the latest version in every language of the bulletin, its first language first."""
    rows = Text.objects.filter(bulletin=bulletin).order_by("language", "-version").distinct("language")
    by_language = {text.language: text for text in rows}
    return {language: by_language[language] for language in bulletin.languages if language in by_language}


def core_text(bulletin: Bulletin) -> Text:
    """Return the core message: the latest text in the first language."""
    return (
        Text.objects.filter(bulletin=bulletin, language=bulletin.languages[0]).order_by("-version")[:1].get()
    )


def current_renditions(bulletin: Bulletin) -> list[Rendition]:
    """Return the latest attempt of every body, channel and language."""
    parts = ("body", "channel", "language")
    rows = Rendition.objects.filter(bulletin=bulletin).order_by(*parts, "-version").distinct(*parts)
    return list(rows.select_related("author"))


def versions(bulletin: Bulletin, language: str) -> list[Text]:
    """Return every version of the text in a language, the latest first, with who wrote it."""
    return list(Text.objects.filter(bulletin=bulletin, language=language).select_related("author"))
