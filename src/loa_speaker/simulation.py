"""`loa-speaker simulate`: a fleet from the command line, with its faults, until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from dataclasses import asdict

from loa_speaker.device import Notice
from loa_speaker.errors import SpeakerError
from loa_speaker.members import Member, enrol_members, read_members, write_members
from loa_speaker.simulate import Fleet, resident
from loa_speaker.store import Database


async def simulate(parsed: argparse.Namespace, notice: Notice) -> int:
    """Run the fleet that the command line asks for. Raises: SpeakerError."""
    members = await asyncio.to_thread(_members, parsed)
    names = [member.identity.device for member in members]
    skews = {_device(parts[0], names): round(float(parts[1]) * 1000) for parts in _split(parsed.skew, 2)}
    parsed.folder.mkdir(parents=True, exist_ok=True)
    database = Database(parsed.state) if parsed.state else None
    before = resident()
    fleet = Fleet(
        members,
        parsed.folder,
        database=database,
        speed=parsed.speed,
        notice=notice if parsed.json else None,
        beat_s=parsed.beat,
        every=parsed.every,
        skews=skews,
    )
    async with fleet:
        for name in parsed.replay:
            fleet.trouble_replay(_device(name, names))
        took = await fleet.connect()
        notice(
            "connected",
            devices=len(members),
            seconds=round(took, 1),
            kb_each=(resident() - before) // len(members) // 1024,
        )
        for name, begin, end in _split(parsed.offline, 3):
            fleet.trouble_offline(_device(name, names), float(begin), float(end))
        await _until_stopped(parsed.seconds)
        notice("stopped", **asdict(fleet.counts))
    if database is not None:
        database.close()
    return 0


def _members(parsed: argparse.Namespace) -> list[Member]:
    if parsed.codes:
        codes = parsed.codes.read_text().split()[: parsed.count]
        members = enrol_members(parsed.server, codes)
        if parsed.identities:
            write_members(members, parsed.identities)
        return members
    source = parsed.identities or parsed.homes
    if source is None:
        raise SpeakerError("no_identities", source="--homes, --identities")
    return read_members(source)[: parsed.count]


def _split(values: list[str], parts: int) -> list[list[str]]:
    split = [value.rsplit(":", parts - 1) for value in values]
    for value, each in zip(values, split, strict=True):
        if len(each) != parts:
            raise SpeakerError("no_identities", source=value)
    return split


def _device(word: str, names: list[str]) -> str:
    """Return a device by its name or by its place in the list (1 is the first). Raises: SpeakerError."""
    if word in names:
        return word
    if word.isdecimal() and 1 <= int(word) <= len(names):
        return names[int(word) - 1]
    raise SpeakerError("no_identities", source=word)


async def _until_stopped(seconds: float | None) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
