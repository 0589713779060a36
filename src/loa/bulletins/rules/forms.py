"""The forms that a message takes for people: HTML from plain text, a text for chat groups, a short summary."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

CHAT_LONGEST = 2000
SUMMARY_LONGEST = 200
_BULLET = re.compile(r"^\s*[-–•*]\s+")


def to_html(text: str) -> str:
    """Return paragraphs and lists for a plain text; nothing in it can become markup.

    Lines that begin with a dash make a list; an empty line ends a paragraph.
    """
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        blocks += _block(block.splitlines())
    return "\n".join(blocks)


def _block(lines: list[str]) -> Iterable[str]:
    run: list[str] = []
    in_list = False
    for line in [line for line in lines if line.strip()]:
        is_item = bool(_BULLET.match(line))
        if run and is_item != in_list:
            yield _join(run, in_list)
            run = []
        in_list = is_item
        run.append(html.escape(_BULLET.sub("", line).strip()))
    if run:
        yield _join(run, in_list)


def _join(lines: list[str], in_list: bool) -> str:
    if in_list:
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(lines) + "</p>"


def summary_of(text: str, longest: int = SUMMARY_LONGEST) -> str:
    """Return the first paragraph, cut at a word where it is longer."""
    first = " ".join(text.strip().split("\n\n")[0].split())
    return cut(first, longest)


def with_mark(mark: str, text: str) -> str:
    """Return the text beginning with the mark, once."""
    return text if not mark or text.startswith(mark) else f"{mark} {text}"


def with_local_lines(text: str, local: str) -> str:
    """Return the text followed by the ward's own lines."""
    return f"{text.rstrip()}\n\n{local.strip()}" if local.strip() else text


def chat_text(
    *,
    title: str,
    text: str,
    issuer: str,
    approver: str,
    source: str,
    code: str,
    url: str,
    verify_word: str,
    longest: int = CHAT_LONGEST,
) -> str:
    """Return a text for a chat group that always names issuer, approver, source, code and link, cut in its middle if need be.

    `verify_word` introduces the code ("Mã bản tin" in Vietnamese).
    """
    head = title.strip()
    foot = "\n".join(part for part in (issuer, approver, source, f"{verify_word}: {code}", url) if part)
    room = longest - len(head) - len(foot) - 4
    return f"{head}\n\n{_cut_lines(text.strip(), room)}\n\n{foot}"


def _cut_lines(text: str, longest: int) -> str:
    """Cut at a paragraph or line where possible, so that no sentence is torn that need not be."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 2]
    at = kept.rfind("\n")
    return (kept[:at] if at > longest // 2 else cut(kept, longest - 2)).rstrip() + "\n…"


def cut(text: str, longest: int) -> str:
    """Return the text cut at a word where it is longer."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
