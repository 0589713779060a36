"""What a device is about to do and how it stands, read from its folder."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from loa_speaker.clock import Clock, Pace
from loa_speaker.home import Home
from loa_speaker.store import Database
from loa_speaker.text import say
from loa_wire.commands import Config
from loa_wire.words import Why

_SHOWN = 20


def status(home: Home) -> dict[str, Any]:
    """Return the state of a device. Raises: SpeakerError(not_enrolled)."""
    identity = home.identity()
    database = Database(home.memory)
    try:
        store = database.store(identity.device)
        clock = Clock(Pace())
        clock.restore(store.fact("clock"))
        groups = store.fact("groups") or []
        config = Config.from_wire(store.fact("config")) if store.fact("config") else Config()
        silent = Why.KILLED if store.killed() & {*groups, f"d{identity.device}"} else None
        entries = [entry for entry in store.open_entries() if entry.play is not None]
        return {
            "device": identity.device,
            "cluster": identity.cluster,
            "server": identity.server,
            "way": "mqtt" if identity.broker else "https",
            "running": home.is_running(),
            "line": store.fact("line"),
            "groups": groups,
            "silent": silent.value if silent else (Why.MUTED.value if store.fact("muted") else ""),
            "now": clock.now(),
            "zone": config.zone,
            "proofs_waiting": store.count_proofs(),
            "proofs_made": store.fact("proofs") or 0,
            "plays": [
                {
                    "id": entry.id,
                    "at": entry.play.at,
                    "priority": entry.play.priority.value,
                    "state": entry.state.value,
                    "heard": entry.heard,
                    "audio": bool(entry.play.relay) or (home.audio / entry.play.sha256).exists(),
                }
                for entry in sorted(entries, key=lambda each: each.play.at if each.play else 0)
                if entry.play is not None
            ],
        }
    finally:
        database.close()


def in_words(facts: dict[str, Any], lang: str) -> str:
    """Return the state as a person reads it."""

    def moment(ms: int) -> str:
        zone = timezone(timedelta(minutes=facts["zone"]))
        return f"{datetime.fromtimestamp(ms / 1000, zone):%H:%M:%S %d/%m/%Y}"

    state = say(lang, "running_now" if facts["running"] else "stopped")
    clock = moment(facts["now"]) if facts["now"] is not None else say(lang, "clock_unknown")
    lines = [
        say(lang, "status_device", device=facts["device"], cluster=facts["cluster"], state=state),
        say(lang, "status_line", server=facts["server"], way=facts["way"]),
        say(lang, "status_groups", groups=", ".join(facts["groups"])),
        say(lang, "status_clock", clock=clock),
        say(lang, "status_proofs", proofs=facts["proofs_waiting"]),
        say(lang, "status_plays", plays=len(facts["plays"])),
    ]
    if facts["silent"]:
        lines.insert(1, say(lang, "status_silent", why=say(lang, facts["silent"])))
    lines += [f"  {_play_in_words(play, moment(play['at']), lang)}" for play in facts["plays"][:_SHOWN]]
    return "\n".join(lines)


def _play_in_words(play: dict[str, Any], at: str, lang: str) -> str:
    state = say(lang, play["state"]) + ("" if play["audio"] else f" ({say(lang, 'no_audio')})")
    return say(lang, "status_play", at=at, priority=say(lang, play["priority"]), state=state, id=play["id"])
