"""Reading tables as Vietnamese offices really have them, and writing them back.

It must not know what a table is about: callers name the columns, and import only what they were shown.
"""

from loa.lib.tables.columns import Choice, Column, Value
from loa.lib.tables.grid import BadTable, TableLimits
from loa.lib.tables.marking import error_workbook
from loa.lib.tables.reading import read_table
from loa.lib.tables.result import CellError, Note, Preview, Row, TableReading
from loa.lib.tables.streaming import csv_lines, stream_xlsx
from loa.lib.tables.writing import write_csv, write_xlsx

__all__ = [
    "BadTable",
    "CellError",
    "Choice",
    "Column",
    "Note",
    "Preview",
    "Row",
    "TableLimits",
    "TableReading",
    "Value",
    "csv_lines",
    "error_workbook",
    "read_table",
    "stream_xlsx",
    "write_csv",
    "write_xlsx",
]
