"""The one door for what devices say: believed by signature, folded in batches, answered."""

from loa.speakers.intake.door import Answer, Arrived, take_in

__all__ = ["Answer", "Arrived", "take_in"]
