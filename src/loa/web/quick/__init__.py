"""Public pages from memory: the answer to a request that carries nothing of a person, until something public changes.

It must not know any page: rooms name theirs with `register` (docs/decisions/0010-quick-pages.md).
"""

from __future__ import annotations

from loa.web.quick.addresses import Address, register
from loa.web.quick.pages import QuickPages
from loa.web.quick.watch import CHANNEL, Watch, tell_ends

__all__ = ["CHANNEL", "Address", "QuickPages", "Watch", "register", "tell_ends"]
