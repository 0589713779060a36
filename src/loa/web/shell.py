"""The slots of the page frame: rooms add menu entries, the desk says who is acting; knows no room itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, URLResolver, get_resolver, get_urlconf, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class NavItem:
    """One entry of the desk's menu.

    `icon` is a symbol of static/icons.svg; `shortcut` is the letter after g; `on_phone` puts the entry into the
    bottom bar of phones (at most four); `needs` is the permission without which the entry is not shown.
    """

    key: str
    label: str | Promise
    url_name: str
    icon: str
    group: str | Promise = ""
    order: int = 100
    needs: str = ""
    shortcut: str = ""
    on_phone: bool = False

    @property
    def url(self) -> str:
        """Return the address, empty while no room answers to the name."""
        return _address(self.url_name, get_resolver(get_urlconf()))


@lru_cache(maxsize=512)
def _address(url_name: str, _addresses: URLResolver) -> str:
    """Find a page's address once per table of addresses: the frame names every entry several times."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Identity:
    """Who sits at the desk, in words for the header; `addressed` is the name with the body's form of address."""

    person: str
    addressed: str = ""
    post: str = ""
    body: str = ""
    on_behalf_of: str = ""
    switch_url: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)


class _Slots:
    def __init__(self) -> None:
        self.items: dict[str, NavItem] = {}
        self.identify: Callable[[HttpRequest], Identity | None] = lambda _request: None


_slots = _Slots()


def register_nav(*items: NavItem) -> None:
    """Add entries to the desk's menu; call it in an app's ready()."""
    _slots.items.update({item.key: item for item in items})


def set_identity(provider: Callable[[HttpRequest], Identity | None]) -> None:
    """Say who finds the words for the header; the desk calls it once."""
    _slots.identify = provider


def identity(request: HttpRequest) -> Identity | None:
    """Return who is acting, computed once per request; None for visitors."""
    if not hasattr(request, "_shell_identity"):
        request._shell_identity = _slots.identify(request)  # type: ignore[attr-defined]  # noqa: SLF001  kept on the request
    found: Identity | None = request._shell_identity  # type: ignore[attr-defined]  # noqa: SLF001
    return found


def menu(request: HttpRequest) -> list[NavItem]:
    """Return the entries this person may use, in order."""
    who = identity(request)
    if who is None:
        return []
    usable = (i for i in _slots.items.values() if i.url and (not i.needs or i.needs in who.permissions))
    return sorted(usable, key=lambda item: (item.order, item.key))
