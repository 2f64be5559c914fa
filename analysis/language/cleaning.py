"""Cleaning takes out what is no part of the article, and keeps a note of every character it took.

The rules stand in two tables, `LINE_RULES` for whole lines (extracted articles hold one paragraph a line), `SPAN_RULES`
for parts of them. Precision goes before recall: a rule that takes a sentence of the article is worse than a promo that
stays. Words are data, in ``lexicons/boilerplate.toml``; every pattern is bounded, so no text can make it slow. `clean`
applies all rules at once, with one `Removal` for each edit; `rebuild` puts the raw text together again, exactly.
Headlines and subheadings stay in the text and are listed: they are no sentences of the story.

>>> raw = "By Ann Lee, Reuters\\n\\nOSLO (Reuters) - The talks failed on Monday, a minister said.\\n\\n###"
>>> cleaned = clean(raw)
>>> cleaned.text, cleaned.wire
('The talks failed on Monday, a minister said.', 'Reuters')
>>> [removal.rule for removal in cleaned.removals if removal.rule != "space"]
['byline', 'dateline', 'trailing_mark']
>>> rebuild(cleaned.text, cleaned.removals) == raw
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from analysis.language.spans import Span
from analysis.lexicons import load_lexicon, words

LONGEST = 600  # characters of a line that can be dirt as a whole
Edit = tuple[int, int, str, str]  # raw start, raw end, rule, replacement
LineRule = Callable[[Sequence["Line"], int], bool]
SpanRule = Callable[[str], Iterable[tuple[int, int, str]]]  # raw start, raw end, replacement
TOP = 6  # lines among which a byline or a dateline may stand


class Removal(NamedTuple):
    """One edit: ``text`` of the raw text gave way to ``replacement``, which stands at ``start`` of the cleaned text."""

    rule: str
    text: str
    replacement: str
    start: int
    raw_start: int
    raw_end: int


class Cleaned(NamedTuple):
    """A cleaned text, its removals in order, spans of headline and subheadings, and the agency credited, if any."""

    text: str
    removals: tuple[Removal, ...]
    headings: tuple[Span, ...]
    wire: str | None


class Line(NamedTuple):
    """A line that holds more than space, without its surrounding space; ``plain`` is how the lexicon would write it."""

    start: int
    end: int
    text: str
    plain: str


def _lines(raw: str, begin: int = 0) -> list[Line]:
    """The lines of ``raw`` from ``begin`` that hold more than space."""
    pieces = ((match.start(), match[0].rstrip()) for match in re.compile(r"\S[^\r\n]*").finditer(raw, begin))
    return [Line(start, start + len(text), text, _plain(text)) for start, text in pieces]


def _plain(text: str) -> str:
    return text[:LONGEST].lower().replace("’", "'").lstrip(" •⦁*–—-")


def _either(terms: Iterable[str]) -> str:
    """Alternatives as a pattern, the longest first; ``*`` is up to 500 characters of the line."""
    return "|".join(re.escape(term).replace(r"\*", r".{0,500}?") for term in sorted(terms, key=len, reverse=True))


def _longest_piece(term: str) -> str:
    return max(term.split("*"), key=len)


def _terms(part: str) -> str:
    return _either(words("boilerplate", part))


_AGENCIES: dict[str, str] = {  # every spelling of a news agency and the short name it goes by
    spelling: name
    for name, spellings in load_lexicon("boilerplate").extra["agencies"].items()
    for spelling in spellings
}
_AGENCY = _either(_AGENCIES)
_SOURCE = rf"(?:{_AGENCY}|{_terms('photo')})"
_NAME = r"[A-Z][\w.'’-]{0,24}(?: [A-Z][\w.'’-]{0,24}){1,3}"
_ROLE = rf"[A-Z][a-z]{{1,20}}(?: [a-z]{{1,20}}){{0,4}} (?:{_terms('byline_roles')})"

_DATE_PREFIX = re.compile(r"\s*date \d{4}-\d\d-\d\d(?:\s+|\Z)")  # an archive's, before the text
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060\ufeff]+")
_HARD_SPACE = re.compile("[\u00a0\u2007\u202f]")
_ENDING = re.compile(rf" (?:{_terms('fragments')})\b")
_WORD_BEFORE = re.compile(r"[A-Za-z][a-z]{2,20}\Z")
_INLINE = re.compile(rf" ?(?:{_terms('inline')})")
# A name, then the links a site hangs on it: "Ann Lee Ann Mary LeeFive things to know ... MORE (Vt.)".
_LINKS = re.compile(
    r"""\b([A-Z][\w’'-]{1,24}+)( (?:[A-Z][\w.’'-]{0,24}+ ){1,4}\1(?=[A-Z0-9'"‘“])[^\n]{5,600}? MORE\b)"""
)
_CAPTION = re.compile(rf"(?:{_terms('caption')})", re.IGNORECASE)
_CREDITED = r"(?:[Pp]hotos?|PHOTO|[Ii]mages?)(?::| by)|(?:AP|[Ff]ile) [Pp]hoto|Getty|Shutterstock"
_PICTURE_CREDIT = re.compile(
    rf"(?:\((?:[^()]{{0,60}}\b)?(?:{_CREDITED})[^()]{{0,60}}\)"
    rf"|[/|] ?{_SOURCE}(?: ?[/|] ?{_SOURCE})?(?: Photos?| Images)?\)?"
    rf"|Getty Images\)?|AP Photo|via (?:AP|Getty Images)|(?:{_AGENCY})/{_NAME})\Z"
)
_SOURCE_ALONE = re.compile(rf"\(?{_SOURCE}(?: ?[/|,] ?{_SOURCE})?\)?")
_HIGHLIGHTS = re.compile(r"\bStory [Hh]ighlights ")
_TRAILING_MARK = re.compile(
    r"…|\.{3,5}|#{2,5}|[-–—] ?30 ?[-–—]|_{2,9}|[-–—](?: ?[-–—]){2,9}|[*•](?: ?[*•]){0,9}|ENDS?|■"
)
_BYLINE = re.compile(
    rf"(?:By|by|BY|Written by):? (?:{_NAME}|{_AGENCY})(?: ?[,|/&(].{{0,100}}| (?:and|for|in) [A-Z].{{0,100}})?"
)
_BYLINE_BLOCK = re.compile(rf"(?:{_NAME} (?:{_ROLE}|Reporting from[^.!?]{{0,80}}?)(?: |\Z)){{1,4}}")
_OUTLET = re.compile(rf"{_AGENCY}|{_terms('outlets')}|{_ROLE}")
_NAMES = re.compile(rf"{_NAME}(?:(?:,? and|,) {_NAME}){{0,5}}")
_CONTRIBUTED = re.compile(rf"{_NAMES.pattern} (?:also )?contributed\.?")
_AGENCY_NAME = re.compile(rf"\b(?:{_AGENCY})\b")

_REGION = r"(?:, [A-Z][\w.]{1,15}+(?: [A-Z][\w.]{1,15}+)?)?"
_DATE = r"(?:,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}+\.? \d{1,2}(?:, \d{4})?)?"
_LIST_ITEM = re.compile(r"[-–—•*·▪►@#]|\(|\d{1,3}[.)]\s|[QA]:|[A-Z]{2,}[A-Z .]*:\s")
_DATELINE = re.compile(
    rf"(?:(?:[A-Z][\w.'’-]{{1,20}}+(?:[ /][A-Z][\w.'’-]{{0,20}}+){{0,3}}{_REGION}{_DATE} )?"
    rf"\((?:[\w .]{{1,20}}/)?(?:{_AGENCY}|{_terms('outlets')})\) ?(?:—|–|--|-)?"
    rf"|(?!(?:{_terms('not_places')})\b)[A-Z][A-Z.'’-]{{2,20}}+(?:,? [A-Z][A-Z.'’-]{{1,20}}+){{0,3}}"
    rf"{_REGION}{_DATE}(?: ?[—–]| --| -(?= ))"
    rf"|(?:{_terms('cities')}){_REGION} (?:[—–]|--)(?= )"
    r"|[a-z]{3,15}+(?: [a-z]{2,15}+){0,2} —(?= ))"
    r"""\s{0,3}(?=["'“‘]?[A-Z0-9])"""
)


def _is_whole(part: str, besides: re.Pattern[str] | None = None) -> LineRule:
    """A rule for lines that a term of the lexicon fills, or ``besides``."""
    terms = words("boilerplate", part)
    begins = re.compile(_either(term for term in terms if term[0] != "*"))
    # A term that begins with anything is tried only where its longest literal piece occurs.
    others = [(_longest_piece(term), re.compile(_either([term]))) for term in terms if term[0] == "*"]

    def takes(lines: Sequence[Line], index: int) -> bool:
        _, _, text, plain = lines[index]
        whole = begins.fullmatch(plain) or (besides and besides.fullmatch(text))
        return bool(whole) or any(needle in plain and pattern.fullmatch(plain) for needle, pattern in others)

    return takes


def _is_caption(lines: Sequence[Line], index: int) -> bool:
    """A picture's caption or credit: begins as one, ends in a credit, or is nothing but an agency."""
    text = lines[index].text
    return bool(_CAPTION.match(text) or _PICTURE_CREDIT.search(text[-140:]) or _SOURCE_ALONE.fullmatch(text))


def _is_byline(lines: Sequence[Line], index: int) -> bool:
    """Above the first sentence: ``By Name, Agency``; names run together with their jobs; a name above its agency."""
    text = lines[index].text
    if index >= TOP or len(text) > 160 or any(line.text[-1] in '.?!:”"' for line in lines[: index + 1]):
        return False
    if any(pattern.fullmatch(text) for pattern in (_BYLINE, _BYLINE_BLOCK, _OUTLET)):
        return True
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return bool(_NAMES.fullmatch(text) and _OUTLET.fullmatch(following))


def _is_highlight(lines: Sequence[Line], index: int) -> bool:
    """One of the "Story highlights" above a text: short lines up to the first that ends as a sentence does."""
    first = next((at for at, line in enumerate(lines[:2]) if _HIGHLIGHTS.search(line.text)), LONGEST)
    return first <= index < first + TOP and all(
        len(line.text) <= 130 and not _ends_sentence(line.text) for line in lines[first + 1 : index + 1]
    )


def _is_link_headline(lines: Sequence[Line], index: int) -> bool:
    """A long line of capitals between two paragraphs of small letters: the headline of another story."""
    text = lines[index].text
    if not text.isupper() or not 0 < index < len(lines) - 1:
        return False
    before, after = lines[index - 1].text, lines[index + 1].text
    is_quoted = text[0] in '"“' and text[-1] in '"”'
    is_long = len(text.split()) >= 7 and len(text) >= 40 and not text[0].isdigit() and text[-1] not in ".:;"
    follows = before[-1] in ".!?)]\"'”’" and not before.isupper()
    return is_long and not is_quoted and follows and not after.isupper()


def _spans(pattern: re.Pattern[str], needles: Sequence[str], replacement: str = "", group: int = 0) -> SpanRule:
    """A rule for a part of a line, tried where one of ``needles`` is in the text."""

    def find(raw: str) -> Iterator[tuple[int, int, str]]:
        if any(needle in raw for needle in needles):
            yield from ((*match.span(group), replacement) for match in pattern.finditer(raw))

    return find


def _split_words(raw: str) -> Iterator[tuple[int, int, str]]:
    """A word and an ending that is no word by itself are one word."""
    for ending in _ENDING.finditer(raw):
        if word := _WORD_BEFORE.search(raw, max(0, ending.start() - 22), ending.start()):
            yield word.start(), ending.end(), word[0] + ending[0].lstrip()


# What each rule is called in the table `removed`. The first line rule that takes a line names it.
LINE_RULES: dict[str, LineRule] = {
    "promo": _is_whole("promo"),
    "contributor_credit": _is_whole("credit", _CONTRIBUTED),
    "editors_note": _is_whole("note"),
    "copyright": _is_whole("copyright"),
    "highlights": _is_highlight,
    "byline": _is_byline,
    "caption": _is_caption,
    "link_headline": _is_link_headline,
    "trailing_mark": lambda lines, index: _TRAILING_MARK.fullmatch(lines[index].text) is not None,
}
SPAN_RULES: dict[str, SpanRule] = {
    "promo": _spans(_INLINE, [_longest_piece(term) for term in words("boilerplate", "inline")]),
    "links": _spans(_LINKS, [" MORE"], group=2),
    "split_word": _split_words,
    "invisible": _spans(_INVISIBLE, [""]),
    "space": _spans(_HARD_SPACE, ["\u00a0", "\u2007", "\u202f"], replacement=" "),
}


def clean(raw: str) -> Cleaned:
    """Take out what is no part of the article; lines of the cleaned text end in one newline, paragraphs in two."""
    begin = match.end() if (match := _DATE_PREFIX.match(raw)) else 0
    lines = _lines(raw, begin)
    dirt = {
        index: rule
        for index, line in enumerate(lines)
        if len(line.text) <= LONGEST
        and (rule := next((rule for rule, takes in LINE_RULES.items() if takes(lines, index)), None))
    }
    kept = [line for index, line in enumerate(lines) if index not in dirt]
    edits: list[Edit] = [(0, begin, "date_prefix", "")] if begin else []
    edits += [(lines[index].start, lines[index].end, rule, "") for index, rule in dirt.items()]
    edits += _gaps(raw, begin, lines, dirt)
    datelines = ((line.start, _DATELINE.match(line.text)) for line in kept[:TOP] if len(line.text) > 40)
    edits += [(start, start + match.end(), "dateline", "") for start, match in datelines if match][:1]
    edits += [(start, end, rule, new) for rule, find in SPAN_RULES.items() for start, end, new in find(raw)]
    text, removals = _apply(raw, edits)
    headings = tuple((line.start, line.end) for line in _headings(_lines(text)))
    # An agency that "contributed to this report", or took the picture, did not write it.
    credits = [_AGENCY_NAME.search(one.text) for one in removals if one.rule in ("byline", "dateline", "copyright")]
    return Cleaned(text, removals, headings, next((_AGENCIES[match[0]] for match in credits if match), None))


def rebuild(text: str, removals: Sequence[Removal]) -> str:
    """The raw text, from the cleaned text and its removals."""
    pieces, position = [], 0
    for removal in removals:
        pieces += [text[position : removal.start], removal.text]
        position = removal.start + len(removal.replacement)
    return "".join([*pieces, text[position:]])


def _gaps(raw: str, begin: int, lines: Sequence[Line], dirt: dict[int, str]) -> Iterator[Edit]:
    """Between two kept lines one newline, or one blank line where there was one; no space at either end."""
    ends, starts = [begin, *(line.end for line in lines)], [*(line.start for line in lines), len(raw)]
    newlines, has_later = 0, False
    for index in reversed(range(len(ends))):
        space, new = raw[ends[index] : starts[index]], ""
        newlines = max(newlines, space.count("\n"), space.count("\r"))
        if index > 0 and index - 1 not in dirt:
            new = ("\n\n" if newlines > 1 else "\n") if has_later else ""
            newlines, has_later = 0, True
        if new != space:
            yield ends[index], starts[index], "space", new


def _apply(raw: str, edits: Sequence[Edit]) -> tuple[str, tuple[Removal, ...]]:
    """Apply the edits from left to right; of two that overlap the first (of two at one place the longest) counts."""
    pieces: list[str] = []
    removals: list[Removal] = []
    position = length = 0
    for start, end, rule, replacement in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start < position or start == end:
            continue
        pieces += [raw[position:start], replacement]
        length += start - position
        removals.append(Removal(rule, raw[start:end], replacement, length, start, end))
        length += len(replacement)
        position = end
    return "".join([*pieces, raw[position:]]), tuple(removals)


def _headings(lines: Sequence[Line]) -> Iterator[Line]:
    """The headline above the first paragraph, and subheadings between paragraphs."""
    for index, line in enumerate(lines[:-1]):
        limit, before = (160, None) if index == 0 else (70, lines[index - 1].text)
        follows = before is None or _ends_sentence(before) or index == 1
        below = lines[index + 1].text
        if follows and _is_title(line.text, limit) and len(below) >= 60 and _ends_sentence(below):
            yield line


def _is_title(text: str, limit: int) -> bool:
    """Short, not a list item, no sentence: it opens with no small letter and ends without a full stop."""
    if len(text) > limit or text[0].islower() or _LIST_ITEM.match(text) or text.count('"') % 2:
        return False
    return text.rstrip("\"'”’)")[-1:] not in ".,;:…!"


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’)] ")[-1:] in ".?!…"
