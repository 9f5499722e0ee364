"""Days in England: which day a moment falls on, dates in words, ages and school years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> date:
    """The day in England on which the aware moment `at` falls; a naive moment is an error."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """The first moment of `day` in England, aware."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


def in_words(day: date, *, weekday: bool = False) -> str:
    """`7 October 2025`, or `Tuesday 7 October 2025`."""
    words = f"{day.day} {day:%B %Y}"
    return f"{day:%A} {words}" if weekday else words


def clock_in_words(at: datetime) -> str:
    """`7 October 2025 at 11:40pm` in English time."""
    local = at.astimezone(LONDON)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{in_words(local.date())} at {hour}:{local.minute:02d}{half}"


def days_between(first: date, last: date) -> int:
    """Whole days from `first` to `last`; the first day is day 0."""
    return (last - first).days


def age_on(born: date, on: date) -> int:
    """Whole years of age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def school_year_start(on: date) -> int:
    """The calendar year in which the school year of `on` began (1 September)."""
    return on.year if on.month >= 9 else on.year - 1


def nc_year(born: date, on: date) -> int:
    """National curriculum year by birth date: age on 31 August before the school year, less four; Reception is 0."""
    return age_on(born, date(school_year_start(on), 8, 31)) - 4


def end_of_compulsory_school_age(born: date) -> date:
    """Last Friday in June of the school year in which the person turns 16 (Education Act 1996 s.8)."""
    sixteen = date(born.year + 16, born.month, min(born.day, 28) if born.month == 2 else born.day)
    june = date(school_year_start(sixteen) + 1, 6, 30)
    return june - timedelta(days=(june.weekday() - 4) % 7)


def stored_day(value: date | str | None) -> date | None:
    """A day out of a statement written by hand: SQLite answers with text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def stored_moment(value: datetime | str) -> datetime:
    """A moment out of a statement written by hand: SQLite answers in UTC without saying so, some times with text."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
