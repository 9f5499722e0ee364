"""Which kinds of file people may send, why, and what we say about the others."""

from dataclasses import dataclass


class RefusedFileError(Exception):
    """A file that is not taken; `sentence` tells the person who sent it what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class FileKind:
    """One accepted kind: its endings, what browsers call it, its name for people, and why we take it."""

    key: str
    endings: tuple[str, ...]
    media_type: str
    words: str
    why: str
    seen_as: frozenset[str] = frozenset()
    """What the type detection may call it; empty where detection by content has no signature to find."""


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACCEPTED: tuple[FileKind, ...] = (
    FileKind("pdf", ("pdf",), "application/pdf", "PDF",
             "Most reports arrive as PDF; those with scripts, attachments or a password are refused.",
             frozenset({".pdf"})),
    FileKind("docx", ("docx",), _WORD, "Word document",
             "Schools and psychologists write in Word; macros, templates elsewhere and embedded files are refused.",
             frozenset({".docx"})),
    FileKind("odt", ("odt",), "application/vnd.oasis.opendocument.text", "OpenDocument text",
             "What families without Word write in; the same is refused as in Word.",
             frozenset({".odt", ".docx"})),
    FileKind("txt", ("txt",), "text/plain", "plain text",
             "A note written on any machine; nothing in it can run.", frozenset()),
    FileKind("jpg", ("jpg", "jpeg"), "image/jpeg", "photo (JPG)",
             "A photo of a paper letter; it is drawn again without its place and camera details.",
             frozenset({".jpg", ".jpeg", ".jfif", ".jpe"})),
    FileKind("png", ("png",), "image/png", "picture (PNG)",
             "A screenshot; drawn again like a photo.", frozenset({".png"})),
    FileKind("m4a", ("m4a",), "audio/mp4", "voice note (M4A)",
             "A child or parent may say it instead of writing it; iPhones record this.",
             frozenset({".m4a", ".mp4", ".f4a", ".m4b"})),
    FileKind("mp3", ("mp3",), "audio/mpeg", "voice note (MP3)",
             "The same from other phones; tags and pictures in it are taken out.",
             frozenset({".mp3", ".mpga", ".mp2"})),
)
BY_ENDING = {ending: kind for kind in ACCEPTED for ending in kind.endings}
ACCEPTED_WORDS = "PDF, Word (docx), OpenDocument (odt), plain text (txt), JPG, PNG, M4A or MP3"
ACCEPT_ATTRIBUTE = ",".join(f".{ending}" for ending in BY_ENDING)
"""For the `accept` attribute of a file box; iPhones then turn their own photo format into JPG by themselves."""

OTHER = f"We can’t take this kind of file; please send it as {ACCEPTED_WORDS}."
_AS_PDF = "please save it as a PDF and send that."
_PICTURE = "We can’t take this kind of picture; please save it as JPG or PNG, or send a screenshot."
_VIDEO = "We can’t take videos; please send a voice note (M4A or MP3), or ring us and tell us."
_PACKED = "We can’t take packed files; please unpack it and send the files one by one."
_PROGRAM = "This is a program, not a document; please send the document itself."
REFUSED: dict[str, str] = {
    **dict.fromkeys(("heic", "heif"), (
        "We can’t open this kind of iPhone photo (HEIC); please send it as JPG, or take a screenshot of it."
    )),
    **dict.fromkeys(("gif", "webp", "bmp", "tif", "tiff", "avif", "psd", "ico"), _PICTURE),
    **dict.fromkeys(("svg", "svgz"), "Drawings of this kind (SVG) can hold programs; please save it as PNG or PDF."),
    **dict.fromkeys(("html", "htm", "xhtml", "mht", "mhtml", "xml", "js", "css", "url"), (
        f"Web pages can hold programs; {_AS_PDF}"
    )),
    "rtf": "Rich text files (RTF) can hide other files; please save it as Word (docx) or PDF.",
    **dict.fromkeys(("doc", "dot"), "This is an old kind of Word file; please save it as Word (docx) or PDF."),
    **dict.fromkeys(("docm", "dotm", "dotx", "xlsm", "pptm"), f"This file can hold macros (programs); {_AS_PDF}"),
    **dict.fromkeys(("xls", "xlsx", "ods", "csv", "tsv", "numbers"), f"We can’t take spreadsheets here; {_AS_PDF}"),
    **dict.fromkeys(("ppt", "pptx", "odp", "key", "pages"), f"We can’t open this kind of file; {_AS_PDF}"),
    **dict.fromkeys(("eml", "msg", "pst"), (
        "We can’t take saved e-mails as files; please forward the e-mail to us, or save it as a PDF."
    )),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm", "3gp", "wmv"), _VIDEO),
    **dict.fromkeys(("wav", "ogg", "opus", "aac", "amr", "wma", "flac", "aiff"), (
        "We can’t play this kind of sound file; please send it as M4A or MP3."
    )),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz", "cab", "iso", "img"), _PACKED),
    **dict.fromkeys(("exe", "com", "bat", "cmd", "msi", "scr", "dll", "ps1", "vbs", "jar", "apk", "sh", "py", "lnk",
                     "hta", "php", "pl", "app", "dmg", "elf"), _PROGRAM),
}

DAMAGED = "We can’t read this file, it may be damaged; please save or scan it again and send the new copy."
TOO_HEAVY = (
    "This file is too large or too complicated inside for us to check safely; please send it in smaller parts, "
    "or as a plain PDF."
)


def disagrees(kind: FileKind) -> str:
    """What we say when the content is not what the ending says."""
    return (
        f"The name says {kind.words}, but that is not what is inside; please open the file, save it again as PDF "
        "and send that."
    )
