"""Read the header of an official document off a file: null rather than a guess.

For other rooms:

- `read_file(path_or_bytes) -> Reading`: the twelve fields (`FIELDS`) each as `Value(value, sure)`, further `signers`, `legal_grounds`,
  `recipients`, `urgency`, `secrecy`, `refusal`, `draft`, `form`, `pages`, `has_text`, `text`, `error`. It never raises for
  what a file holds. A reading with `refusal` must not be stored: the file is marked as secret. `doubtful()` names the fields
  below `SURE`, which a person has to look at.
- `read_text(text) -> Reading`: the same for text that is at hand.
- `page_image(data, page, width) -> bytes`: a PNG of a page, for a scan without text beside empty fields.

It must not use the name of a file, the network, or what the body cites.
"""

from loa.papers.reading.model import FIELDS, MAIN, PARTY, STATE, SURE, UNKNOWN, Line, Reading, Value
from loa.papers.reading.reader import MAX_BYTES, read_file, read_text
from loa.papers.reading.sources.pdf import page_image

__all__ = [
    "FIELDS", "MAIN", "MAX_BYTES", "PARTY", "STATE", "SURE", "UNKNOWN", "Line", "Reading", "Value", "page_image", "read_file",
    "read_text",
]  # fmt: skip
