"""Pass 1: the names in one article.

A name is a run of capitalised words. What makes it a person's is evidence, not a model: a title before it, a given
name in it, an apposition behind it, or a surname that comes back alone. A run without evidence stays a *weak* mention
that pass 2 uses only when the roster or a quotation vouches for it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from analysis.language.people.roles import after, before, places, titles
from analysis.lexicons import words

_UPPER = "".join(char for char in map(chr, [*range(0x41, 0x530), *range(0x1E00, 0x1F00)]) if char.isupper())
_WORD = rf"(?:d[aei]|l[ae]|du|van|von|mc)?[{_UPPER}]\w*+(?:[’'‘-](?!s\b)\w++)*+"
_ABBREVIATED = "|".join(sorted(re.escape(word) for word in words("titles", "abbreviated")))
_INITIALS = rf"(?:[{_UPPER}]\.){{1,4}}"
_TOKEN = rf"(?:(?:{_ABBREVIATED})|{_INITIALS}|{_WORD})"
_PARTICLE = r"(?:de|da|di|du|del|della|dos|von|van|der|den|ter|la|le|el|al|bin|ibn|ben|af|av|zu)"
_RUN = re.compile(rf"(?<!\w){_TOKEN}(?:\]?[ \xa0](?:{_PARTICLE} ){{0,2}}(?:al-|el-|d[’'])?{_TOKEN}){{0,11}}")
_PIECE = re.compile(rf"{_TOKEN}|\b(?:al|el|d)[-’']{_TOKEN}|\b{_PARTICLE}\b")
_SUFFIX = re.compile(r",? (Jr|Sr)\b\.?")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PRONOUN = re.compile(r"\b(?:(he|his|him|himself)|(she|her|hers|herself))\b", re.IGNORECASE)

Token = tuple[int, int, str]


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


@cache
def given_names() -> dict[str, str]:
    """Gender (``m``, ``f`` or empty) by given name in lower case."""
    genders = {"male": "m", "female": "f", "either": ""}
    return {name.lower(): sign for part, sign in genders.items() for name in words("first_names", part)}


@cache
def _barred(*parts: str) -> frozenset[str]:
    """Words that are no part of a name, in lower case: places and the given parts of ``not_names``."""
    lists = (words("not_names", part) for part in parts)
    return frozenset().union(*lists, map(str.lower, places())) - words("not_names", "doubtful")


@cache
def _alone() -> frozenset[str]:
    """Words that are no name when they stand alone."""
    return _barred("openers", "calendar", "institutions") | titles()


@cache
def _calendar() -> frozenset[str]:
    return words("not_names", "calendar") - words("not_names", "doubtful")


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
        if run[0].lower() not in _alone():
            found += _read(text, [(*piece.span(), piece[0]) for piece in _PIECE.finditer(text, *run.span())])
    alone = Counter(m.surname.lower() for m in found if not m.given)
    found = [_shortened(m, alone) if " " in m.given else m for m in found]
    full = {m.surname.lower() for m in found if m.given and m.sure}
    new = alone.keys() - full - words("not_names", "doubtful")
    known = full | new & {m.surname.lower() for m in found if m.given or m.sure}
    return [m._replace(sure=True) if m.surname.lower() in (new if m.given else known) else m for m in found]


def _read(text: str, tokens: list[Token]) -> list[Mention]:
    """The mentions in a run of capitals: the name behind its titles, or nothing."""
    if len(tokens) > 1 and all(word.isupper() and len(word) > 1 for _, _, word in tokens):
        return [mention for token in tokens for mention in _read(text, [token])]
    low = [word.lower().replace("’", "'") for _, _, word in tokens]
    for at, word in enumerate(low):
        if word in words("not_names", "openers") or word in _calendar():
            return _read(text, tokens[:at]) + _read(text, tokens[at + 1 :])
    if len(tokens) > 2 and tokens[0][2].isupper() and low[0].isalpha() and len(low[0]) > 2:
        return _read(text, tokens[1:])
    first = _first(low)
    name, low = tokens[first:], low[first:]
    if not name or " ".join(word for _, _, word in tokens) in places() or not _is_name(low):
        return []
    address = text[name[-1][1] : name[-1][1] + 1] == "." and text[name[-1][1] + 1 : name[-1][1] + 2].isalpha()
    if address or (len(name) == 1 and (len(low[0]) < 2 or low[0].endswith(".") or low[0] in titles())):
        return []
    title, role = before(text, name[0][0])
    if len(name) == 1 and not title:
        return [Mention(*name[0], "", name[0][2], "", "", (), "", "", False)]
    known = len(name) > 1 and ((low[0] in given_names() and low[0] not in _barred()) or name[0][2].endswith("."))
    return [_mention(text, name, title, role, known)]


def _shortened(mention: Mention, alone: Counter[str]) -> Mention:
    """A headline's ``Ann Smith Rips Taxes`` is ``Ann Smith`` where ``Smith`` comes back alone more than ``Taxes``."""
    given, surname, *_ = mention.given.split()
    short = f"{given} {surname}"
    if alone[surname.lower()] <= alone[mention.surname.lower()] or not mention.surface.startswith(short):
        return mention
    end = mention.start + len(short)
    return mention._replace(end=end, surface=short, given=given, surname=surname, suffix="")


def _first(low: list[str]) -> int:
    """Where the name begins: behind the last title, else at a given name behind words that cannot be a name's."""
    for at in range(len(low) - 2, -1, -1):
        lone = low[at] in given_names() and at + 2 == len(low)
        if low[at] in titles() and not lone and low[at + 1].rstrip(".") not in _SUFFIXES:
            return at + 1
    barred = _barred("institutions")
    return next((at for at in range(1, len(low) - 1) if low[at] in given_names() and low[at - 1] in barred), 0)


def _is_name(low: list[str]) -> bool:
    """No word of institutions or places in it, unless as the surname of a given name (``Jim Jordan``)."""
    barred = [at for at, word in enumerate(low) if word in _barred("openers", "institutions")]
    places_too = _barred()
    surname = barred == [1] and len(low) == 2 and low[0] in given_names() and low[1] in places_too
    return len(low) <= 6 and (not barred or surname)


def _mention(text: str, name: list[Token], title: str, role: str, known: bool) -> Mention:
    start, end = name[0][0], name[-1][1]
    parts, suffix, bare = [word for _, _, word in name], "", title.rstrip(".")
    if len(parts) > 1 and parts[-1].lower().rstrip(".") in _SUFFIXES:
        suffix = parts.pop().rstrip(".")
    elif match := _SUFFIX.match(text, end):
        suffix, end = match[1], match.end()
    given, surname = " ".join(parts[:-1]), parts[-1]
    if not given and (bare in words("titles", "regnal") or bare in ("sir", "dame")):
        given, surname = surname, ""
    behind = after(text, end) if given else ""
    roles = tuple(part for part in (role, behind) if part and bare not in ("mr", "mrs", "ms", "dr"))
    if title and not (given and surname) and text[start - 1 - len(title) : start - 1].lower() == title:
        start -= len(title) + 1
    sure = known or bool(title or behind)
    sign = _gender(given, bare, roles)
    opens = text[max(0, start - 2) : start].rstrip()[-1:] in ("", ".", "”", '"')
    pronoun = _PRONOUN.search(text, end, end + 150) if opens and sure and not sign else None
    near = "" if not pronoun else "m" if pronoun[1] else "f"
    return Mention(start, end, text[start:end], given, surname, suffix, bare, roles, sign, near, sure)


def _gender(given: str, title: str, roles: tuple[str, ...]) -> str:
    held = {title, *" ".join(roles).split()}
    for sign, parts in (("m", ("male", "he")), ("f", ("female", "she"))):
        if any(held & words("titles", part) for part in parts):
            return sign
    return given_names().get(given.split()[0].lower(), "") if given else ""
