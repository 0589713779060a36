"""Tables of loudspeakers: clusters and devices, limits, what sounds when, commands, proofs."""

from loa.speakers.models.airing import Airing, Play, Slot, Sound
from loa.speakers.models.cluster import Cluster, Device, Enrolment, Neighbour
from loa.speakers.models.commands import Command, CommandCopy, Group, Silence
from loa.speakers.models.foreign import Handed
from loa.speakers.models.heard import Beat, Outage, Proof, Refusal
from loa.speakers.models.limits import NoiseRule

__all__ = [
    "Airing",
    "Beat",
    "Cluster",
    "Command",
    "CommandCopy",
    "Device",
    "Enrolment",
    "Group",
    "Handed",
    "Neighbour",
    "NoiseRule",
    "Outage",
    "Play",
    "Proof",
    "Refusal",
    "Silence",
    "Slot",
    "Sound",
]
