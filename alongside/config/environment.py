"""Every setting that an operator can give, read from the environment and from nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


class ConfigurationError(Exception):
    """A setting is missing or wrong; the text is one line that says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default and what it means. `secret` ones are never printed."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("ALONGSIDE_MODE", "demo", "demo, test or production. Production insists on real keys and HTTPS."),
    Setting("ALONGSIDE_HOME", "var", "Folder for the embedded database, uploads, mail and audit heads."),
    Setting("DATABASE_URL", "", "postgres://user:password@host/name, or sqlite:///path. Empty: SQLite."),
    Setting("SECRET_KEY", "", "At least 50 random signs. Needed in production.", secret=True),
    Setting("SECRET_KEY_FALLBACKS", "", "Earlier keys, separated by commas, during a change of key.", secret=True),
    Setting("BASE_URL", "http://localhost:8000", "The address people use; links start with it."),
    Setting("ALLOWED_HOSTS", "", "Host names this server answers to, with commas. Empty: the host of BASE_URL."),
    Setting("TRUSTED_PROXY", "", "yes only behind a proxy that overwrites X-Forwarded-Proto and -For."),
    Setting("AREA_NAME", "Lancashire", "Name of the area, as families know it."),
    Setting("AREA_LA_NUMBER", "888", "Three-digit number of the local authority."),
    Setting("SERVICE_NAME", "Alongside", "Name shown at the top of every page."),
    Setting("BRAND_COLOUR", "#12436d", "Colour of the header, as #rrggbb."),
    Setting("LINK_COLOUR", "#12436d", "Colour of links, as #rrggbb."),
    Setting("LOGO_URL", "", "Path below /static/ of a logo; empty for the name alone."),
    Setting("HELP_PHONE", "01632 960 100", "Telephone number shown in the help line of every page."),
    Setting("HELP_EMAIL", "send.help@area.invalid", "Shared contact address shown on every page."),
    Setting("EMAIL_BACKEND", "file", "file, smtp or notify."),
    Setting("EMAIL_FROM", "Alongside <no-reply@area.invalid>", "Sender of e-mail."),
    Setting("SMTP_HOST", "localhost", "SMTP server."),
    Setting("SMTP_PORT", "25", "Its port."),
    Setting("SMTP_USER", "", "User name, if it wants one."),
    Setting("SMTP_PASSWORD", "", "Password, if it wants one.", secret=True),
    Setting("SMTP_TLS", "", "yes to use STARTTLS."),
    Setting("NOTIFY_URL", "https://api.notifications.service.gov.uk", "GOV.UK Notify, or a stand-in for tests."),
    Setting("NOTIFY_KEY", "", "GOV.UK Notify API key.", secret=True),
    Setting("NOTIFY_TEMPLATE", "", "Notify template that takes ((subject)) and ((body))."),
    Setting("CLAMAV", "", "host:port of clamd. Empty: uploads are kept but marked 'not scanned'."),
    Setting("STORAGE", "", "s3://bucket to keep uploads in S3. Empty: ALONGSIDE_HOME/uploads."),
    Setting("OIDC_STAFF", "", "OpenID Connect for staff: JSON of issuer, client_id, secret, name.", secret=True),
    Setting("OIDC_FAMILIES", "", "The same for families.", secret=True),
    Setting("IDLE_MINUTES", "60", "Minutes without a request after which a signed-in family must sign in again."),
    Setting("STAFF_IDLE_MINUTES", "15", "The same for staff, who often sit at shared computers."),
    Setting("SESSION_HOURS", "12", "Hours after which everybody must sign in again."),
    Setting("ACCOUNT_LAPSE_DAYS", "90", "Days without a sign-in after which an account lapses; a family's never does."),
    Setting("TERM_STARTS", "01-06,04-15,09-02", "First day of each school term, as MM-DD with commas: accounts of other "
                                                "organisations are confirmed once a term."),
    Setting("ALONGSIDE_LEFT_OUT", "", "Rooms to run without, separated by commas, e.g. demo in production."),
    Setting("SILENCE_DAYS", "14", "Days without word from a person after which an open case is a task. Not law."),
    Setting("PROMISE_REMINDER_DAYS", "2", "Working days before a promise falls due on which its owner is reminded."),
    Setting("LOG_LEVEL", "INFO", "Level of the structured log."),
    Setting("WORKERS", "2", "Server processes."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Environment:
    """Reads documented settings; an undocumented name is a programming error."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str) -> str:
        """The setting, or its default."""
        return self._values.get(name, "").strip() or _BY_NAME[name].default

    def number(self, name: str) -> int:
        """The setting as a whole number."""
        text = self.text(name)
        if not text.isdigit():
            raise ConfigurationError(f"{name} must be a whole number, not {text!r}.")
        return int(text)

    def is_on(self, name: str) -> bool:
        """Whether the setting says yes."""
        return self.text(name).lower() in {"yes", "true", "1", "on"}

    def items(self, name: str) -> list[str]:
        """The setting as a list separated by commas."""
        return [item.strip() for item in self.text(name).split(",") if item.strip()]

    def days_of_year(self, name: str) -> tuple[tuple[int, int], ...]:
        """The setting as days of every year, in order: month and day of each; 29 February is none."""
        found = []
        for item in self.items(name):
            month, _, day = item.partition("-")
            try:
                found.append(date(2001, int(month), int(day)))
            except ValueError:
                raise ConfigurationError(f"{name} must be days such as 09-02, not {item!r}.") from None
        if not found:
            raise ConfigurationError(f"{name} must name at least one day, such as 09-02.")
        return tuple((day.month, day.day) for day in sorted(found))

    def home(self) -> Path:
        """The folder that holds what is not code; made when it is missing."""
        path = Path(self.text("ALONGSIDE_HOME")).resolve()
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def secret_key(self) -> str:
        """The key; outside production a random one is kept in the home folder."""
        key = self.text("SECRET_KEY")
        if key:
            if len(key) < 50:
                raise ConfigurationError("SECRET_KEY must have at least 50 signs.")
            return key
        if self.text("ALONGSIDE_MODE") == "production":
            raise ConfigurationError("SECRET_KEY is missing: production needs one of at least 50 random signs.")
        path = self.home() / "secret-key"
        if not path.exists():
            import secrets

            path.write_text(secrets.token_urlsafe(50))
            path.chmod(0o600)
        return path.read_text()
