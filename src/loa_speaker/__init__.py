"""The program on a loudspeaker: keeps the schedule, obeys signed commands, plays on time, proves what sounded.

It knows the wire (`loa_wire`) and nothing else of the product, so that it fits a small machine and can be read in an hour.
"""

VERSION = "1.0"
