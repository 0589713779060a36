"""What a table is expected to hold: its columns, in the words that offices use for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "code", "date", "integer", "decimal", "phone", "email", "choice", "bool"]
Value = str | int | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list: the value kept, the label shown, other spellings met."""

    value: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One expected column.

    `title` is what we print, `synonyms` what else we recognise (marks, case and punctuation do not matter).
    `width` is the number of digits of a code whose leading zeros Excel loses. `unique` refuses a value twice in one
    file. `multiline` keeps line breaks of a text.
    """

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    kind: Kind = "text"
    required: bool = False
    width: int | None = None
    choices: tuple[Choice, ...] = ()
    unique: bool = False
    multiline: bool = False
