"""Documents made in the layout of a rule pack: docx and PDF from the same values."""

from loa.papers.making.copies import CopySheet, make_copy_sheet
from loa.papers.making.docx import make_docx, make_template
from loa.papers.making.laid import BadPaper
from loa.papers.making.office import PLACEHOLDERS, BadTemplate
from loa.papers.making.paper import Annex, Authority, Figures, Heading, Item, Paper, Text, Urgency
from loa.papers.making.pdf import make_pdf

__all__ = [
    "PLACEHOLDERS",
    "Annex",
    "Authority",
    "BadPaper",
    "BadTemplate",
    "CopySheet",
    "Figures",
    "Heading",
    "Item",
    "Paper",
    "Text",
    "Urgency",
    "make_copy_sheet",
    "make_docx",
    "make_pdf",
    "make_template",
]
