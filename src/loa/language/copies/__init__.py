"""Copies of an issued text: what of a paste is ours, what was altered, what was added."""

from loa.language.copies.compare import compare_copy
from loa.language.copies.model import Comparison, Original, Piece, Sort, Standing
from loa.language.copies.shingles import shingles, winnow

__all__ = [
    "Comparison",
    "Original",
    "Piece",
    "Sort",
    "Standing",
    "compare_copy",
    "shingles",
    "winnow",
]
