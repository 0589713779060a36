"""The one door for what devices say: believed by signature, folded in batches, answered."""

from loa.speakers.intake.believing import Believed, Doubt
from loa.speakers.intake.door import Answer, Arrived, check, store, take_in

__all__ = ["Answer", "Arrived", "Believed", "Doubt", "check", "store", "take_in"]
