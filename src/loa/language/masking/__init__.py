"""Masking of private data: names, patient codes, phones, e-mail, papers, plates, accounts, addresses."""

from loa.language.masking.files import mask_file
from loa.language.masking.masker import mask, names_a_person, private_hits
from loa.language.masking.model import MASK_KINDS, STAND_INS, Masked, Span
from loa.lib.jsonl import FileCount

__all__ = [
    "MASK_KINDS",
    "STAND_INS",
    "FileCount",
    "Masked",
    "Span",
    "mask",
    "mask_file",
    "names_a_person",
    "private_hits",
]
