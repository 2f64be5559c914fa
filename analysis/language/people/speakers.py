"""Pass 2: who every mention, and every quotation's speaker, is.

Names come first, by the article's own full names, then by the roster. A pronoun takes the most salient person of its
gender: who spoke last, then the subjects of the sentences before it (after Lappin and Leass 1994). A description (``the
prime minister``) takes the one person whose office it fits, and nobody where it fits two. What stays below
`THRESHOLD` keeps its own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from analysis.language.people import roles
from analysis.language.people.names import DOUBTFUL, PRONOUNS, Mention
from analysis.language.people.roles import BODIES, HEAD_END, NOUNS, TITLES, noun_phrase, singular
from analysis.language.people.roster import DOMINANT, Roster, fold, full_name, link, month_of
from analysis.language.quotes.quote import Quote
from analysis.language.sentences import split_sentences
from analysis.language.spans import positions_inside
from analysis.lexicons import words

THRESHOLD = 0.5

_OTHER_PRONOUNS = frozenset(
    ["they", "it", "we", "who", "i", "their", "its", "you", "which", "those", "them", "these", "that", "this"]
)
_OWN_WORDS = re.compile(
    r"[’']s? (?:\w+ )?(?:comment|remark|statement|tweet|post|letter|response|complaint|claim|argument)s?\b"
)
_JOINED = re.compile(r"(?:,| and| or|, and)(?: (?:former|then|[A-Z][\w’'-]*\.?)){0,4} ")
_POSSESSIVE = re.compile(r"(?:[’']s|s[’']) ")
_PUBLISHED = re.compile(r"(?:[’']s)?(?: newspaper| magazine)? (?:report|story|article|editorial|poll|survey)$")
_NEARBY = 1500  # characters before a pronoun or a description in which its person is named
_REACH = 8  # sentences a pronoun looks back


class Person(NamedTuple):
    """One row of the people table."""

    start: int
    end: int
    surface: str
    person: str
    how: str
    confidence: float


class Speaker(NamedTuple):
    """Who says one quote: a canonical name, the mention's own words, or None."""

    speaker: str | None
    speaker_kind: str
    confidence: float
    how: str


@dataclass
class _Known:
    """What the article itself says of one person."""

    count: int = 0
    gender: str = ""
    roles: set[str] = field(default_factory=set)


@dataclass
class _Article:
    """What pass 2 knows about the article it is in."""

    text: str
    roster: Roster
    month: int
    sentences: list[int]
    names: list[Person] = field(default_factory=list)
    further: list[Person] = field(default_factory=list)
    quoted: set[int] = field(default_factory=set)  # where names inside quotations begin
    known: defaultdict[str, _Known] = field(default_factory=lambda: defaultdict(_Known))
    spoken: list[tuple[int, Speaker]] = field(default_factory=list)

    def between(self, first: int, last: int) -> list[Person]:
        """The names that begin in ``[first, last)``."""
        return self.names[bisect_left(self.names, (first,)) : bisect_left(self.names, (last,))]


def resolve(
    text: str,
    mentions: Sequence[Mention],
    quotes: Sequence[Quote],
    roster: Roster,
    *,
    date: date | None = None,
    settings: Mapping[str, Any] | None = None,
) -> tuple[list[Person], list[Speaker]]:
    """The people of one article, and the speaker of each of its quotes.

    ``roster`` is that of the whole corpus, looked up near ``date``; ``settings`` is ``[people]`` of corpus.toml:
    aliases, merges, not_a_person. People are the names, and the pronouns and descriptions at quotes that have one.

    >>> from analysis.language.people import find_mentions, merge
    >>> from analysis.language.quotes import find_quotes
    >>> text = 'Prime Minister Keir Starmer flew home. "We can," he said. Starmer waved.'
    >>> mentions = find_mentions(text)
    >>> quotes = find_quotes(text, engine="rules")
    >>> people, speakers = resolve(text, mentions, quotes, merge([("a", None, mentions)]))
    >>> [(person.surface, person.person, person.how) for person in people]
    [('Keir Starmer', 'Keir Starmer', 'name'), ('he', 'Keir Starmer', 'pronoun'), ('Starmer', 'Keir Starmer', 'name')]
    >>> speakers[0].speaker
    'Keir Starmer'
    """
    article = _Article(text, roster, month_of(date), [start for start, _ in split_sentences(text)])
    spoken = {q.mention for q in quotes if q.mention and q.how in ("name", "title")}
    at_quotes = {at for first, last in spoken for at in range(first, min(last, first + 120))}
    used = [m for m in mentions if m.sure or m.start in at_quotes or _is_vouched_for(article, m)]
    for mention, own in zip(used, link(used), strict=True):
        _add_name(article, mention, own, settings or {})
    said = (span for quote in quotes if quote.kind != "indirect" for span in quote.spans)
    article.quoted.update(positions_inside([person.start for person in article.names], said))
    speakers = [_speaker(article, quote) for quote in quotes]
    return sorted([*article.names, *article.further]), speakers


def _is_vouched_for(article: _Article, mention: Mention) -> bool:
    """Whether the roster knows whose surname a lone word is; ``Hill`` needs the article's own evidence."""
    doubtful = mention.given or mention.family in DOUBTFUL
    return not doubtful and article.roster.owner(fold(mention.surname), article.month) is not None


def _add_name(article: _Article, mention: Mention, own: tuple[str, str], settings: Mapping[str, Any]) -> None:
    entry, confidence = article.roster.entries.get(own), 0.98 if mention.given else 0.95
    if not entry and own[1] and not own[0]:
        entry, confidence = article.roster.owner(own[1], article.month, mention.gender), 0.85
    surname = mention.surname.capitalize() if mention.surname.isupper() else mention.surname
    lone = surname or f"{mention.title.title()} {mention.given}"
    person = _renamed(mention.surface, entry.name if entry else full_name(mention) or lone, settings)
    if not person:
        return
    how = "title" if mention.title and not full_name(mention) else "name"
    article.names.append(Person(mention.start, mention.end, mention.surface, person, how, confidence if entry else 0.8))
    known = article.known[person]
    known.count += 1
    known.gender = known.gender or mention.gender or (entry.gender if entry else "") or mention.near
    known.roles.update(mention.roles)


def _renamed(surface: str, person: str, settings: Mapping[str, Any]) -> str:
    """The name after the user's aliases and merges; empty for what is no person."""
    if {surface, person} & set(settings.get("not_a_person", ())):
        return ""
    aliases = settings.get("aliases", {})
    person = aliases.get(surface, aliases.get(person, person))
    for first, *others in settings.get("merges", ()):
        for other in others:
            if person == other or person.endswith(f" {other}"):
                return person.removesuffix(other) + str(first)
    return str(person)


def _speaker(article: _Article, quote: Quote) -> Speaker:
    """The speaker of one quote, remembered for the pronouns and follow-ups after it."""
    if quote.how == "carried" and article.spoken:
        previous = article.spoken[-1][1]
        return previous._replace(how="carried", confidence=round(previous.confidence * 0.9, 3))
    if quote.mention is None:
        return Speaker(None, "unknown", 0.0, "none")
    start, end = quote.mention
    surface = article.text[start:end].strip()
    low = surface.lower()
    first = low.split(" ")[0]
    if first in PRONOUNS and first in (low, "he", "she"):
        speaker = _pronoun(article, start, start + len(first), PRONOUNS[first])
    elif low in _OTHER_PRONOUNS or first in ("who", "which"):
        speaker = _group(article)
    else:
        speaker = _named(article, start, end) or _described(article, quote, start, end, surface)
    article.spoken.append((start, speaker))
    return speaker


def _named(article: _Article, start: int, end: int) -> Speaker | None:
    """The person whose name ends the mention, with those joined to it by ``and``."""
    text = article.text
    inside = [p for p in article.between(start - 40, end) if p.end > start]
    if not inside and text[end : end + 2] == ", ":
        inside = article.between(end, end + 3)
    heads = [p for p in inside if HEAD_END.match(text, p.end, end) or not text[p.end : end].strip(" .,]”\"’'")]
    owners = [p for p in inside if _OWN_WORDS.match(text, p.end, end)]
    if not heads and not owners:
        return None
    first, *others = heads or owners
    joined = [p.person for p in others if _JOINED.fullmatch(text, first.end, p.start)]
    names = " and ".join(dict.fromkeys([first.person, *joined]))
    return Speaker(names, "person", first.confidence if heads else 0.8, first.how)


def _group(article: _Article) -> Speaker:
    """``they`` and ``it`` stay with the body or the group that spoke last."""
    for _, speaker in reversed(article.spoken[-3:]):
        if speaker.speaker and (speaker.speaker_kind != "person" or " and " in speaker.speaker):
            return speaker._replace(how="pronoun", confidence=0.6)
    return Speaker(None, "unknown", 0.0, "pronoun")


def _pronoun(article: _Article, start: int, end: int, sign: str) -> Speaker:
    """The most salient person of a gender in the sentences before the pronoun, each further back costing one."""
    after = bisect_right(article.sentences, start)
    edges = [start, *reversed(article.sentences[max(0, after - _REACH) : after])]
    found = [
        (back + cost + (0 if gender else 1.5), person)
        for back, (last, first) in enumerate(pairwise(edges))
        for cost, person in _salient(article, first, last)
        if (gender := article.known[person].gender) in (sign, "")
    ]
    cost, person = min(found, default=(99.0, ""), key=itemgetter(0))
    confidence = round(0.97 - 0.06 * cost, 2)
    if confidence < THRESHOLD:
        return Speaker(None, "unknown", 0.0, "pronoun")
    article.further.append(Person(start, end, article.text[start:end], person, "pronoun", confidence))
    return Speaker(person, "person", confidence, "pronoun")


def _salient(article: _Article, first: int, last: int) -> list[tuple[float, str]]:
    """The persons of a sentence outside quotations with their cost: speakers, subjects, objects, possessives."""
    text, first = article.text, max(first, last - _NEARBY)
    out = [
        (0.0, who.speaker)
        for at, who in article.spoken[-20:]
        if first <= at < last and who.speaker and who.speaker_kind == "person" and " and " not in who.speaker
    ]
    opening = 1.5 if text[first : first + 4].split(" ")[0].lower().strip('“"') in PRONOUNS else 0.0
    outside = (person for person in article.between(first, last) if person.start not in article.quoted)
    for order, person in enumerate(outside):
        leading = [w for w in text[max(first, person.start - 40) : person.start].lower().split() if w not in TITLES]
        owner, follower, *_ = [*text[person.end : person.end + 20].lower().split(" "), ""]
        if owner in ("’s", "'s", "’", "'") or follower.strip(",.") in BODIES:
            cost = 2.0
        else:
            cost = 1.2 if words("not_names", "prepositions") & set(leading[-1:]) else 0.0
        out.append((cost + 0.1 * order + opening, person.person))
    return out


def _described(article: _Article, quote: Quote, start: int, end: int, surface: str) -> Speaker:
    """A speaker without a name: a person by office, a body, or somebody unnamed."""
    determiner, bare, head = noun_phrase(surface)
    single = singular(head)
    definite = determiner in ("the", "this", "that")
    earlier = [s.speaker for _, s in article.spoken[-30:] if s.speaker_kind == "unnamed" and s.speaker]
    same = [e for e in earlier if definite and single in map(singular, e.lower().split())]
    office = definite and head == single and head in words("titles", "offices") and not same
    if office and (person := _holder(article, roles.phrase(bare), start)):
        article.further.append(Person(start, end, article.text[start:end], person, "role", 0.85))
        return Speaker(person, "person", 0.85, "role")
    medium = _PUBLISHED.sub("", bare)
    if medium != bare and medium[:1].isupper():
        return Speaker(medium, "organisation", 0.8, quote.how)
    if single in BODIES or bare.isupper():
        return Speaker(roles.spelled_out(article.text, bare), "organisation", 0.8, quote.how)
    if single in NOUNS:
        return Speaker(same[-1] if same else bare, "unnamed", 0.8, quote.how)
    if bare[:1].isupper() and not _POSSESSIVE.search(bare):
        return Speaker(bare, "organisation", 0.6, quote.how)
    return Speaker(bare if determiner else None, "unknown", THRESHOLD / 2, quote.how)


def _holder(article: _Article, wanted: str, start: int) -> str | None:
    """The one person a role fits: of those the article speaks of, weighed by how often, else the country's leader."""
    leads = bool(set(wanted.split()) & words("titles", "leaders"))
    nearby = list(article.known) if leads else {person.person for person in article.between(start - _NEARBY, start)}
    near = article.roster.holders(wanted, article.month)
    weights: dict[str, float] = {}
    for person in nearby:
        known = article.known[person]
        own = any(roles.fits(wanted, role) and ("@" in wanted or "@" not in role) for role in known.roles)
        entry = article.roster.named.get(person)
        rate = (near[person] + own) / (entry.near(article.month) + 1 if entry else 1)
        weights[person] = known.count * (rate if own or rate > 0.05 else 0)
    candidates = {p: weight for p, weight in weights.items() if weight} or (dict(near) if leads else {})
    best = max(candidates, key=lambda person: candidates[person], default=None)
    return best if best and candidates[best] >= DOMINANT * sum(candidates.values()) else None
