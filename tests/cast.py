"""The cast of the scenarios: the demonstration's professionals and settings; families come by form."""

import re
from datetime import datetime
from html import unescape
from html.parser import HTMLParser

from django.test import Client
from django.utils import timezone

from alongside.front.demo.services import cast as demo
from alongside.front.demo.services.lives import Teller
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from alongside.ground.people.models import Person

PROOFS = ["called_back", "setting_confirms"]


class Text(HTMLParser):
    """The words of a page, without tags, scripts and styles."""

    def __init__(self):
        super().__init__()
        self.parts, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in {"script", "style"}

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def words_of(response) -> str:
    """What a person reads on a page, in one line."""
    parser = Text()
    parser.feed(response.content.decode())
    return re.sub(r"\s+", " ", unescape(" ".join(parser.parts))).strip()


def hidden_fields(response) -> dict[str, str]:
    """The hidden fields of the forms in the page's main part, as a browser would send them back."""
    found = {}
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", main):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = unescape(value[1]) if value else ""
    return found


class Browser(Client):
    """A person's browser: fills in forms as they stand on the page, and follows where they lead."""

    def read(self, address: str) -> str:
        """The words of a page that opens."""
        response = self.get(address, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        return words_of(response)

    def send(self, address: str, **typed):
        """Open a page, fill in its form, press its button; the page that follows."""
        page = self.get(address, follow=True)
        assert page.status_code == 200, (address, page.status_code)
        target = page.redirect_chain[-1][0] if page.redirect_chain else address
        return self.post(target, {**hidden_fields(page), **typed}, follow=True)


class Cast:
    """Everybody who works for the partnership in the scenarios."""

    def __init__(self, at: datetime | None = None):
        self.now = at or timezone.now()
        then = self.now - demo.LONG_AGO
        people.load_reference(by=None, at=then)
        self.accounts = demo.Accounts()
        self.accounts.rows = []
        demo.make_contacts(at=then)
        self.settings = demo.make_settings(at=then)
        demo.make_professionals(self.accounts, at=self.now)
        demo.make_setting_staff(self.accounts, self.settings, at=self.now)
        self.teller = Teller(self.now, self.accounts, self.settings)

    def fresh(self) -> "Cast":
        """The same people for another test, which may tell stories of its own."""
        other = object.__new__(Cast)
        other.now, other.settings = self.now, self.settings
        other.accounts = demo.Accounts()
        other.accounts.rows = [dict(row) for row in self.accounts.rows]
        other.teller = Teller(self.now, other.accounts, self.settings)
        return other

    def user(self, key: str) -> User:
        """The account of one of the cast, by key."""
        email = next(row["email"] for row in self.accounts.rows if row["key"] == key)
        return User.objects.get(email=email)

    def tell(self, key: str):
        """One of the twelve lives."""
        return self.teller.tell(next(story for story in demo.read("lives") if story["key"] == key))

    def browser(self, key: str) -> Browser:
        """A browser in which somebody of the cast has signed in by a one-time address."""
        return signed_in(self.user(key))

    def family_account(self, person: Person) -> Browser:
        """A family member's own sign-in."""
        user = access.make_demo_account(email=person.email, name=person.full_name, kind="family",
                                        roles=["family_member"], password="a long enough phrase",
                                        totp_secret="", at=self.now)
        people.link_account(person=person, user=user, by=None, at=self.now)
        return signed_in(user)


def signed_in(user: User) -> Browser:
    """A fresh browser, signed in."""
    browser = Browser()
    response = browser.send(access.one_time_sign_in(user, timezone.now()))
    assert response.status_code == 200, response.status_code
    return browser


