"""Give every address of an article one form, so that one article is one row however it was linked.

The form is for knowing an article again, never for opening it: it may name https where a paper has only http.
It must not ask the network.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

from loa.lib.text import nfc

_LONGEST: Final = 2_000
_MOST_PARAMETERS: Final = 20
_CONTROLS: Final = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_ADDRESS: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,45}\]")
_FRONTS: Final = frozenset({"www", "www2", "m", "mobile", "amp", "wap", "touch", "mobi"})
_SECOND_LEVELS: Final = frozenset(
    {"com", "net", "org", "gov", "edu", "info", "co", "ac", "name", "biz", "health", "int"}
)
_TRACKING: Final = re.compile(
    r"utm_?\w*|fb_?\w*|fbclid|g?clid\w*|gad_\w+|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igshid|igsh|mibextid|zarsrc|gidzl|zalo\w*|"
    r"mc_[ce]id|_ga|_gl|_hsenc|_hsmi|__\w+|ref|ref_?src|referrer|cmpid|ocid|s_cid|at_\w+|xtor|spm|feature|share\w*|"
    r"from|src|source|medium|campaign|rss|amp|outputtype|is_?amp|view_?mode|device|wa_status_tag|dm_i|trk\w*|"
    r"vero_id|oly_\w+|_openstat|ncid|smid|smtyp|pk_\w+|mtm_\w+|hsctatracking|guccounter|guce_\w+",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[a-zA-Z0-9_~-][a-zA-Z0-9._~-]*)+)/?")
"""An address of which nothing but its host has to be looked at; most are such."""
_NOT_PLAIN: Final = ("amp", "/index.", "/default.", "google", "facebook", "zalo")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_UNRESERVED: Final = "!$&'()*+,;=:@-._~"
_WRAPPERS: Final = {
    "google.com/url": ("url", "q"), "google.com.vn/url": ("url", "q"), "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",), "facebook.com/l.php": ("u",), "news.google.com/url": ("url", "q"),
    "out.zalo.me/": ("url", "u"),
}  # fmt: skip


def canonical(link: str | None, base: str = "") -> str | None:
    """Return the one form of an address; None for what is no page of the web or hides who it leads to.

    1. http is https, the host is small letters of ASCII (punycode) without "www.", "m.", "amp." and default ports;
    2. AMP and forwarding wrappers are taken off; tracking parameters, the fragment and a last "/" go;
    3. the rest of the parameters is sorted; escapes are written one way.
    """
    if not base and link and (plain := _plain(link)):
        return plain[1]
    found = _once(link, base)
    for _ in range(2):
        inner = _unwrapped(found) if found else None
        if inner is None:
            break
        found = _once(inner, "")
    return found


def both(link: str | None) -> tuple[str | None, str | None]:
    """Return an address as it is opened (scheme and host as given, nothing that tracks), and the one form of that."""
    if link and (plain := _plain(link)):
        return plain
    opened = _opened(link or "")
    return opened, canonical(opened)


def host_of(link: str | None) -> str:
    """Return the host of an address in its one form, "" where it has none."""
    found = canonical(link)
    return urlsplit(found).hostname or "" if found else ""


def domains_above(host: str) -> list[str]:
    """Return the host and every domain above it down to two labels, longest first: whose paper is it?"""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def domain(written: str) -> str | None:
    """Return a domain as typed by a person ("https://WWW.Báo.vn/") in its one form; None for what is none."""
    text = written.strip()
    host = host_of(text if "//" in text else f"https://{text}")
    return host if "." in host and not _ADDRESS.fullmatch(host) else None


def _plain(link: str) -> tuple[str, str] | None:
    """Return both forms of an address that needs no work; None for one that has to be taken apart."""
    found = _PLAIN.fullmatch(link)
    if found is None or len(link) > _LONGEST:
        return None
    small = link.lower()
    if any(sign in small for sign in _NOT_PLAIN):
        return None
    host = _known_host(found[1])
    return (link, f"https://{host}{found[2]}") if host else None


@lru_cache(maxsize=4096)
def _known_host(written: str) -> str | None:
    return _host(written)


def _opened(link: str) -> str | None:
    found = _once(link, "")
    if found is None:
        return None
    given = urlsplit(_CONTROLS.sub("", link))
    if (inner := _unwrapped(found)) is not None:
        return _opened(inner)
    one = urlsplit(found)
    path = _escaped(given.path) or "/"
    return f"{given.scheme.lower()}://{given.netloc.lower()}{path}{f'?{one.query}' if one.query else ''}"


def _once(link: str | None, base: str) -> str | None:
    written = _CONTROLS.sub("", nfc(link or ""))
    if not written or len(written) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, written) if base else written)
        port = parts.port
    except ValueError:
        return None
    host = _host(parts.hostname or "")
    if parts.scheme.lower() not in {"http", "https"} or host is None or "@" in parts.netloc:
        return None
    place = host if port in {None, 80, 443} else f"{host}:{port}"
    query = _query(parts.query)
    bang = f"#{_escaped(parts.fragment)}" if parts.fragment.startswith("!/") else ""
    return f"https://{place}{_path(parts.path)}{f'?{query}' if query else ''}{bang}"


def _host(written: str) -> str | None:
    host = written.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]" if _ADDRESS.fullmatch(f"[{host}]") else None
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return None
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        return None
    while len(labels) > 2 and labels[0] in _FRONTS and not (len(labels) == 3 and labels[1] in _SECOND_LEVELS):
        del labels[0]
    return ".".join(labels)


def _path(written: str) -> str:
    path = _escaped(re.sub("/{2,}", "/", written))
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    if len(parts) > 1 and parts[0] == "amp":
        del parts[0]
    if len(parts) > 1 and parts[-1] == "amp":
        del parts[-1]
    whole = "/" + "/".join(parts)
    whole = re.sub(r"\.amp(?=\.html?$|$)", "", whole)
    return _INDEX.sub("", whole) or "/"


def _escaped(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=f"/{_UNRESERVED}")


def _query(written: str) -> str:
    pairs = parse_qsl(written[:_LONGEST], keep_blank_values=True, max_num_fields=None)
    kept = sorted((name, value) for name, value in pairs if not _TRACKING.fullmatch(name))
    return urlencode(kept[:_MOST_PARAMETERS])


def _unwrapped(link: str) -> str | None:
    """Return the address inside a forwarding one or inside a store of AMP pages."""
    parts = urlsplit(link)
    host, path = parts.hostname or "", parts.path
    if host == "cdn.ampproject.org" or host.endswith(".cdn.ampproject.org") or path.startswith("/amp/s/"):
        inner = re.fullmatch(r"/(?:[cvi]|amp)/(?:s/)?([\w.-]+\.[a-z]{2,}(?:/.*)?)", path)
        return f"https://{inner[1]}" if inner else None
    names = _WRAPPERS.get(f"{host}{path}") or _WRAPPERS.get(f"{host}/")
    given = dict(parse_qsl(parts.query)) if names else {}
    return next(
        (given[name] for name in names or () if given.get(name, "").startswith(("http://", "https://"))), None
    )
