"""Typed readers of environment variables; a wrong value stops the start with a sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class WrongSetting(SystemExit):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"loa: setting {name}={value!r} cannot be used: {wanted}")


def text(name: str, default: str = "") -> str:
    """Return the variable as text."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """Return the variable as yes or no."""
    value = os.environ.get(name)
    if value is None:
        return default
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if value.lower() not in known:
        raise WrongSetting(name, value, "say yes or no")
    return known[value.lower()]


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return the variable as a whole number within its bounds."""
    value = os.environ.get(name)
    if value is None:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise WrongSetting(name, value, f"give a whole number from {least} to {most}")
    return int(value)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def words(name: str, default: str = "") -> list[str]:
    """Return the variable as a list split at commas."""
    return [w.strip() for w in os.environ.get(name, default).split(",") if w.strip()]


def issuer(name: str) -> str:
    """Return the address of a sign-in provider: https, or plain http on this machine only; empty where none is set."""
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    near = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if value and not (
        parts.hostname and (parts.scheme == "https" or near) and not parts.query + parts.fragment
    ):
        raise WrongSetting(name, value, "give the issuer exactly as the provider names itself, https://…")
    return value


def secret(name: str, file: Path) -> str:
    """Return a secret from the variable, else from the file named by NAME_FILE or kept in the home."""
    if given := os.environ.get(name):
        return given
    kept = Path(os.environ.get(f"{name}_FILE", file))
    return kept.read_text().strip() if kept.is_file() else ""


def database(url: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return Django's settings for a postgresql:// URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise WrongSetting(name, url, "give postgresql://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def smtp(name: str, default: str) -> dict[str, Any]:
    """Return Django's mail settings for an smtp://, smtp+tls:// (STARTTLS) or smtps:// URL."""
    url = os.environ.get(name, default)
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise WrongSetting(name, url, "give smtp://user:password@host:port, smtp+tls:// or smtps://")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def mqtt(name: str) -> str:
    """Return the address of a broker, mqtt:// or mqtts://; empty where none is set."""
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    if value and not (parts.scheme in {"mqtt", "mqtts"} and parts.hostname):
        raise WrongSetting(name, value, "give mqtt://user:password@host:port or mqtts://…")
    return value


def address(name: str, default: str) -> str:
    """Return an address to listen on as host:port."""
    value = os.environ.get(name) or default
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise WrongSetting(name, value, "give host:port, such as 127.0.0.1:1883")
    return value
