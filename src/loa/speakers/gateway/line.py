"""One connection that speaks MQTT: whole packets are handed to who inherits, what is no MQTT ends it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from loa_wire import mqtt


class Line(asyncio.Protocol, ABC):
    """One connection; what it does with a packet is said by who inherits."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand on packet after packet; what is no MQTT ends the connection."""
        self.buffer += data
        try:
            for kind, body in mqtt.take_packets(self.buffer):
                self.packet(kind, body)
        except mqtt.BadPacket:
            self.transport.abort()

    @abstractmethod
    def packet(self, kind: int, body: bytes) -> None:
        """Do something with a packet. Raises: BadPacket where it makes no sense."""
