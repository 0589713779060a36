"""The program on a loudspeaker cluster: keeps its schedule and audio, plays on time, proves what sounded."""

FIRMWARE = "loa-speaker 0.1.0"
