"""Pass 1: the names in one article.

A name is a run of capitalised words. What makes it a person's is evidence, not a model: a title before it, a given
name in it, an apposition behind it, or a surname that comes back alone. A run without evidence stays a *weak* mention
that pass 2 uses only when the roster or a quotation vouches for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.language.people.roles import PLACES, TITLES, after, before
from analysis.language.words import fold, fold_name
from analysis.lexicons import words

_UPPER = "".join(char for char in map(chr, [*range(0x41, 0x530), *range(0x1E00, 0x1F00)]) if char.isupper())
_WORD = rf"(?:d[aei]|l[ae]|du|van|von|mc)?[{_UPPER}]\w*+(?:[’'‘-](?!s\b)\w++)*+"
_ABBREVIATED = "|".join(sorted(re.escape(word) for word in words("titles", "abbreviated")))
_TOKEN = rf"(?:(?:{_ABBREVIATED})|(?:[{_UPPER}]\.){{1,4}}|{_WORD})"
_PARTICLE = r"(?:de|da|di|du|del|della|dos|von|van|der|den|ter|la|le|el|al|bin|ibn|ben|af|av|zu)"
_RUN = re.compile(
    rf"(?<!\w){_TOKEN}(?:\]?[ \xa0](?:{_PARTICLE} ){{0,2}}(?:al-|el-|d[’'])?{_TOKEN}){{0,11}}(?!\.(?:[a-z]|\w\.))"
)
_PIECE = re.compile(rf"{_TOKEN}|\b(?:al|el|d)[-’']{_TOKEN}|\b{_PARTICLE}\b")
_SUFFIX = re.compile(r",? (Jr|Sr)\b\.?")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
PRONOUNS = {"he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUNS)})\b", re.IGNORECASE)

_GIVEN = (("male", "m"), ("female", "f"), ("either", ""))
GIVEN_NAMES = {name.lower(): sign for part, sign in _GIVEN for name in words("first_names", part)}
_SIGNS = (("female", "f"), ("she", "f"), ("male", "m"), ("he", "m"))
_SIGN_OF = {word: sign for part, sign in _SIGNS for word in words("titles", part)}
_ALIKE = words("not_names", "doubtful")  # surnames and ordinary words alike
DOUBTFUL = frozenset(map(fold_name, _ALIKE | TITLES))
_CUTS = (words("not_names", "openers") | words("not_names", "calendar")) - _ALIKE  # where a run of capitals falls apart
_PLACES = frozenset(map(fold, PLACES)) - _ALIKE
_BARRED = (_CUTS | words("not_names", "institutions") | _PLACES) - _ALIKE  # what no name holds

Token = tuple[int, int, str]


class Mention(NamedTuple):
    """A name as it stands in one article.

    ``surface`` holds the title where only a surname follows (``Mr. Akin``), ``surname`` the ``Jr.`` of a son. ``roles``
    are normalised (`roles.phrase`); ``gender`` is ``m``, ``f`` or empty by title, role and given name, ``near`` by the
    next pronoun. ``sure``: there is evidence that this is a person.
    """

    start: int
    end: int
    surface: str
    given: str
    surname: str
    title: str
    roles: tuple[str, ...]
    gender: str
    near: str
    sure: bool

    @property
    def family(self) -> str:
        """The folded surname, father's and son's the same."""
        return fold_name(self.surname.removesuffix(" Jr."))


def find_mentions(text: str) -> list[Mention]:
    """The names of people in one article, in order; weak ones (``sure`` is False) included.

    >>> text = "British Prime Minister Keir Starmer met Mr. Macron. Starmer spoke first."
    >>> [(m.surface, m.title, m.roles, m.gender) for m in find_mentions(text) if m.sure][:2]
    [('Keir Starmer', 'minister', ('@uk prime minister',), 'm'), ('Mr. Macron', 'mr', (), 'm')]
    """
    found: list[Mention] = []
    for run in _RUN.finditer(text):
        if fold(run[0]) not in _BARRED:
            for name in _parts([(*piece.span(), piece[0]) for piece in _PIECE.finditer(text, *run.span())]):
                found += _read(text, name)
    alone = Counter(m.family for m in found if not m.given)
    found = [_shortened(m, alone) if " " in m.given else m for m in found]
    full = {m.family for m in found if m.given and m.sure}
    ends = {f"{m.given.split(' ')[-1]} {m.surname}" for m in found if m.sure and " " in m.given}
    new = alone.keys() - full - DOUBTFUL
    known = full | new & {m.family for m in found if m.given or m.sure}
    vouched = [m.sure or m.family in (new if m.given else known) or m.surface in ends for m in found]
    both = zip(found, vouched, strict=True)
    return [m._replace(sure=sure) for m, sure in both if sure or fold(m.surname) not in TITLES]


def _parts(run: list[Token]) -> Iterator[list[Token]]:
    """The names a run of capitals falls apart into: at words no name holds, behind titles, at a second given name."""
    low = [fold(token[2]) for token in run]
    start = 0
    for at, word in enumerate(low):
        if word in _CUTS:
            yield run[start:at]
            start = at + 1
        elif at > start and _begins(low[start:], at - start):
            if low[at - 1] not in TITLES:  # what stands before a title is part of the role
                yield run[start:at]
            start = at
    yield run[start:]


def _begins(low: list[str], at: int) -> bool:
    """Whether a name begins at a word: it stands behind a title, or is given to somebody else than the words before."""
    if low[at - 1] in TITLES and low[at].rstrip(".") not in _SUFFIXES:
        return low[at - 1] not in GIVEN_NAMES or at + 1 < len(low)  # but Dean Smith
    middle = at == 1 or (at == 2 and (low[0] in GIVEN_NAMES or low[0][-1] == "."))
    return low[at] in GIVEN_NAMES and at + 1 < len(low) and (low[at - 1] in _BARRED or not middle)


def _read(text: str, tokens: list[Token]) -> list[Mention]:
    """The mentions in a run of capitals: the name behind its titles, or nothing."""
    while len(tokens) > 1 and tokens[0][2].isupper() and tokens[0][2].isalpha() and len(tokens[0][2]) > 2:
        tokens = tokens[1:]
    low = [fold(token[2]) for token in tokens]
    no_name = not 0 < len(low) <= 6 or " ".join(low) in _PLACES or not _BARRED.isdisjoint(low)
    if no_name or (len(low) == 1 and (low[0][1:2] in ("", "-") or low[0][-1] == ".")):
        return []
    title, role = before(text, tokens[0][0])
    mention = _mention(text, tokens, title, role)
    address = len(low) == 1 and low[0] in words("titles", "offices") and low[0] not in GIVEN_NAMES  # "Mr. President"
    return [mention._replace(sure=mention.sure and not address)]


def _shortened(mention: Mention, alone: Counter[str]) -> Mention:
    """A headline's ``Ann Smith Rips Taxes`` is ``Ann Smith`` where ``Smith`` comes back alone more than ``Taxes``."""
    given, surname, *_ = mention.given.split()
    short = f"{given} {surname}"
    if alone[fold_name(surname)] <= alone[mention.family] or not mention.surface.startswith(short):
        return mention
    return mention._replace(end=mention.start + len(short), surface=short, given=given, surname=surname)


def _mention(text: str, name: list[Token], title: str, role: str) -> Mention:
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
    roles = tuple(dict.fromkeys(filter(None, (role, behind, f"{behind} {role}".strip()))))
    roles = () if bare in ("mr", "mrs", "ms", "dr") else roles
    if title and not (given and surname) and text[start - 1 - len(title) : start - 1].lower() == title:
        start -= len(title) + 1
    sure = bool(title or behind) or (len(name) > 1 and (fold(name[0][2]) in GIVEN_NAMES or name[0][2][-1] == "."))
    sign = gender_of((bare, *" ".join(roles).split())) or GIVEN_NAMES.get(given.lower().split(" ")[0], "")
    opens = text[max(0, start - 2) : start].rstrip()[-1:] in ("", ".", "”", '"')
    pronoun = _PRONOUN.search(text, end, end + 150) if opens and sure and not sign else None
    near = PRONOUNS[pronoun[0].lower()] if pronoun else ""
    if suffix == "Jr" and "." not in given:  # with an initial he needs no Jr. to be told from his father
        surname += " Jr."
    return Mention(start, end, text[start:end], given, surname, bare, roles, sign, near, sure)


def gender_of(said: Iterable[str]) -> str:
    """``m`` or ``f`` by the first title or description that tells (``chairwoman``), else empty."""
    return next((_SIGN_OF[word] for word in said if word in _SIGN_OF), "")
