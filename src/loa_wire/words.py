"""The words that travel: what a command asks, how a play ended, why something was refused."""

from __future__ import annotations

from enum import StrEnum


class Priority(StrEnum):
    """How urgent a play is (TT 39/2020)."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


class Ask(StrEnum):
    """What a command asks of the devices of its group."""

    PLAY = "play"  # take these plays into the schedule; one whose moment has come begins at once
    CANCEL = "cancel"  # take these plays out; one that is sounding ends
    KILL = "kill"  # be silent, or end the silence ({"on": bool})
    MUTE = "mute"  # the officer's everyday silence of one cluster
    VOLUME = "volume"
    TONE = "tone"  # sound the test tone
    CONFIG = "config"  # limits, quiet hours, volume range; per device
    GROUPS = "groups"  # the groups that the device obeys; per device
    KEYS = "keys"  # the server's public keys; per device
    TIME = "time"  # answers one heartbeat with the server's clock
    RECEIPT = "receipt"  # proofs that the server has stored


class Told(StrEnum):
    """What a device tells."""

    BEAT = "beat"
    ACK = "ack"
    PROOF = "proof"


class Outcome(StrEnum):
    """How one play ended on one device."""

    PLAYED = "played"
    PARTLY = "partly"
    NOT_PLAYED = "not_played"


class Doing(StrEnum):
    """What a device is doing at a heartbeat."""

    IDLE = "idle"
    PLAYING = "playing"
    MUTED = "muted"
    SILENCED = "silenced"


class Why(StrEnum):
    """Why a command was refused, or a play did not sound as ordered."""

    UNREADABLE = "unreadable"
    FORGED = "forged"  # no or no valid signature by a known key
    FOREIGN = "foreign"  # a group that the device does not obey, or another device
    EARLY = "early"
    EXPIRED = "expired"
    REPLAYED = "replayed"
    OLD = "old"  # below the window of sequences, or overtaken by a newer one of its kind
    CLOCK = "clock"  # the device does not know the time
    NIGHT = "night"  # quiet hours or a day of silence
    LIMIT = "limit"  # a volume or length outside the cluster's limits
    NO_AUDIO = "no_audio"  # the file did not arrive in time
    BAD_AUDIO = "bad_audio"  # its hash differs, or it cannot be decoded
    NO_SPACE = "no_space"
    KILLED = "killed"
    MUTED = "muted"
    PREEMPTED = "preempted"
    CANCELLED = "cancelled"
    POWER = "power"  # the device stopped in mid-play
    MISSED = "missed"  # it was off at that moment
    PLAYER = "player"  # the system's player failed
