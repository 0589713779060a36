"""A real browser on the live server: fixture `browser`, one for all tests of a file.

`page = browser.page(width=360, actor=world.editor)`; at the end of a test no page may have broken the content policy
or thrown an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from loa.units.actor import Actor
from tests.world import sign_in
from tools import browser as finder

PHONE, WIDE = 360, 1280
HEIGHTS = {PHONE: 780, WIDE: 900}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Browser:
    """Opens pages of the live server and remembers what went wrong in them."""

    def __init__(self, chromium: Chromium, address: str) -> None:
        self._chromium = chromium
        self.address = address
        self.trouble: list[str] = []
        self._contexts: list[Any] = []
        self._pages: list[Page] = []

    def page(
        self,
        *,
        width: int = WIDE,
        actor: Actor | None = None,
        javascript: bool = True,
        dark: bool = False,
        **options: Any,
    ) -> Page:
        """Return a fresh page, signed in as the actor where one is given."""
        context = self._chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
            **options,
        )
        if actor:
            held = sign_in(actor).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": held, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.trouble.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said.type, said.text))
        self._contexts.append(context)
        self._pages.append(page)
        return page

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.trouble.append(f"{page.url}: {text}")

    def axe(self, page: Page) -> list[str]:
        """Return what the accessibility checker finds, one line each; a passing page gives an empty list."""
        before = len(self.trouble)
        found = Axe().run(page, options=RULES).response["violations"]
        del self.trouble[before:]  # the checker itself writes styles into the page
        return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]

    def close(self) -> None:
        """Close every page of the test."""
        for context in self._contexts:
            context.close()


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Start Chromium once for the tests of a file; a machine without one fails the test and says how to get it.

    Its library keeps an event loop running in this thread, in which tests of other files could not run theirs.
    """
    path: Path | None = finder.find()
    if path is None:
        pytest.fail("no Chromium was found; run `make browser`, or set LOA_CHROMIUM to one")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in this thread beside Django
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=str(path), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser(chromium: Chromium, live_server: Any) -> Iterator[Browser]:
    """Give pages of the live server; any broken policy or script error fails the test."""
    opened = Browser(chromium, live_server.url)
    yield opened
    opened.close()
    assert opened.trouble == []
