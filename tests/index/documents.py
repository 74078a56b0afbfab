"""Small files of every format, made by hand, so that tests know every byte of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://www.idpf.org/2007/opf"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def pdf(pages: Sequence[Sequence[str]], title: str = "", xmp: str = "") -> bytes:
    """A PDF file with these lines on its pages."""
    objects = ["<< /Type /Catalog /Pages 2 0 R" + (" /Metadata 4 0 R" if xmp else "") + " >>"]
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    objects.append(f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >>\nstream\n{xmp}\nendstream")
    for number, lines in enumerate(pages):
        shown = "\n".join(f"({line}) Tj T*" for line in lines)
        content = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}\nET"
        font = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Resources {font} /MediaBox [0 0 612 792] /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(out)}\n%%EOF\n"
    return out + tail.encode("latin-1")


def package(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(paragraphs: Sequence[str], title: str = "", body: str = "") -> bytes:
    """A Word document of these paragraphs, and of what XML is given besides."""
    text = "".join(f"<w:p><w:r><w:t>{escape(p)}</w:t></w:r></w:p>" for p in paragraphs)
    members = {"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{text}{body}</w:body></w:document>'}
    if title:
        members["docProps/core.xml"] = f'<c xmlns:dc="{DUBLIN_CORE}"><dc:title>{escape(title)}</dc:title></c>'
    return package(members)


def epub(chapters: Mapping[str, str], told: str = "") -> bytes:
    """A book of these pages, in this order; `told` is XML of its metadata."""
    items = "".join(f'<item id="i{i}" href="{name}"/>' for i, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="i{i}"/>' for i in range(len(chapters)))
    opf = (
        f'<package xmlns="{PACKAGE}" xmlns:dc="{DUBLIN_CORE}"><metadata>{told}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    pages = {f"OPS/{name}": page for name, page in chapters.items()}
    return package({"META-INF/container.xml": container, "OPS/book.opf": opf, **pages})


def page(paragraphs: Sequence[str], head: str = "") -> str:
    """A web page with an article of these paragraphs between what pages have around it."""
    text = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    return (
        f"<html><head>{head}</head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article>{text}</article><footer>Cookie policy</footer></body></html>"
    )


def rss(entries: Sequence[str], title: str = "Example News") -> str:
    """A feed of these items, each given as XML."""
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
