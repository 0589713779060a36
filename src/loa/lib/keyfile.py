"""Reading and writing the file that holds the keys; refuses one that others can read."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from loa.lib.clock import now
from loa.lib.errors import DomainError

DATA = "data"
LOOKUP = "lookup"
SIGN = "sign"
PURPOSES = frozenset({DATA, LOOKUP, SIGN})
KEY_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(DomainError):
    """The keys cannot be read or must not be used as they lie."""

    status = 500
    code = "key_file"
    message = "Không đọc được tệp khóa. Hãy kiểm tra đường dẫn và quyền của tệp."


@dataclass(frozen=True, slots=True)
class Key:
    """One secret of 32 bytes with its id, purpose and the moment it was made."""

    id: str
    purpose: str
    created: datetime
    secret: bytes = field(repr=False)


def fresh_key(purpose: str, key_id: str, after: datetime | None = None) -> Key:
    """Return a new random key, made later than `after` so that it sorts as the newest."""
    created = now()
    if after is not None and created <= after:
        created = after + timedelta(microseconds=1)
    return Key(key_id, purpose, created, secrets.token_bytes(KEY_BYTES))


def load_keys(path: str | None, env: str | None) -> list[Key]:
    """Return the keys from the text of LOA_KEYS when it is given, else from the file.

    Raises: KeyFileError with a sentence that says what to do.
    """
    if env:
        return parse_keys(env, "biến LOA_KEYS")
    if not path:
        raise KeyFileError("Chưa khai báo khóa. Hãy chỉ đường dẫn tệp khóa hoặc đặt biến LOA_KEYS.")
    return parse_keys(_read_private(Path(path)), f"tệp {path}")


def _read_private(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as handle:
            mode = os.fstat(handle.fileno()).st_mode
            if mode & _OTHERS:
                raise KeyFileError(
                    f"Tệp khóa {path} đang để người khác đọc được (quyền {stat.S_IMODE(mode):04o}). "
                    f"Hãy chạy: chmod 600 {path}"
                )
            return handle.read()
    except FileNotFoundError as error:
        raise KeyFileError(
            f"Không thấy tệp khóa {path}. Hãy chép tệp khóa về đúng chỗ hoặc tạo mới."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"Không đọc được tệp khóa {path}. Hãy kiểm tra chủ và quyền của tệp.") from error


def parse_keys(text: str, where: str) -> list[Key]:
    """Return the keys written as JSON text; `where` names the place in messages.

    Raises: KeyFileError when an entry is malformed, an id is doubled or a key is not 32 bytes.
    """
    try:
        keys = [_key(entry) for entry in json.loads(text)["keys"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(
            f"Nội dung khóa trong {where} không đúng dạng. Hãy khôi phục từ bản lưu."
        ) from error
    ids = [key.id for key in keys]
    if len(set(ids)) != len(ids):
        raise KeyFileError(f"Trong {where} có hai khóa trùng mã. Hãy giữ lại một khóa cho mỗi mã.")
    return keys


def _key(entry: dict[str, str]) -> Key:
    created = datetime.fromisoformat(entry["created"]).astimezone(UTC)
    secret = base64.urlsafe_b64decode(entry["key"])
    key_id, purpose = entry["id"], entry["purpose"]
    if not key_id.isalnum() or purpose not in PURPOSES or len(secret) != KEY_BYTES:
        raise ValueError(key_id)
    return Key(key_id, purpose, created, secret)


def dump_keys(keys: Sequence[Key]) -> str:
    """Return the keys as the JSON text that `parse_keys` reads."""
    entries = [
        {
            "id": key.id,
            "purpose": key.purpose,
            "created": key.created.isoformat(),
            "key": base64.urlsafe_b64encode(key.secret).decode(),
        }
        for key in keys
    ]
    return json.dumps({"keys": entries}, indent=1)


def save_keys(path: str, keys: Sequence[Key]) -> None:
    """Write the keys so that a crash leaves either the old file or the new one, readable by its owner only.

    Raises: KeyFileError when the folder cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(dump_keys(keys))
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise KeyFileError(f"Không ghi được tệp khóa {path}. Hãy kiểm tra quyền của thư mục.") from error
