"""Pass 1: the names in one article.

A name is a run of capitalised words. What makes it a person's is evidence, not a model: a title before it, a given
name in it, an apposition behind it, or a surname that comes back alone. A run without evidence stays a *weak* mention
that pass 2 uses only when the roster or a quotation vouches for it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.language.people.roles import after, before, places, titles
from analysis.lexicons import words

_UPPER = "".join(char for char in map(chr, [*range(0x41, 0x530), *range(0x1E00, 0x1F00)]) if char.isupper())
_WORD = rf"[{_UPPER}]\w*+(?:[’'‘-](?!s\b)\w++)*+"
_ABBREVIATED = "|".join(sorted(re.escape(word) for word in words("titles", "abbreviated")))
_INITIALS = rf"(?:[{_UPPER}]\.){{1,4}}"
_TOKEN = rf"(?:(?:{_ABBREVIATED})|{_INITIALS}|{_WORD})"
_PARTICLE = r"(?:de|da|di|du|del|della|dos|von|van|der|den|ter|la|le|el|al|bin|ibn|ben|af|av|zu)"
_GAP = r"\]?[ \xa0]"
_RUN = re.compile(rf"(?<!\w){_TOKEN}(?:{_GAP}(?:{_PARTICLE} ){{0,2}}(?:al-|el-|d’|d')?{_TOKEN}){{0,11}}")
_PIECE = re.compile(rf"{_TOKEN}|\b{_PARTICLE}\b|\b(?:al|el|d)[-’']{_TOKEN}")
_SUFFIX = re.compile(r",? (Jr|Sr)\b\.?")
_SUFFIXES = ("jr", "sr", "ii", "iii", "iv")
_PRONOUN = re.compile(r"\b(?:(he|his|him|himself)|(she|her|hers|herself))\b")


class Mention(NamedTuple):
    """A name as it stands in one article.

    ``start``, ``end`` and ``surface`` cover the name, and the title where only a surname follows (``Mr. Akin``).
    ``roles`` are normalised (`roles.phrase`); ``gender`` is ``m``, ``f`` or empty by title, role and given name,
    ``near`` the same by the next pronoun. ``sure`` means there is evidence that this is a person.
    """

    start: int
    end: int
    surface: str
    given: str
    surname: str
    suffix: str
    title: str
    roles: tuple[str, ...]
    gender: str
    near: str
    sure: bool


Token = tuple[int, int, str]


@cache
def given_names() -> dict[str, str]:
    """Gender (``m``, ``f`` or empty) by given name in lower case."""
    genders = {"male": "m", "female": "f", "either": ""}
    return {name.lower(): sign for part, sign in genders.items() for name in words("first_names", part)}


@cache
def _never() -> frozenset[str]:
    lists = (words("not_names", part) for part in ("openers", "calendar", "institutions"))
    return frozenset().union(*lists, titles(), places())


def find_mentions(text: str) -> list[Mention]:
    """Find the names of people in one article.

    Parameters
    ----------
    text : str
        Any text; never raises.

    Returns
    -------
    list of Mention
        In the order of the text, weak ones included (``sure`` is False).

    Examples
    --------
    >>> text = "British Prime Minister Keir Starmer met Mr. Macron. Starmer spoke first."
    >>> [(m.surface, m.title, m.roles, m.gender) for m in find_mentions(text) if m.sure][:2]
    [('Keir Starmer', 'minister', ('@uk prime minister',), 'm'), ('Mr. Macron', 'mr', (), 'm')]
    """
    found: list[Mention] = []
    for run in _RUN.finditer(text):
        if " " not in run[0] and "\xa0" not in run[0]:
            found += _single(text, (run.start(), run.end(), run[0]))
        else:
            tokens = [(piece.start(), piece.end(), piece[0]) for piece in _PIECE.finditer(text, run.start(), run.end())]
            found += _read(text, tokens)
    return _confirm(found)


def _single(text: str, token: Token) -> list[Mention]:
    """A capitalised word alone: a weak mention, or a sure one behind a title."""
    start, _end, word = token
    low = word.lower()
    if (low in _never() and low not in words("not_names", "doubtful")) or len(word) < 2 or word.endswith("."):
        return []
    title, role = before(text, start)
    return [_mention(text, [token], title, role, bool(title))]


def _read(text: str, tokens: list[Token]) -> list[Mention]:
    """The mentions in a run of several words: the name behind its titles, or nothing."""
    if sum(word.isupper() and len(word) > 1 for _, _, word in tokens) == len(tokens):
        return [mention for token in tokens if len(token[2]) > 3 for mention in _single(text, token)]
    openers, calendar = words("not_names", "openers"), words("not_names", "calendar") - words("not_names", "doubtful")
    while tokens and tokens[0][2].lower() in openers:
        tokens = tokens[1:]
    for at, (_, _, word) in enumerate(tokens):
        if word.lower() in calendar:
            return _read(text, tokens[:at]) + _read(text, tokens[at + 1 :])
    low = [word.lower() for _, _, word in tokens]
    if not tokens or " ".join(low) in places():
        return []
    first = _first_of_name(low)
    name = tokens[first:]
    kept = _cut(low[first:])
    if kept == 0 or sum(word[0].isupper() for _, _, word in name[:kept]) > 4:
        return []
    if kept == 1 and (kept < len(name) or first == 0):
        return _single(text, name[0]) if kept == len(name) else []
    title, role = before(text, name[0][0])
    known = low[first] in given_names() or bool(re.fullmatch(_INITIALS, name[0][2]))
    return [_mention(text, name[:kept], title, role, bool(title) or (known and kept > 1))]


def _first_of_name(low: list[str]) -> int:
    """Where the name begins: behind the last title, else at a given name behind words that cannot be a name's."""
    for at in range(len(low) - 2, -1, -1):
        named = low[at] in given_names() and at + 2 == len(low)
        if low[at] in titles() and not named and low[at + 1].rstrip(".") not in _SUFFIXES:
            return at + 1
    for at in range(len(low) - 1):
        if low[at] in given_names() and (at == 0 or low[at - 1] in _never()):
            return at
    return 0


def _cut(low: list[str]) -> int:
    """How many words belong to the name: none from a word of institutions or places on."""
    barred = words("not_names", "institutions") | places().keys()
    for at, word in enumerate(low):
        surname = at > 0 and low[0] in given_names() and low[0] not in places() and at == len(low) - 1
        if word in barred and not (surname and (word in places() or word in words("not_names", "doubtful"))):
            return 0 if at > 0 and at < len(low) and low[0] not in given_names() else at
    return len(low)


def _mention(text: str, name: list[Token], title: str, role: str, sure: bool) -> Mention:
    start, end = name[0][0], name[-1][1]
    parts = [word for _, _, word in name]
    suffix = ""
    if len(parts) > 1 and parts[-1].lower().rstrip(".") in _SUFFIXES:
        suffix = parts.pop().rstrip(".")
    elif match := _SUFFIX.match(text, end):
        suffix, end = match[1], match.end()
    given, surname = " ".join(parts[:-1]), parts[-1]
    bare = title.rstrip(".")
    if not given and (bare in words("titles", "regnal") or bare in ("sir", "dame")):
        given, surname = surname, ""
    behind = after(text, end) if given else ""
    roles = tuple(dict.fromkeys(part for part in (role, behind) if part and bare not in ("mr", "mrs", "ms", "dr")))
    if title and not (given and surname):
        begin = text.rfind(text[start - 1 : start], 0, start - 1) + 1
        start = start - 1 - len(title) if text[start - 1 - len(title) : start - 1].lower() == title else max(begin, 0)
    sign = _gender(given, bare, roles)
    near = "" if sign or not sure else _next_pronoun(text, end)
    return Mention(start, end, text[start:end], given, surname, suffix, bare, roles, sign, near, sure or bool(behind))


def _gender(given: str, title: str, roles: tuple[str, ...]) -> str:
    held = {title, *" ".join(roles).split()}
    if held & (words("titles", "male") | words("titles", "he")):
        return "m"
    if held & (words("titles", "female") | words("titles", "she")):
        return "f"
    return given_names().get(given.split()[0].lower(), "") if given else ""


def _next_pronoun(text: str, end: int) -> str:
    match = _PRONOUN.search(text, end, end + 150)
    return "" if not match else "m" if match[1] else "f"


def _confirm(found: list[Mention]) -> list[Mention]:
    """A weak full name becomes sure when its surname comes back alone, a lone surname when its full name is sure."""
    alone = {m.surname.lower() for m in found if not m.given}
    full = [m._replace(sure=m.sure or bool(m.given and m.surname.lower() in alone)) for m in found]
    known = {m.surname.lower() for m in full if m.sure}
    return [m if m.sure else m._replace(sure=m.surname.lower() in known and not m.given) for m in full]
