"""Photos and pictures: drawn again, so that place, camera, comments and anything hidden behind them are gone."""

import io
from typing import TYPE_CHECKING

from alongside.ground.documents.engine.kinds import DAMAGED, RefusedFileError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
_TOO_MANY = "This picture has more than 50 million dots; please make it smaller, or send a screenshot of it."
_FORMATS = {"jpg": ("JPEG", "MPO"), "png": ("PNG",)}


def drawn_again(data: bytes, key: str) -> bytes:
    """The same picture, right way up, as a fresh JPEG (`jpg`) or PNG (`png`); raises RefusedFileError."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit stands before anything is unpacked
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS[key]) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise RefusedFileError(_TOO_MANY)
            picture.load()
            turned = ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError):
        raise RefusedFileError(DAMAGED) from None
    return _saved(turned, key)


def _saved(turned: "Image.Image", key: str) -> bytes:
    """Save without any of the details that came with the picture."""
    see_through = turned.info.get("transparency") if key == "png" else None
    turned.info = {} if see_through is None else {"transparency": see_through}
    result = io.BytesIO()
    if key == "jpg":
        flat = turned if turned.mode in {"RGB", "L"} else turned.convert("RGB")
        flat.save(result, "JPEG", quality=90, icc_profile=None, exif=b"", comment=b"")
    else:
        turned.save(result, "PNG", compress_level=3, icc_profile=None)
    return result.getvalue()
