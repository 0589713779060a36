"""The foreign dialects by the key that a cluster carries."""

from __future__ import annotations

from loa.speakers.gateway.dialects.base import Dialect
from loa.speakers.gateway.dialects.groups import Groups
from loa.speakers.gateway.dialects.playlist import Playlist
from loa.speakers.gateway.dialects.polling import Polling

DIALECTS: dict[str, type[Dialect]] = {"playlist": Playlist, "groups": Groups, "polling": Polling}
