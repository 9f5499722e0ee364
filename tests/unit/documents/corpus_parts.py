"""Small honest files of each kind, made by code, and the tools to spoil them."""

import io
import struct
import zipfile
import zlib

import docx
from PIL import Image

WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(entries, method=zipfile.ZIP_DEFLATED):
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", method) as new:
        for name, content in entries:
            new.writestr(name, content)
    return result.getvalue()


def honest_docx():
    file, result = docx.Document(), io.BytesIO()
    file.add_heading("Report", 1)
    file.add_paragraph("Sam likes trains.")
    file.save(result)
    return result.getvalue()


def word(*extra, body="<w:p/>", types=WORD_TYPES, rels=""):
    entries = [
        ("[Content_Types].xml", types),
        ("word/document.xml", f'<w:document xmlns:w="{W}" xmlns:r="{RELS}"><w:body>{body}</w:body></w:document>'),
    ]
    if rels:
        entries.append((
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>',
        ))
    return packed([*entries, *extra])


def relation(kind, target, mode="External"):
    return f'<Relationship Id="r1" Type="{RELS}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def odt(*extra, content="<office/>", kind="application/vnd.oasis.opendocument.text"):
    return packed([("mimetype", kind), ("content.xml", content), *extra])


def picture(kind="JPEG", size=(40, 20), mode="RGB", **saved):
    result = io.BytesIO()
    Image.new(mode, size).save(result, kind, **saved)
    return result.getvalue()


def placed_photo():
    """A photo lying on its side, with place and camera in its details."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "MARKERCAMERA", 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (53.0, 45.0, 12.0)
    return picture(exif=exif, comment=b"MARKERCOMMENT")


def png_that_claims(width, height):
    """A small PNG whose header claims a huge picture."""
    def chunk(kind, body):
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def pdf(*objects, catalogue="", trailer="", tail=b""):
    """A PDF of one empty page; further objects are numbered from 4, `catalogue` goes into the root."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>", *objects,
    ]
    result, places = io.BytesIO(), []
    result.write(b"%PDF-1.7\n")
    for n, body in enumerate(bodies, start=1):
        places.append(result.tell())
        result.write(f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = result.tell()
    result.write(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode())
    result.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    result.write(f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return result.getvalue() + tail


def locked_pdf():
    import pypdf

    writer, result = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(result)
    return result.getvalue()


def pdf_with(act):
    """A PDF to which pypdf adds something; objects end up where a viewer finds them."""
    import pypdf

    writer, result = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    act(writer)
    writer.write(result)
    return result.getvalue()


def scripted_pdf():
    """A script on opening, written by pypdf."""
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    def act(writer):
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject({
            NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)"),
        }))

    return pdf_with(act)


def pdf_with_packed_objects(hidden):
    """A PDF whose only mention of `hidden` lies compressed in an object stream."""
    inside = {1: "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
              3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>", 4: hidden}
    head, body = "", ""
    for n, text in inside.items():
        head += f"{n} {len(body)} "
        body += text + " "
    stream = zlib.compress((head + body).encode())
    result = io.BytesIO()
    result.write(b"%PDF-1.7\n")
    at_stream = result.tell()
    result.write(f"5 0 obj\n<< /Type /ObjStm /N 4 /First {len(head)} /Filter /FlateDecode /Length {len(stream)} >>\n"
                 "stream\n".encode() + stream + b"\nendstream\nendobj\n")
    at_table = result.tell()
    rows = [(0, 0, 255), *((2, 5, n) for n in range(4)), (1, at_stream, 0), (1, at_table, 0)]
    table = zlib.compress(b"".join(struct.pack(">BLB", *row) for row in rows))
    result.write("6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode "
                 f"/Length {len(table)} >>\n"
                 "stream\n".encode() + table + f"\nendstream\nendobj\nstartxref\n{at_table}\n%%EOF\n".encode())
    return result.getvalue()


def box(kind, body=b""):
    return struct.pack(">L4s", 8 + len(body), kind) + body


def m4a(handler=b"soun", udta=b"", brand=b"M4A ", tail=b""):
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13))))
    return (box(b"ftyp", brand + bytes(4) + b"M4A mp42isom") + box(b"moov", box(b"mvhd", bytes(100)) + track + udta)
            + box(b"mdat", b"\x21\x10\x05" * 40) + tail)


def mp3(n_frames=12):
    """Silent frames: MPEG 1 layer III, 128 kbit/s, 44.1 kHz, 417 bytes each."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * n_frames


def id3(body):
    n = len(body)
    return b"ID3\x03\x00\x00" + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) + body
