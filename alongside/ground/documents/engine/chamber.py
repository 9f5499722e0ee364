"""Runs alone in a process of its own with little memory and time: `python -m ...chamber KIND < file`.

Writes `SAME`, `NEW` and fresh bytes, or `NO` and a sentence; anything else means that the file was too much for it.
"""

import sys

from alongside.ground.documents.engine.kinds import RefusedFileError

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = {"pdf": 15}
"""Seconds of work for each kind, else 5: a tagged report of 100 pages has tens of thousands of parts to look at."""


def limit(key: str) -> None:
    """Bind this process, where the system can: memory, seconds of work, open files, no dump of what it held."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the caller's time limit still stands
        return
    seconds = CPU_SECONDS.get(key, 5)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def examine(key: str, data: bytes) -> bytes | None:
    """Fresh bytes for a picture, nothing for a file that stays as it is; raises RefusedFileError."""
    if key == "pdf":
        from alongside.ground.documents.engine.pdfs import look_at

        look_at(data)
        return None
    if key in {"docx", "odt"}:
        from alongside.ground.documents.engine import office

        (office.look_at_word if key == "docx" else office.look_at_odt)(data)
        return None
    from alongside.ground.documents.engine.pictures import drawn_again

    return drawn_again(data, key)


def main(key: str) -> int:
    """Examine what comes in; returns the exit code."""
    limit(key)
    out = sys.stdout.buffer
    try:
        fresh = examine(key, sys.stdin.buffer.read())
    except RefusedFileError as refusal:
        out.write(b"NO\n" + refusal.sentence.encode())
        return 0
    except (MemoryError, RecursionError):
        return 3
    out.write(b"SAME\n" if fresh is None else b"NEW\n" + fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
