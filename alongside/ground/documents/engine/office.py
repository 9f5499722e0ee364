"""Word and OpenDocument files: what they must hold, and what they may not."""

import io
import re
from collections.abc import Iterator

from lxml import etree

from alongside.ground.documents.engine import zips
from alongside.ground.documents.engine.kinds import BY_ENDING, DAMAGED, RefusedFileError, disagrees

_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_MACRO = "This file holds macros (small programs); please save it as PDF and send that."
_EMBEDDED = "This file has another file inside; please send that one on its own, or save all of it as PDF."
_OUTSIDE = "This file fetches things from elsewhere (a template or picture); please save it as PDF and send that."
_LIVE = "This file has fields that fetch or run something; please save it as PDF and send that."
# A command is the first word of a field; the same word later is only an argument, such as a part of an address.
_COMMANDS = re.compile(
    r"\x00[\s\"]*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|RD|DATABASE)\b", re.IGNORECASE
)
_XML_NAMES = (".xml", ".rels", ".rdf", ".vml")
_LINKS = ("hyperlink",)
_ODT_OUTSIDE = re.compile(r"^(https?|ftp|file|smb|webdav|data|vnd\.sun|macro|script|\\\\|//|/|\.\./)", re.IGNORECASE)
_ODT_MAY_LINK = {"a"}
_ODT_FOLDERS = (
    "layout-cache", "pictures/", "thumbnails/", "fonts/", "configurations2/", "objectreplacements/",
)


def look_at_word(data: bytes) -> None:
    """Raise RefusedFileError unless this is a Word document without anything that runs, hides or fetches."""
    is_word = False
    with zips.opened(data) as packed:
        for name, content in zips.read_all(packed):
            _check_word_name(name.lower())
            if name.lower().endswith(_XML_NAMES):
                is_word |= _check_word_xml(name, content)
    if not is_word:
        raise RefusedFileError(disagrees(BY_ENDING["docx"]))


def look_at_odt(data: bytes) -> None:
    """The same for OpenDocument text."""
    is_text = False
    with zips.opened(data) as packed:
        for name, content in zips.read_all(packed):
            lower = name.lower()
            if lower.startswith(("basic/", "scripts/")):
                raise RefusedFileError(_MACRO)
            if lower == "mimetype":
                is_text = content.strip() == _ODT_TYPE
            elif lower.endswith(_XML_NAMES):
                _check_odt_xml(content)
            elif not lower.startswith(_ODT_FOLDERS):
                raise RefusedFileError(_EMBEDDED)
    if not is_text:
        raise RefusedFileError(disagrees(BY_ENDING["odt"]))


def _check_word_name(name: str) -> None:
    if "vbaproject" in name or "vbadata" in name or "macros" in name:
        raise RefusedFileError(_MACRO)
    if "/embeddings/" in name or "activex" in name or "oleobject" in name or "/afchunk" in name:
        raise RefusedFileError(_EMBEDDED)


def _check_word_xml(name: str, content: bytes) -> bool:
    """Check one part; returns whether it declares the whole to be a Word document."""
    is_word = False
    commands = ["\0"]
    for element in _elements(content):
        tag = etree.QName(element).localname
        if tag in {"Override", "Default"}:
            declared = element.get("ContentType", "")
            if "macroEnabled" in declared or "vbaProject" in declared:
                raise RefusedFileError(_MACRO)
            is_word |= name == "[Content_Types].xml" and declared == _WORD_MAIN
        elif tag == "Relationship":
            _check_relationship(element.get("Type", ""), element.get("TargetMode", ""))
        elif tag in {"OLEObject", "altChunk", "control", "subDoc"}:
            raise RefusedFileError(_EMBEDDED)
        elif tag == "instrText":
            commands.append(element.text or "")
        elif tag == "fldSimple":
            commands.extend("\0" + str(value) for value in element.attrib.values())
        elif tag == "fldChar":
            commands.append("\0")
    # A field's words may be cut over several runs: they are read as one.
    if _COMMANDS.search("".join(commands)):
        raise RefusedFileError(_LIVE)
    return is_word


def _check_relationship(kind: str, mode: str) -> None:
    last = kind.rsplit("/", 1)[-1]
    if last in {"vbaProject", "wordVbaData"}:
        raise RefusedFileError(_MACRO)
    if last in {"oleObject", "package", "aFChunk", "control", "activeXControlBinary", "subDocument"}:
        raise RefusedFileError(_EMBEDDED)
    if mode.lower() == "external" and last not in _LINKS:
        raise RefusedFileError(_OUTSIDE)


def _check_odt_xml(content: bytes) -> None:
    for element in _elements(content):
        tag = etree.QName(element).localname
        if tag in {"event-listener", "script", "libraries"}:
            raise RefusedFileError(_MACRO)
        if tag in {"dde-connection-decl", "dde-source", "database-display", "execute-macro"}:
            raise RefusedFileError(_LIVE)
        if tag in {"object-ole", "applet", "plugin", "floating-frame"}:
            raise RefusedFileError(_EMBEDDED)
        for key, value in element.attrib.items():
            is_link = etree.QName(key).localname == "href"
            if is_link and tag not in _ODT_MAY_LINK and _ODT_OUTSIDE.match(str(value).strip()):
                raise RefusedFileError(_OUTSIDE)


def _elements(content: bytes) -> Iterator[etree._Element]:
    """Each element of a part, freed after use; a document type declaration or broken XML is a refusal."""
    if not content.strip():
        return
    try:
        for _, element in etree.iterparse(
            io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        ):
            tree = element.getroottree()
            if tree.docinfo.doctype:
                raise RefusedFileError(DAMAGED)
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError):
        raise RefusedFileError(DAMAGED) from None
