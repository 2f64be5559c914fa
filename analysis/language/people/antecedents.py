"""Whom a pronoun or a description by office stands for.

A pronoun takes the most salient person of its gender: who spoke last, then the subjects of the sentences before it
(after Lappin and Leass 1994). A description (``the prime minister``) takes the one person whose office it fits, by the
article's words or those of the corpus near in date, and nobody where it fits two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from analysis.language.people import roles
from analysis.language.people.names import PRONOUNS, gender_of
from analysis.language.people.roles import BODIES, NOUNS, TITLES, noun_phrase
from analysis.language.people.roster import Entry, Roster, dominant
from analysis.language.spans import Span, inside
from analysis.language.words import fold
from analysis.lexicons import words

THRESHOLD = 0.5  # confidence below which nobody is named

_OFFICE = re.compile(rf"\b[Tt]he ((?:[\w-]+ ){{0,3}}?(?:{'|'.join(sorted(words('titles', 'offices')))}))\b(?! [A-Z])")
_ONE = re.compile(r"(?:an?|one|another|my) ", re.IGNORECASE)
_ONES = NOUNS - words("titles", "crowds")  # no plurals
_NEARBY = 1500  # characters before a pronoun or a description in which its person is named
_REACH = 8  # sentences a pronoun looks back

# What speaks against a person before a pronoun, each sentence further back being 1; tuned on pronouns read by hand.
_UNKNOWN_GENDER, _BEHIND_PREPOSITION, _BEHIND_PRONOUN, _POSSESSIVE = 0.5, 0.9, 1.5, 2.0
_INTRODUCED = -0.5  # new, and an apposition says who it is


class Person(NamedTuple):
    """One row of the people table."""

    start: int
    end: int
    surface: str
    person: str
    how: str
    confidence: float


class Speaker(NamedTuple):
    """Who says one quote: a canonical name, the mention's own words, or None.

    ``confidence`` is the chance that the mention stands for the speaker, times the quote's own that it is the right
    mention. Of mentions read by hand in BASIL, PolNeAR and AllSides stood for the right one: names 100 of 101, pronouns
    from 0.85 on 216 of 221 and below 27 of 32, offices given a person 89 of 91, organisations 19 of 28, unnamed ones 28
    of 33; of offices given nobody half have a name in the article.
    Two who say it together are one speaker, ``Ann Lee and Bob Dunn``, in the order of the text: they are quoted with
    the same words, and either alone would be credited with what was said together.
    """

    speaker: str | None
    speaker_kind: str
    confidence: float
    how: str


@dataclass
class Known:
    """What the article itself says of one person, and who that is in the corpus."""

    entry: Entry | None = None
    count: int = 0
    gender: str = ""
    roles: set[str] = field(default_factory=set)


@dataclass
class Article:
    """What pass 2 knows about the article it is in."""

    text: str
    roster: Roster
    month: int
    sentences: list[int]
    said: list[Span]  # the words of all quotes
    names: list[Person] = field(default_factory=list)
    further: dict[int, Person] = field(default_factory=dict)  # by where they begin
    introduced: set[int] = field(default_factory=set)  # where an apposition says who somebody new is
    known: defaultdict[str, Known] = field(default_factory=lambda: defaultdict(Known))
    leaders: dict[str, str] = field(default_factory=dict)  # by description
    spoken: list[tuple[int, Speaker]] = field(default_factory=list)

    def between(self, first: int, last: int) -> list[Person]:
        """The names that begin in ``[first, last)``."""
        return self.names[bisect_left(self.names, (first,)) : bisect_left(self.names, (last,))]

    def say(self, start: int, end: int, person: str, how: str, confidence: float) -> Speaker:
        """A speaker who is a person, kept for the people table too."""
        self.further[start] = Person(start, end, self.text[start:end], person, how, confidence)
        return Speaker(person, "person", confidence, how)


def pronoun(article: Article, start: int, end: int) -> Speaker:
    """The most salient person of a pronoun's gender before it."""
    sign = PRONOUNS[article.text[start:end].lower()]
    after = bisect_right(article.sentences, start)
    edges = [start, *reversed(article.sentences[max(0, after - _REACH) : after])]
    found = [
        (back + cost + (0 if gender else _UNKNOWN_GENDER), name, kind)
        for back, (last, first) in enumerate(pairwise(edges))
        for cost, name, kind, gender in _salient(article, max(first, last - _NEARBY), last)
        if gender in (sign, "")
    ]
    cost, name, kind = min(found, default=(99.0, "", ""), key=itemgetter(0))
    confidence = round(0.98 - 0.05 * cost, 2)
    if confidence < THRESHOLD:
        return Speaker(None, "unknown", 0.0, "pronoun")
    if kind == "unnamed":
        return Speaker(name, kind, confidence, "pronoun")
    return article.say(start, end, name, "pronoun", confidence)


def _salient(article: Article, first: int, last: int) -> Iterator[tuple[float, str, str, str]]:
    """Who speaks or is named in a sentence outside all quotes: cost, name, kind and gender."""
    text = article.text
    for at, who in article.spoken[-20:]:
        if first <= at < last and who.speaker and " and " not in who.speaker:
            if who.speaker_kind == "person":
                yield 0.0, who.speaker, "person", article.known[who.speaker].gender
            elif who.speaker_kind == "unnamed" and _ONE.match(text, at) and noun_phrase(who.speaker)[2] in _ONES:
                yield 0.0, who.speaker, "unnamed", gender_of(who.speaker.lower().split())
    opening = _BEHIND_PRONOUN if fold(text[first : first + 4]).split(" ")[0].strip('“"') in PRONOUNS else 0.0
    names = article.between(first, last)
    for match in _OFFICE.finditer(text, first, last):
        if name := holder(article, roles.phrase(match[1]), match.start()):
            names.append(Person(match.start(), match.end(), match[0], name, "role", 0.0))
    for person in sorted(names):
        if inside(person.start, person.end, article.said):
            continue
        owner, follower, *_ = [*fold(text[person.end : person.end + 20]).split(" "), ""]
        cost = opening + (_INTRODUCED if person.start in article.introduced else 0.0)
        if owner in ("'s", "'") or follower.strip(",.") in BODIES:
            cost += _POSSESSIVE
        elif word_before(text, first, person.start) in words("not_names", "prepositions"):
            cost += _BEHIND_PREPOSITION
        yield cost, person.person, "person", article.known[person.person].gender


def word_before(text: str, first: int, start: int) -> str:
    """The word before a name and its titles, in small letters."""
    before = fold(text[max(first, start - 40) : start]).split()
    return next((word for word in reversed(before) if word not in TITLES), "")


def holder(article: Article, wanted: str, start: int) -> str:
    """The one person a role fits: of those named shortly before, of all, else the country's leader; empty for two."""
    near = article.roster.holders(wanted, article.month)
    nearby = Counter(person.person for person in article.between(start - _NEARBY, start))
    if (person := _fitting(article, wanted, near, nearby)) or not _leads(wanted):
        return person
    if wanted not in article.leaders:
        everybody = Counter({name: known.count for name, known in article.known.items()})
        article.leaders[wanted] = _fitting(article, wanted, near, everybody) or dominant(near)
    return article.leaders[wanted]


def _leads(wanted: str) -> bool:
    return not words("titles", "leaders").isdisjoint(wanted.split())


def _fitting(article: Article, wanted: str, near: Counter[str], named: Counter[str]) -> str:
    """Who of the persons named holds a role, weighed by how often they are named and how often with the role."""
    weights: dict[str, float] = {}
    general = "@" not in wanted and _leads(wanted)
    for person, count in named.items():
        own = any(roles.fits(wanted, role) and not (general and "@" in role) for role in article.known[person].roles)
        weights[person] = count * (near[person] + own)
    return dominant(weights)
