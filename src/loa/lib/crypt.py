"""The keyring and what is kept under its keys: contact data, look-up hashes, keys of single records.

Values carry the id of their key ("k1:…"), so that keys can be rotated row by row and a backup can name the ids
it needs. Keys themselves must never reach a database, a log or a backup.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from loa.lib.clock import now
from loa.lib.errors import DomainError
from loa.lib.keyfile import DATA, LOOKUP, SIGN, Key, KeyFileError, dump_keys, fresh_key, load_keys, save_keys
from loa.lib.said import say
from loa.lib.signing import SigningKey, VerifyKey

__all__ = ["DATA", "LOOKUP", "SIGN", "Key", "KeyFileError", "KeyMissing", "Keyring", "RecordKey", "Tampered"]

_NONCE = 12
_RECORD = "r"


class KeyMissing(DomainError):
    """A value was written under a key that the keyring does not hold."""

    status = 500
    code = "key_missing"
    message = "Thiếu khóa để đọc dữ liệu này. Hãy bổ sung khóa còn thiếu vào tệp khóa rồi khởi động lại."


class Tampered(DomainError):
    """A sealed value is malformed, was changed, or belongs to another row."""

    status = 500
    code = "tampered"
    message = "Dữ liệu được bảo vệ không khớp với bản ghi của nó. Hãy báo quản trị hệ thống kiểm tra."


@dataclass(frozen=True, slots=True)
class RecordKey:
    """A key for one record's data: when its wrapped form is deleted, the data is gone for ever."""

    raw: bytes

    @classmethod
    def generate(cls) -> RecordKey:
        """Return a new random key."""
        return cls(AESGCM.generate_key(bit_length=256))

    def encrypt(self, text: str, *, about: str) -> str:
        """Return the text sealed under this key and bound to `about` (the row id)."""
        return f"{_RECORD}:{_seal(self.raw, text.encode(), b'record', about)}"

    def decrypt(self, token: str, *, about: str) -> str:
        """Return the text back.

        Raises: Tampered when the token was changed, is under another key or belongs to another row.
        """
        key_id, _, body = token.partition(":")
        if key_id != _RECORD:
            raise Tampered
        return _open(self.raw, body, b"record", about).decode()

    def __repr__(self) -> str:
        return "RecordKey(…)"


class Keyring:
    """All keys of one installation, newest last per purpose."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._keys = tuple(sorted(keys, key=lambda key: key.created))
        self._by_id = {key.id: key for key in self._keys}

    @classmethod
    def load(cls, path: str | None = None, env: str | None = None) -> Keyring:
        """Return the keyring from the text of LOA_KEYS, else from a 0600 JSON file.

        Raises: KeyFileError with a sentence that says what to do.
        """
        return cls(load_keys(path, env))

    @classmethod
    def generate(cls) -> Keyring:
        """Return a new keyring with one key per purpose: data k1, look-up h1, signing s1."""
        return cls([fresh_key(DATA, "k1"), fresh_key(LOOKUP, "h1"), fresh_key(SIGN, "s1")])

    def save(self, path: str) -> None:
        """Write the keys to a file that only its owner can read, in one step."""
        save_keys(path, self._keys)

    def text(self) -> str:
        """Return the JSON that LOA_KEYS may hold. A secret: never print or store it elsewhere."""
        return dump_keys(self._keys)

    def with_new_key(self, purpose: str, *, begins: datetime | None = None) -> Keyring:
        """Return a keyring whose newest key for the purpose is new; old values stay readable.

        With `begins` nothing is written under it before that moment, so that every machine can hold it by then.
        """
        same = [key for key in self._keys if key.purpose == purpose]
        prefix = {DATA: "k", LOOKUP: "h", SIGN: "s"}[purpose]
        number = 1 + max((int(key.id[1:]) for key in same if key.id[1:].isdigit()), default=0)
        newest = max((key.created for key in same), default=None)
        fresh = fresh_key(purpose, f"{prefix}{number}", after=newest)
        if begins and begins > fresh.created:
            fresh = replace(fresh, created=begins)
        return Keyring([*self._keys, fresh])

    def without(self, key_id: str) -> Keyring:
        """Return a keyring that no longer holds this key: what it sealed can never be read again."""
        return Keyring([key for key in self._keys if key.id != key_id])

    def held(self) -> tuple[Key, ...]:
        """Return every key, the oldest first."""
        return self._keys

    def writes_with(self, purpose: str) -> str:
        """Return the id of the key that new values of a purpose are written under. Raises: KeyMissing."""
        return self._newest(purpose).id

    def ids(self) -> frozenset[str]:
        """Return the ids of every key held."""
        return frozenset(self._by_id)

    def missing(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that are not held, sorted; a restore asks this before it starts."""
        return sorted(set(ids) - self.ids())

    # -- values

    def encrypt(self, text: str, *, about: str) -> str:
        """Return the text sealed under the newest data key and bound to `about` (table and row id)."""
        key = self._newest(DATA)
        return f"{key.id}:{_seal(key.secret, text.encode(), b'value', about)}"

    def decrypt(self, token: str, *, about: str) -> str:
        """Return the text back.

        Raises: KeyMissing when its key is not held; Tampered when it was changed or belongs to another row.
        """
        key, body = self._key_of(token)
        return _open(key.secret, body, b"value", about).decode()

    def needs_rotation(self, token: str) -> bool:
        """Tell whether the token was written under an older key than today's of its purpose."""
        key, _ = self._key_of(token)
        return key != self._newest(key.purpose)

    def reencrypt(self, token: str, *, about: str) -> str:
        """Return the same text under the newest data key; a token already there is returned as it is.

        Raises: KeyMissing, Tampered as `decrypt`.
        """
        text = self.decrypt(token, about=about)
        return self.encrypt(text, about=about) if self.needs_rotation(token) else token

    # -- look-up

    def lookup(self, value: str, *, field: str) -> str:
        """Return the token under which rows holding this value are found; the value cannot be read from it.

        The caller normalises the value first (NFC, lower case for e-mail, digits for phones).
        """
        return _hmac(self._newest(LOOKUP), value, field)

    def lookup_all(self, value: str, *, field: str) -> list[str]:
        """Return the tokens under every look-up key, newest first, for searching while keys rotate."""
        return [_hmac(key, value, field) for key in reversed(self._keys) if key.purpose == LOOKUP]

    # -- keys of single records

    def wrap_key(self, key: RecordKey, *, about: str) -> str:
        """Return the record's key sealed under the newest data key and bound to the record."""
        outer = self._newest(DATA)
        return f"{outer.id}:{_seal(outer.secret, key.raw, b'key', about)}"

    def unwrap_key(self, token: str, *, about: str) -> RecordKey:
        """Return the record's key back.

        Raises: KeyMissing, Tampered as `decrypt`.
        """
        outer, body = self._key_of(token)
        return RecordKey(_open(outer.secret, body, b"key", about))

    def rewrap_key(self, token: str, *, about: str) -> str:
        """Return the record's key under the newest data key; a token already there is returned as it is."""
        key = self.unwrap_key(token, about=about)
        return self.wrap_key(key, about=about) if self.needs_rotation(token) else token

    # -- signatures

    def signing_key(self) -> SigningKey:
        """Return the newest signing key."""
        key = self._newest(SIGN)
        return SigningKey(key.id, key.secret)

    def verify_keys(self) -> dict[str, VerifyKey]:
        """Return the public halves of all signing keys by id."""
        return {k.id: SigningKey(k.id, k.secret).public() for k in self._keys if k.purpose == SIGN}

    def _newest(self, purpose: str) -> Key:
        """Return the newest key that has begun; while none has, the oldest."""
        held = [key for key in self._keys if key.purpose == purpose]
        if held:
            moment = now()
            return next((key for key in reversed(held) if key.created <= moment), held[0])
        raise KeyMissing(
            say(
                "Chưa có khóa cho mục đích “{purpose}”. Hãy tạo khóa bằng lệnh “loa keys add”.",
                purpose=purpose,
            )
        )

    def _key_of(self, token: str) -> tuple[Key, str]:
        key_id, colon, body = token.partition(":")
        if not colon:
            raise Tampered
        key = self._by_id.get(key_id)
        if key is None:
            raise KeyMissing(key_id=key_id)
        return key, body

    def __repr__(self) -> str:
        return f"Keyring({', '.join(key.id for key in self._keys)})"


def _aad(kind: bytes, about: str) -> bytes:
    return kind + b"\0" + about.encode()


def _seal(secret: bytes, data: bytes, kind: bytes, about: str) -> str:
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(secret).encrypt(nonce, data, _aad(kind, about))
    return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def _open(secret: bytes, body: str, kind: bytes, about: str) -> bytes:
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        return AESGCM(secret).decrypt(raw[:_NONCE], raw[_NONCE:], _aad(kind, about))
    except (InvalidTag, ValueError) as error:
        raise Tampered from error


def _hmac(key: Key, value: str, field: str) -> str:
    mac = hmac.new(key.secret, field.encode() + b"\0" + value.encode(), sha256)
    return f"{key.id}:{base64.urlsafe_b64encode(mac.digest()).rstrip(b'=').decode()}"
