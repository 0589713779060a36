"""Keeps exercises and tests inside: every connection of a non-live send is judged at the moment it is made.

A kind cannot forget this: the check hangs on the interpreter's own `socket.connect` event, whatever library the
kind uses, and follows the tasks and threads that a send starts. Live sends are not touched.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings

from loa.channels.errors import OutOfReach

_mode: ContextVar[str] = ContextVar("loa_sending_mode", default="")
_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_state = {"installed": False}


@contextmanager
def sending(mode: str) -> Iterator[None]:
    """Judge every connection made inside, and by the tasks and threads started inside, under this mode."""
    install()
    token = _mode.set(mode)
    try:
        yield
    finally:
        _mode.reset(token)


def install() -> None:
    """Hang the check on the interpreter, once; it stays until the process ends."""
    if not _state["installed"]:
        _state["installed"] = True
        sys.addaudithook(_hook)


def may_reach(mode: str, host: str) -> bool:
    """Say whether a send of this mode may connect to the host: live anywhere, others to themselves or own addresses.

    Own addresses are the operator's list EXERCISE_ADDRESSES (IP addresses or networks), empty by default.
    """
    if mode in {"", "live"}:
        return True
    try:
        address = ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return address.is_loopback or any(address in network for network in own_networks())


def own_networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the listed own addresses that exercises may reach besides this machine."""
    return [ipaddress.ip_network(item, strict=False) for item in getattr(settings, "EXERCISE_ADDRESSES", ())]


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or _mode.get() in {"", "live"}:
        return
    sock, address = arguments[0], arguments[1]
    if sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0]) if address else "?"
    if not may_reach(_mode.get(), host):
        raise OutOfReach(host=host)
