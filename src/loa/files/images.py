"""Pictures from outside are decoded and written anew: no place, no device, no hidden data survives."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from loa.files.errors import TooLarge, Unreadable

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = 40_000_000
_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_PLAIN_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"L", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}}
_OPTIONS = {"JPEG": {"quality": 88, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 88}}


def sniff(data: bytes) -> str | None:
    """Return the image type that the first bytes show, if they show one we take in."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in _MAGIC if data.startswith(magic)), None)


def write_anew(data: bytes) -> tuple[bytes, str]:
    """Return the picture as new bytes without metadata, upright, with its type; only the first frame is kept.

    Raises: TooLarge beyond 40 million pixels; Unreadable when it cannot be decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as picture:
                return _write(picture)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge from error


def _write(picture: Image.Image) -> tuple[bytes, str]:
    kind = str(picture.format)
    if picture.width * picture.height > MOST_PIXELS:
        raise TooLarge(pixels=picture.width * picture.height)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in _PLAIN_MODES[kind]:
        has_alpha = kind != "JPEG" and ("A" in upright.getbands() or "transparency" in upright.info)
        upright = upright.convert("RGBA" if has_alpha else "RGB")
    bare = Image.new(upright.mode, upright.size)  # pixels alone: comments and profiles stay behind
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, kind, **_OPTIONS[kind])
    return out.getvalue(), FORMATS[kind]
