"""Between an account's JSON config and the frozen dataclass of its kind; it must not know any kind."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields
from typing import Any

from django.utils.translation import gettext as _

from loa.channels.base import Kind
from loa.channels.errors import BadConfig


def read_config(kind: Kind[Any], raw: Mapping[str, Any]) -> Any:
    """Return the kind's typed config from stored or typed-in values; missing ones take their defaults.

    Raises: BadConfig naming the field that is unknown, missing or of the wrong type.
    """
    known = {item.name: item for item in fields(kind.Config)}
    if extra := sorted(set(raw) - set(known)):
        raise BadConfig(
            _("Thông số “%(name)s” không có ở loại kênh này. Hãy bỏ thông số đó.") % {"name": extra[0]}
        )
    hints = typing.get_type_hints(kind.Config)
    values = {
        name: _value(known[name], hints[name], raw) for name in known if name in raw or _required(known[name])
    }
    config = kind.Config(**values)
    kind.check_config(config)
    return config


def write_config(config: Any) -> dict[str, Any]:
    """Return the typed config as the JSON that the account keeps."""
    return asdict(config)


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _value(item: Field[Any], hint: Any, raw: Mapping[str, Any]) -> Any:
    if item.name not in raw:
        raise BadConfig(_("Thiếu thông số “%(name)s”. Hãy nhập rồi lưu lại.") % {"name": item.name})
    value = raw[item.name]
    plain = typing.get_origin(hint) or hint
    if plain is tuple and isinstance(value, list):
        value = tuple(value)
    allowed = hint if isinstance(hint, types.UnionType) else plain
    wrong_flag = isinstance(value, bool) and plain is not bool
    if plain is not Any and (wrong_flag or not isinstance(value, allowed)):
        raise BadConfig(_("Thông số “%(name)s” không đúng kiểu. Hãy nhập lại.") % {"name": item.name})
    return value
