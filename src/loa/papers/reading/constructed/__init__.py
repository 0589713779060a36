"""Constructed documents: written by whoever wrote the reader, laid out in many ways, built when they are needed.

`open.jsonl` was looked at while the reader was made; `held.jsonl` was written before it and measured at the end. None of
the documents exists, none of the persons signed one; some bodies are real. Drawn from the rules of Decree 30/2020/NĐ-CP and
of Guidance 36-HD/VPTW.
"""

from loa.papers.reading.constructed.build import LAYOUTS, Sample, samples

__all__ = ["LAYOUTS", "Sample", "samples"]
