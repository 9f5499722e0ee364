"""One door to both forms of the return: an XML file, or a folder with the COLLECT CSV set."""

import hashlib
from pathlib import Path

from alongside.oversight.returns.engine.conversion import Say
from alongside.oversight.returns.engine.csv_reader import CsvReturn, tables_of_set
from alongside.oversight.returns.engine.sniffing import first_bytes, refuse_binary
from alongside.oversight.returns.engine.xml_reader import Progress, XmlReturn


def open_return(path: Path, *, say: Say, progress: Progress | None = None) -> XmlReturn | CsvReturn:
    """A reader for what stands at `path`; problems of single values go to `say`."""
    if path.is_dir():
        return CsvReturn(path, say=say, progress=progress)
    return XmlReturn(path, say=say, progress=progress)


def fingerprint_of(path: Path) -> str:
    """SHA-256 of the file, or of the files of the set in the order of their tables; hexadecimal.

    What isn't text is refused by its first bytes (UnreadableError), before gigabytes of it are read.
    """
    digest = hashlib.sha256()
    paths = [path]
    if path.is_dir():
        paths = [file for _, file in sorted(tables_of_set(path).items())]
    for each in paths:
        refuse_binary(first_bytes(each))
        with each.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()
