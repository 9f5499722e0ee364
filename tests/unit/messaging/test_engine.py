"""Weekdays, names kept out of notifications, and reading e-mail that wishes us no good."""

from datetime import date

import pytest

from alongside.commons.messaging.engine import days, inbound, naming


@pytest.mark.parametrize(("day", "n", "expected"), [
    (date(2026, 11, 2), 5, date(2026, 11, 9)), (date(2026, 11, 6), 1, date(2026, 11, 9)),
    (date(2026, 11, 7), 2, date(2026, 11, 10)), (date(2026, 11, 2), 0, date(2026, 11, 2)),
])
def test_weekdays_leave_out_saturday_and_sunday(day, n, expected):
    assert days.weekday_after(day, n) == expected


def test_a_letter_posted_on_friday_is_taken_to_arrive_on_tuesday():
    assert days.served_by_post(date(2026, 11, 6)) == date(2026, 11, 10)
    assert days.reply_by(date(2026, 11, 6)) == date(2026, 11, 13)


@pytest.mark.parametrize(("text", "safe"), [
    ("A decision letter is ready", "A decision letter is ready"), ("", "You have a new message"),
    ("JO's plan", "You have a new message"), ("The plan of Ann-Marie", "You have a new message"),
    ("Two\nlines", "Two lines"), ("A joint meeting", "A joint meeting"),
])
@pytest.mark.abuse("AC-40")
def test_a_text_that_holds_a_name_says_only_the_least(text, safe):
    assert naming.safe_words(text, ["Jo", "", "Ann-Marie Smith"]) == safe


def mail(body="Hello", **headers):
    given = {"From": "Sarah <SARAH@example.org>", "To": f"reply+{'a' * 32}@area.invalid", "Subject": "Re: x", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def test_sender_subject_token_and_words_are_read():
    found = inbound.read(mail("Thank you.\n\nOn Mon, 2 Nov 2026, EHC team wrote:\n> old words\n"))
    assert (found.sender, found.subject, found.token) == ("sarah@example.org", "Re: x", "a" * 32)
    assert found.words == "Thank you."
    assert "old words" in found.whole
    assert found.by_machine == ""


@pytest.mark.parametrize("start", ["> quoted", "-----Original Message-----", "From: EHC team <x@area.invalid>",
                                   "________________", "Sent from my phone"])
def test_what_was_quoted_is_cut_off_for_reading(start):
    assert inbound.without_quotes(f"New words\n\n{start}\nold") == "New words"


def test_an_answer_below_the_quote_is_kept_whole():
    assert inbound.without_quotes("> old\nmy answer") == "> old\nmy answer"


@pytest.mark.parametrize("headers", [
    {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"X_Autorespond": "y"},
    {"Return_Path": "<>"}, {"From": "MAILER-DAEMON@example.org"},
    {"Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"'},
])
def test_machines_are_known(headers):
    assert inbound.read(mail(**headers)).by_machine != ""


def test_auto_submitted_no_is_a_person():
    assert inbound.read(mail(Auto_Submitted="no")).by_machine == ""


def test_the_token_is_found_in_any_address_header_in_any_case():
    assert inbound.read(mail(To="x@area.invalid", Cc=f"Team <REPLY+{'B' * 32}@area.invalid>")).token == "b" * 32
    assert inbound.read(mail(To="x@area.invalid")).token == ""


def test_a_page_is_read_as_words_without_scripts():
    found = inbound.read(mail("<style>p{}</style><p>Hello <b>you</b></p><script>steal()</script><div>Bye</div></p></script>",
                              Content_Type="text/html; charset=utf-8"))
    assert found.whole == "Hello you\nBye"


MIXED = """--b
Content-Type: text/plain; charset=no-such-thing

See the report
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="../../report.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--b
Content-Type: image/png
Content-Disposition: attachment
Content-Transfer-Encoding: base64

iVBORw==
--b
Content-Type: text/x-signature

no name, not a file
--b
Content-Type: message/rfc822

From: gp@example.org
Subject: Letter

Please assess this child.
--b--
""".replace("\n", "\r\n")


def test_files_and_forwarded_messages_are_found():
    found = inbound.read(mail(MIXED, Content_Type='multipart/mixed; boundary="b"'))
    assert [(a.filename, a.content) for a in found.attached] == [
        ("../../report.pdf", b"%PDF-"), ("file-4", b"\x89PNG"[:4]),
    ]
    assert found.whole == "See the report\n\nForwarded message from gp@example.org:\n\nPlease assess this child."


@pytest.mark.parametrize("raw", [
    b"\xff\xfe\x00", b"From: =?utf-8?q?=00?=\r\n\r\n\x00", b"Content-Type: multipart/mixed\r\n\r\nx", b"To: ,;<>@\r\n\r\n",
    b"From: a@b\r\nSubject: =?x?b?!!!?=\r\nContent-Transfer-Encoding: base64\r\n\r\n***",
])
@pytest.mark.abuse("AC-25")
def test_a_broken_mail_is_read_as_far_as_it_goes(raw):
    found = inbound.read(raw)
    assert "\x00" not in found.whole + found.subject + found.sender


def test_a_header_that_cannot_be_parsed_is_empty(monkeypatch):
    def hostile(self, name, default=""):
        raise IndexError

    monkeypatch.setattr("email.message.EmailMessage.get", hostile)
    assert inbound._header(inbound.EmailMessage(), "Subject") == ""
