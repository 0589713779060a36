"""Reads a page as strictly as a browser, a screen reader and a Vietnamese reader together would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from lxml import html

LEAKS = re.compile(r"\{\{|\{%|%\(\w+\)|gettext|__proxy__|\bobject at 0x|&lt;|<class |\bUndefined\b|\bNaN\b")
ENGLISH = frozenset(
    [
        "the",
        "and",
        "of",
        "is",
        "are",
        "to",
        "your",
        "you",
        "this",
        "that",
        "not",
        "please",
        "for",
        "with",
        "from",
        "was",
        "were",
        "has",
        "have",
        "been",
        "will",
        "can",
        "cannot",
        "enter",
        "field",
        "required",
        "choose",
        "invalid",
        "must",
        "should",
    ]
)
ASCII_WORDS = re.compile(r"[A-Za-z']+")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "aria-description")
EVENTS = re.compile(r"^on[a-z]+$")


def is_page(answer: HttpResponse) -> bool:
    """Say whether the answer is HTML at all."""
    return answer.get("Content-Type", "").startswith("text/html") and bool(answer.content.strip())


def is_whole(answer: HttpResponse) -> bool:
    """Say whether it is a page of its own, not a part swapped into one."""
    return answer.content.lstrip().lower().startswith(b"<!doctype")


def faults(answer: HttpResponse, language: str = "vi") -> Iterator[str]:
    """Yield what is wrong with a page or fragment, one sentence each."""
    tree = html.fromstring(answer.content)
    if is_whole(answer):
        yield from _frame(answer, tree, language)
        yield from _targets(tree)
    yield from _inline(tree)
    yield from _ids(tree)
    yield from _names(tree)
    yield from _words(tree, language)
    yield from _links(tree)


def _frame(answer: HttpResponse, tree: html.HtmlElement, language: str) -> Iterator[str]:
    if (count := len(tree.findall(".//h1"))) != 1:
        yield f"{count} h1 instead of one"
    if tree.get("lang") != language:
        yield f"lang is {tree.get('lang')!r}"
    if not (tree.findtext(".//title") or "").strip():
        yield "no title"
    policy = answer.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe" in policy:
        yield f"no strict content policy: {policy!r}"
    if not tree.xpath("//main"):
        yield "no main region to skip to"


def _inline(tree: html.HtmlElement) -> Iterator[str]:
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        for name in node.attrib:
            if EVENTS.match(name) or name == "style" or name.startswith("hx-on"):
                yield f"<{node.tag} {name}> is inline"
        if node.tag == "style" or (node.tag == "script" and not node.get("src") and _runs(node)):
            yield f"inline <{node.tag}>"


def _runs(node: html.HtmlElement) -> bool:
    return node.get("type", "text/javascript") in {"text/javascript", "module"} and not node.get("nonce")


def _ids(tree: html.HtmlElement) -> Iterator[str]:
    twice = [name for name, count in Counter(tree.xpath("//@id")).items() if count > 1]
    if twice:
        yield f"ids stand twice: {twice}"


def _names(tree: html.HtmlElement) -> Iterator[str]:
    for image in tree.xpath("//img[not(@alt)]"):
        yield f"picture without alt: {image.get('src')}"
    labelled = set(tree.xpath("//label/@for"))
    for field in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        if not named and not field.xpath("ancestor::label") and field.get("type") not in {"submit", "button"}:
            yield f"field without label: {field.get('name')}"
    for button in tree.xpath("(//button | //a[@href])[not(@aria-hidden='true')]"):
        if not (
            button.text_content().strip() or button.get("aria-label") or button.xpath(".//img[@alt!='']")
        ):
            yield f"nameless <{button.tag}> {button.get('href', '')}"


def _targets(tree: html.HtmlElement) -> Iterator[str]:
    ids = set(tree.xpath("//@id"))
    for name in ("hx-target", "aria-describedby", "aria-labelledby", "aria-controls", "for"):
        for value in tree.xpath(f"//@{name}"):
            wanted = (
                [part.lstrip("#") for part in value.split()]
                if not value.startswith(("this", "closest"))
                else []
            )
            yield from (f"{name} names no id: {part}" for part in wanted if part not in ids)


def texts(tree: html.HtmlElement) -> Iterator[str]:
    """Yield every run of words that is shown or spoken."""
    for node in tree.iter():
        if isinstance(node.tag, str) and node.tag not in {"script", "style", "textarea"}:
            yield from filter(
                None, ((node.text or "").strip(), *((node.get(name) or "").strip() for name in SPOKEN))
            )
        if node.tail and node.tail.strip():
            yield node.tail.strip()


def _words(tree: html.HtmlElement, language: str) -> Iterator[str]:
    for text in texts(tree):
        if LEAKS.search(text) or text in {"None", "True", "False"}:
            yield f"leak: {text[:80]!r}"
        if language == "vi" and text.isascii():
            words = [word.lower() for word in ASCII_WORDS.findall(text)]
            if len(words) >= 3 and len(ENGLISH & set(words)) >= 2:
                yield f"English: {text[:80]!r}"


def _links(tree: html.HtmlElement) -> Iterator[str]:
    for link in tree.xpath("//a/@href | //form/@action | //*/@hx-get | //*/@hx-post"):
        path, host = urlsplit(link).path, urlsplit(link).hostname
        if (
            not path.startswith("/")
            or path.startswith("/static/")
            or host not in {None, "localhost", "testserver"}
        ):
            continue  # a newspaper's page is not ours
        try:
            resolve(path)
        except Resolver404:
            yield f"leads nowhere: {link}"
