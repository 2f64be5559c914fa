"""Dates as newspapers, archives and scrapers write them, months also in the other languages of press archives.

Two things are kept apart: the day as printed, and the moment of publication, which only a time with its zone gives.
``03/04/2025`` may be in April or in March: the other dates of the column decide, and where they do not, it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd

from analysis.lexicons import load_lexicon

_MONTHS = {term: int(key) for key, part in load_lexicon("months").parts.items() for term in part.terms}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})[^\W\d_]{{0,6}}\.?"
_DAY = r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er)?"
_SHAPES = [
    re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)(?!\d)"),
    re.compile(rf"{_DAY}\.?(?:\s+(?:of|de))?[\s-]+{_MONTH},?(?:\s+del?)?[\s-]+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?=$|T| )"),
]
_NUMERIC = re.compile(r"(?<!\d)(\d\d?)([/.-])(\d\d?)\2(?P<year>\d{4}|(?<=/)\d\d)(?!\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_CLOCK = r"(\d\d?):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*([ap]\.?m\b\.?)?"
_TIME = re.compile(_CLOCK + r"\s*(Z\b|[A-Z]{3,4}\b|[+-]\d\d:?\d\d)", re.IGNORECASE)
_IN_PATH = re.compile(r"(?<![^\W_])((?:19|20)\d\d)([-_./]?)(\d\d)\2(\d\d)(?![^\W_])")
_BESIDE = frozenset(load_lexicon("months").extra["beside"])  # words that may stand in one line with a date
_TOP = 6  # lines among which a date may stand alone
_ZONES = load_lexicon("months").extra["zones"]  # hours ahead of UTC


def parse_dates(values: Iterable[str | None]) -> pd.DataFrame:
    """Dates of one column: `date` (the day as printed), `published` (UTC, where a zone is given) and `note`.

    A date that cannot be read is missing in both, and ``note`` says so.

    >>> parse_dates(["Feb. 27, 2025", "2025-02-27T23:30:00-05:00"])["published"].dt.hour.tolist()
    [nan, 4.0]
    """
    given = [(value or "").strip()[:100] for value in values]
    day_first = _day_first(given)
    known = {value: _parse(value, day_first) for value in set(given)}
    frame = pd.DataFrame([known[value] for value in given], columns=["date", "published"])
    unread = [f"date not read: {value}" if value and known[value][0] is None else "" for value in given]
    frame = frame.astype({"date": "datetime64[us]", "published": "datetime64[us, UTC]"})
    return frame.assign(note=pd.Series(unread, dtype="str"))


def is_date(text: str) -> bool:
    """Whether a short text holds a date.

    >>> is_date("mardi 14 mars 2006, p. 16"), is_date("Page 16")
    (True, False)
    """
    return _parse(text.strip()[:100], None)[0] is not None


def date_of_text(text: str) -> tuple[str, str] | None:
    """The date that stands alone in one of the first lines of a text, and the rule that found it.

    >>> date_of_text("Mayor resigns\\nPublished: Sunday, 2 March 2025 at 10:30 GMT\\n\\nShe left in 2024.")
    ('Published: Sunday, 2 March 2025 at 10:30 GMT', 'its first lines')
    """
    for line in text[:500].split("\n")[:_TOP]:
        match = next(filter(None, (shape.search(line) for shape in _SHAPES)), None) if len(line) <= 80 else None
        if match and is_date(line):
            beside = re.findall(r"[^\W\d_]+", f"{line[: match.start()]} {line[match.end() :]}".lower())
            if _BESIDE.issuperset(beside):
                return line.strip(), "its first lines"
    return None


def date_of_path(file: str) -> tuple[str, str] | None:
    """The date in the name of a file or of its folders, and the rule that found it.

    >>> date_of_path("bbc/2025-03-02_mayor.txt"), date_of_path("a_20250302.txt"), date_of_path("20259999.txt")
    (('2025-03-02', 'the file name'), ('2025-03-02', 'the file name'), None)
    """
    match = _IN_PATH.search(file)
    day = f"{match[1]}-{match[3]}-{match[4]}" if match else ""
    return (day, "the file name") if is_date(day) else None


def _day_first(values: Iterable[str]) -> bool | None:
    """Whether the numeric dates of a column begin with the day; None when nothing, or both, speaks for it."""
    found = [match for value in values if (match := _NUMERIC.search(value))]
    day = any(int(match[1]) > 12 for match in found)
    month = any(int(match[3]) > 12 for match in found)
    return None if day == month else day


def _parse(value: str, day_first: bool | None) -> tuple[datetime | None, datetime | None]:
    try:
        if _EPOCH.fullmatch(value):
            seconds = float(value) / (1000 if len(value.split(".")[0]) > 11 else 1)
            moment = datetime.fromtimestamp(seconds, UTC)
            return datetime(moment.year, moment.month, moment.day), moment
        for shape in _SHAPES:
            if match := shape.search(value):
                month = match["month"].lower()
                number = int(month) if month.isdigit() else _MONTHS[month]
                return _moments(match, number, int(match["day"]))
        if match := _NUMERIC.search(value):
            return _moments(match, *_month_and_day(match, day_first))
    except (ValueError, OverflowError, OSError):
        pass
    return None, None


def _month_and_day(match: re.Match[str], day_first: bool | None) -> tuple[int, int]:
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12:
        return second, first
    if second > 12 or first == second:
        return first, second
    if day_first is None:
        raise ValueError("the day cannot be told from the month")
    return (second, first) if day_first else (first, second)


def _moments(match: re.Match[str], month: int, day: int) -> tuple[datetime, datetime | None]:
    """The day, and the moment when what stands around the day is a time with its zone."""
    year = int(match["year"])
    date = datetime(year if year > 99 else year + (1900 if year > 68 else 2000), month, day)
    time = _TIME.search(f"{match.string[: match.start()]} {match.string[match.end() :]}")
    if not time or (offset := _offset(time[5].upper())) is None:
        return date, None
    hour = int(time[1]) % 12 + 12 * (time[4][0] in "pP") if time[4] else int(time[1])
    moment = date.replace(hour=hour, minute=int(time[2]), second=int(time[3] or 0), tzinfo=timezone(offset))
    return date, moment.astimezone(UTC)


def _offset(zone: str) -> timedelta | None:
    if zone[0] in "+-":
        return timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:]))
    return timedelta(hours=_ZONES[zone]) if zone in _ZONES else None
