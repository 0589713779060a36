"""Pictures from outside, drawn anew: no place, camera, author or hidden payload survives."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from loa.lib.errors import Invalid
from loa.lib.said import say

MAX_PIXELS = 40_000_000
_MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_QUALITY = 88


class BadImage(Invalid):
    """The picture is broken, of another kind, or too large to unpack."""

    code = "bad_image"
    message = "Không đọc được ảnh này. Hãy chụp lại hoặc lưu ở dạng JPG, PNG rồi gửi lại."


def clean_image(
    data: bytes, *, max_pixels: int = MAX_PIXELS, longest: int | None = None
) -> tuple[bytes, str, int, int]:
    """Return the picture re-encoded in its own format, its MIME type, width and height in pixels.

    It is turned upright first, then loses every note (EXIF, GPS, XMP, comments, thumbnails, colour profile). Only
    the first frame of a moving picture is kept. `longest` shrinks the longer side to at most that many pixels.

    Raises: BadImage when it is no JPEG, PNG or WebP, is damaged, or has more pixels than `max_pixels`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged notes inside a picture are about to be dropped anyway
            return _redrawn(data, max_pixels, longest)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise BadImage from error


def _redrawn(data: bytes, max_pixels: int, longest: int | None) -> tuple[bytes, str, int, int]:
    with Image.open(io.BytesIO(data), formats=list(_MIMES)) as source:
        if source.width * source.height > max_pixels:
            raise BadImage(
                say(
                    "Ảnh có hơn {limit} triệu điểm ảnh. Hãy thu nhỏ rồi gửi lại.",
                    limit=max_pixels // 1_000_000,
                ),
                reason="too_large",
            )
        kind = source.format or ""
        upright = ImageOps.exif_transpose(source)
        clear = upright.has_transparency_data and kind != "JPEG"
        picture = upright.convert("RGBA" if clear else "RGB")
    if longest is not None:
        picture.thumbnail((longest, longest))
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, kind, **({} if kind == "PNG" else {"quality": _QUALITY}))
    return out.getvalue(), _MIMES[kind], picture.width, picture.height
