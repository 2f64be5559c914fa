"""The rules that find what is no part of an article: one table, `RULES`, at the end of this module.

A rule looks at the *lines* of a raw text (extracted articles hold one paragraph a line) and yields edits
``(start, end, replacement)`` in raw offsets. Precision goes before recall: a rule that takes a sentence of the article
is worse than a promo that stays. Words are data, in ``lexicons/boilerplate.toml``; every pattern is bounded, so no text
can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from analysis.lexicons import load_lexicon, words

Edit = tuple[int, int, str]
LineRule = Callable[[Sequence["Line"], int], bool]
SpanRule = Callable[[str], Iterable[Edit]]
LONGEST = 500  # characters of a line that can be dirt as a whole
TOP = 6  # lines among which a byline or a dateline may stand


class Line(NamedTuple):
    """A line that holds more than space, without its surrounding space."""

    start: int
    end: int
    text: str


def read_lines(raw: str, begin: int = 0) -> list[Line]:
    """The lines of ``raw`` from ``begin`` that hold more than space."""
    pieces = ((match.start(), match[0].rstrip()) for match in re.compile(r"\S[^\r\n]*").finditer(raw, begin))
    return [Line(start, start + len(text), text) for start, text in pieces]


def _either(terms: Sequence[str]) -> str:
    """Alternatives as a pattern, the longest first; ``*`` is up to 200 characters of the line."""
    return "|".join(re.escape(term).replace(r"\*", r".{0,200}?") for term in sorted(terms, key=len, reverse=True))


def _terms(part: str) -> str:
    return _either(list(words("boilerplate", part)))


@cache
def agencies() -> dict[str, str]:
    """Every spelling of a news agency and the short name it goes by."""
    table = load_lexicon("boilerplate").extra["agencies"]
    return {spelling: name for name, spellings in table.items() for spelling in spellings}


_AGENCY = _either(list(agencies()))
_SOURCE = rf"(?:{_AGENCY}|{_terms('photo')})"
_NAME = r"[A-Z][\w.'’-]{0,24}(?: [A-Z][\w.'’-]{0,24}){1,3}"
_ROLE = rf"[A-Z][a-z]{{1,20}}(?: [a-z]{{1,20}}){{0,4}} (?:{_terms('byline_roles')})"
_START = r"[\s•*–—-]{0,4}"

_DATE_PREFIX = re.compile(r"\s*date \d{4}-\d\d-\d\d(?:\s+|\Z)")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060\ufeff]+")
_HARD_SPACE = re.compile("[\u00a0\u2007\u202f]")
_SPLIT_WORD = re.compile(rf"\b[A-Za-z][a-z]{{2,20}} (?:{_terms('fragments')})\b")
_INLINE = re.compile(rf" ?(?:{_terms('inline')})")
# A name, then the links a site hangs on it: "Ann Lee Ann LeeFive things to know ... MORE (Vt.)".
_LINKS = re.compile(r"\b([A-Z][\w.'’-]{1,24}(?: [A-Z][\w.'’-]{0,24}){1,3})( \1\S[^\n]{5,400}? MORE\b)")
_PROMO = re.compile(rf"{_START}(?:{_terms('promo')})", re.IGNORECASE)
_COPYRIGHT = re.compile(rf"{_START}(?:{_terms('copyright')})", re.IGNORECASE)
_CREDIT = re.compile(rf"{_START}(?:{_terms('credit')})", re.IGNORECASE)
_CAPTION = re.compile(rf"(?:{_terms('caption')})", re.IGNORECASE)
_PICTURE_CREDIT = re.compile(
    rf"(?:\((?:[^()]{{0,60}}\b)?(?:[Pp]hotos?|PHOTO|[Ii]mages?|Getty|Shutterstock)\b[^()]{{0,60}}\)"
    rf"|[/|] ?{_SOURCE}(?: ?[/|] ?{_SOURCE})?(?: Photos?| Images)?\)?|Getty Images\)?|AP Photo|via (?:AP|Getty Images))\Z"
)
_SOURCE_ALONE = re.compile(rf"\(?{_SOURCE}(?: ?[/|,] ?{_SOURCE})?\)?")
_TRAILING_MARK = re.compile(r"…|\.{3,5}|#{2,5}|[-–—] ?30 ?[-–—]|_{2,9}|[*•](?: ?[*•]){0,9}|ENDS?|■")
_BYLINE = re.compile(
    rf"(?:By|by|BY|Written by):? (?:{_NAME}|{_AGENCY})(?: ?[,|/&(].{{0,100}}| (?:and|for|in) [A-Z].{{0,100}})?"
)
_BYLINE_BLOCK = re.compile(rf"(?:{_NAME} (?:{_ROLE}|Reporting from[^.!?]{{0,80}}?)(?: |\Z)){{1,4}}")
_OUTLET = re.compile(rf"{_AGENCY}|{_terms('outlets')}|{_ROLE}")
_AGENCY_NAME = re.compile(rf"\b(?:{_AGENCY})\b")
_FULL_NAME = re.compile(_NAME)
_REGION = r"(?:, [A-Z][\w.]{1,15}(?: [A-Z][\w.]{1,15})?)?"
_DATE = r"(?:,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}(?:, \d{4})?)?"
_DATELINE = re.compile(
    rf"(?:(?:[A-Z][\w.'’-]{{1,20}}(?:[ /][A-Z][\w.'’-]{{0,20}}){{0,3}}{_REGION}{_DATE} )?"
    rf"\((?:[\w .]{{1,20}}/)?(?:{_AGENCY}|{_terms('outlets')})\) ?(?:—|–|--|-)?"
    rf"|[A-Z][A-Z.'’-]{{2,20}}(?:,? [A-Z][A-Z.'’-]{{1,20}}){{0,3}}{_REGION}{_DATE}(?: ?[—–]| --| -(?= ))"
    rf"|(?:{_terms('cities')}){_REGION} (?:[—–]|--)(?= )"
    r"|[a-z]{3,15}(?: [a-z]{2,15}){0,2} —(?= ))"
    r"""\s{0,3}(?=["'“‘]?[A-Z0-9])"""
)


def date_prefix(raw: str) -> int:
    """Length of a `` date YYYY-MM-DD `` that an archive put before the text."""
    match = _DATE_PREFIX.match(raw)
    return match.end() if match else 0


def _is_whole(pattern: re.Pattern[str]) -> LineRule:
    """A rule for lines that ``pattern`` matches from end to end."""
    return lambda lines, index: pattern.fullmatch(lines[index].text) is not None


def _is_caption(lines: Sequence[Line], index: int) -> bool:
    """A picture's caption or credit: begins as one, ends in a credit, or is nothing but an agency."""
    text = lines[index].text
    return bool(_CAPTION.match(text) or _PICTURE_CREDIT.search(text[-140:]) or _SOURCE_ALONE.fullmatch(text))


def _is_byline(lines: Sequence[Line], index: int) -> bool:
    """Near the top: ``By Name, Agency``; names run together with their jobs; a name above its agency or job."""
    text = lines[index].text
    if index >= TOP or len(text) > 160 or text[-1] in '.?!:”"':
        return False
    if _BYLINE.fullmatch(text) or _BYLINE_BLOCK.fullmatch(text) or _OUTLET.fullmatch(text):
        return True
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return bool(_FULL_NAME.fullmatch(text) and len(following) < 60 and _OUTLET.fullmatch(following))


def _is_link_headline(lines: Sequence[Line], index: int) -> bool:
    """A long line of capitals between two paragraphs of small letters: the headline of another story."""
    text = lines[index].text
    if not text.isupper() or not 0 < index < len(lines) - 1:
        return False
    before, after = lines[index - 1].text, lines[index + 1].text
    is_quoted = text[0] in '"“' and text[-1] in '"”'
    is_long = len(text.split()) >= 7 and len(text) >= 40 and not text[0].isdigit()
    return is_long and not is_quoted and before[-1] not in ":," and not before.isupper() and not after.isupper()


def _spans(pattern: re.Pattern[str], needle: str, replacement: str = "", group: int = 0) -> SpanRule:
    """A rule for a part of a line; ``needle`` must be in the text for the pattern to be tried."""

    def find(raw: str) -> Iterator[Edit]:
        if any(word in raw for word in needle.split("|")):
            yield from ((*match.span(group), replacement) for match in pattern.finditer(raw))

    return find


def _split_words(raw: str) -> Iterator[Edit]:
    """A word and an ending that is no word by itself are one word."""
    for match in _SPLIT_WORD.finditer(raw):
        yield *match.span(), match[0].replace(" ", "")


def find_dateline(lines: Sequence[Line]) -> tuple[int, int] | None:
    """The place (and agency) before the first words of the story, in one of the first lines."""
    matches = ((line, _DATELINE.match(line.text)) for line in lines[:TOP] if len(line.text) > 40)
    return next(((line.start, line.start + match.end()) for line, match in matches if match), None)


def find_wire(removals: Iterable[tuple[str, str]]) -> str | None:
    """Short name of the agency that byline, dateline or copyright line credit with the text, from (rule, text) pairs.

    An agency that "contributed to this report", or took the picture, did not write it.
    """
    credits = (_AGENCY_NAME.search(text) for rule, text in removals if rule in ("byline", "dateline", "copyright"))
    return next((agencies()[match[0]] for match in credits if match), None)


# What each rule is called in the table `removed`. The first line rule that takes a line names it.
LINE_RULES: dict[str, LineRule] = {
    "promo": _is_whole(_PROMO),
    "contributor_credit": _is_whole(_CREDIT),
    "copyright": _is_whole(_COPYRIGHT),
    "byline": _is_byline,
    "caption": _is_caption,
    "link_headline": _is_link_headline,
    "trailing_mark": _is_whole(_TRAILING_MARK),
}
SPAN_RULES: dict[str, SpanRule] = {
    "promo": _spans(_INLINE, "CLICK HERE|Story Continued|Replay More|ontinu"),
    "links": _spans(_LINKS, " MORE", group=2),
    "split_word": _split_words,
    "invisible": _spans(_INVISIBLE, ""),
    "space": _spans(_HARD_SPACE, "\u00a0|\u2007|\u202f", " "),
}
