"""Reads an e-mail that came in: who, to which token, what they wrote, and whether a machine wrote it."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

_TOKEN = re.compile(r"reply\+([0-9a-f]{32})@", re.IGNORECASE)
_TO_US = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|bounce[+-]?)", re.IGNORECASE)
_QUOTE_STARTS = re.compile(
    r"^(>|On .{5,120} wrote:$|-{2,} ?Original Message ?-{2,}|_{10,}|From: .+@|Sent from my |Get Outlook for )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of an e-mail."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What matters of an e-mail; `whole` is its text with everything quoted, `words` without."""

    sender: str
    subject: str
    token: str
    whole: str
    words: str
    attached: tuple[Attached, ...]
    by_machine: str
    """Why nobody needs to read it, or nothing."""


def read(raw: bytes) -> Mail:
    """Read the RFC 822 bytes. Broken parts are read as far as they go; nothing in a mail raises."""
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    whole = "\n\n".join(text for text in (_text(found), *_forwarded(found)) if text)
    return Mail(
        sender=parseaddr(_header(found, "From"))[1].lower()[:254],
        subject=" ".join(_header(found, "Subject").split())[:300],
        token=_token(found),
        whole=whole,
        words=without_quotes(whole),
        attached=tuple(_attached(found)),
        by_machine=_by_machine(found),
    )


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text without control signs; a header that can't be parsed is empty."""
    try:
        return re.sub(r"[\x00-\x1f\x7f]+", " ", str(mail.get(name, "")))
    except Exception:  # the standard library's header parser raises many kinds on hostile input
        return ""


def _token(mail: EmailMessage) -> str:
    for name in _TO_US:
        for _, address in getaddresses([_header(mail, name)]):
            match = _TOKEN.match(address)
            if match:
                return match.group(1).lower()
    return ""


def _by_machine(mail: EmailMessage) -> str:
    auto = _header(mail, "Auto-Submitted").strip().lower()
    if auto and not auto.startswith("no"):
        return "An automatic answer"
    if mail.get_content_type() == "multipart/report":
        return "A report about delivery"
    if _header(mail, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return "A mailing or an automatic answer"
    if _header(mail, "X-Autoreply") or _header(mail, "X-Autorespond"):
        return "An automatic answer"
    if _header(mail, "Return-Path").strip() == "<>" or _MACHINES.match(parseaddr(_header(mail, "From"))[1]):
        return "Written by a mail server"
    return ""


def _text(mail: EmailMessage) -> str:
    for preference in ("plain", "html"):
        part = mail.get_body(preferencelist=(preference,))
        if part is not None:
            text = _decoded(part)
            return (_from_html(text) if preference == "html" else text).replace("\x00", "").strip()
    return ""


def _forwarded(mail: EmailMessage) -> list[str]:
    """Texts of e-mails that are attached whole, each under the line of who wrote it."""
    found = []
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            for inner in (one for one in part.get_payload() if isinstance(one, EmailMessage)):
                sender = parseaddr(_header(inner, "From"))[1]
                found.append(f"Forwarded message from {sender}:\n\n{_text(inner)}")
    return found


def _decoded(part: MIMEPart) -> str:
    """The text of a part, whatever charset it claims."""
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return data.decode("utf-8", "replace").replace("\r\n", "\n")


class _Stripper(HTMLParser):
    """Words of a page, blocks on lines of their own, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.n_hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.n_hidden += tag in {"script", "style"}
        if tag in {"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3"}:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.n_hidden -= tag in {"script", "style"} and self.n_hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.n_hidden:
            self.words.append(data)


def _from_html(text: str) -> str:
    stripper = _Stripper()
    stripper.feed(text)
    lines = (" ".join(line.split()) for line in "".join(stripper.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def without_quotes(text: str) -> str:
    """What the person wrote above the message that they answer; all of it when nothing would be left."""
    kept = []
    for line in text.split("\n"):
        if _QUOTE_STARTS.match(line.strip()):
            break
        kept.append(line)
    return "\n".join(kept).strip() or text.strip()


def _attached(mail: EmailMessage) -> list[Attached]:
    body = {id(mail.get_body(preferencelist=(kind,))) for kind in ("plain", "html")}
    found = []
    for number, part in enumerate(mail.walk(), start=1):
        if part.is_multipart() or id(part) in body:
            continue
        name = part.get_filename() or ""
        if not name and part.get_content_disposition() != "attachment":
            continue
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        found.append(Attached(name or f"file-{number}", part.get_content_type(), data))
    return found
