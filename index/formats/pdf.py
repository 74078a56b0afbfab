"""PDF files with pypdf (the extra `pdf`)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.formats.found import Fault, Found, UnreadableError, day, one_line, whole
from index.formats.prose import paragraphs
from index.formats.text import checked
from index.model import Place

_MARKERS = str.maketrans(dict.fromkeys((*range(9), 11, *range(14, 32)), ""))


def read_pdf(file: BinaryIO) -> Iterator[Found | Fault]:
    """The file's text, pages divided by form feeds; title from its own data.

    A date only where the file names the day of publication: the day on which a file was made is another.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every flaw that it mends
    data = whole(file)
    if b"%PDF-" not in data[:1024]:
        raise UnreadableError("not a PDF file")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("locked with a password; save it without one")
        pages = ["\n".join(paragraphs(page.extract_text().translate(_MARKERS))) for page in reader.pages]
        title, published = _title(reader), _published(reader)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError) as error:
        raise UnreadableError(f"damaged PDF ({type(error).__name__}: {str(error)[:80]})") from None
    except (NotImplementedError, RecursionError, ImportError) as error:
        raise UnreadableError(f"a PDF that can't be read here ({type(error).__name__}: {str(error)[:80]})") from None
    if not any(pages):
        raise UnreadableError("no text in it; it may hold scanned pictures: recognise their text first")
    yield Found(checked("\f".join(pages)), Place.PAGE, title=title, published=published)


def _title(reader: Any) -> str | None:
    return one_line(str(reader.metadata.title)) if reader.metadata and reader.metadata.title else None


def _published(reader: Any) -> Any:
    """The day of publication in the file's XMP data; None without one."""
    try:
        dates = reader.xmp_metadata.dc_date if reader.xmp_metadata else []
    except Exception:  # its XML may be broken in any way, and the text is worth more
        return None
    return next((day(date.isoformat()) for date in dates or [] if hasattr(date, "isoformat")), None)
