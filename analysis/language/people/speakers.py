"""Pass 2: who every mention, and every quotation's speaker, is.

Names come first, by the article's own full names, then by the roster. A pronoun takes the most salient person of its
gender: who spoke last, then the subjects of the sentences before it (after Lappin and Leass 1994). A description (``the
prime minister``) takes the one person whose office it fits, and nobody where it fits two. What stays below
`THRESHOLD` keeps its own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from analysis.language.people import roles
from analysis.language.people.names import DOUBTFUL, PRONOUNS, Mention, gender_of
from analysis.language.people.roles import BODIES, HEAD_END, NOUNS, TITLES, noun_phrase, singular
from analysis.language.people.roster import DOMINANT, Key, Roster, full_name, link, month_of
from analysis.language.quotes.quote import Quote
from analysis.language.sentences import split_sentences
from analysis.language.spans import Span, inside, merged
from analysis.language.words import fold
from analysis.lexicons import words

THRESHOLD = 0.5

_OTHER_PRONOUNS = frozenset(
    ["they", "it", "we", "who", "i", "their", "its", "you", "which", "those", "them", "these", "that", "this"]
)
_OWN_WORDS = re.compile(
    r"[’']s? (?:\w+ )?(?:comment|remark|statement|tweet|post|letter|response|complaint|claim|argument)s?\b"
)
_JOINED = re.compile(r"(?:,| and| or|, and)(?: (?:former|then|[A-Z][\w’'-]*\.?)){0,4} ")
_APPOSED = re.compile(r",(?: [\w.-]+){0,2} ")
_POSSESSIVE = re.compile(r"(?:[’']s|s[’']) ")
_PUBLISHED = re.compile(r"(?:[’']s)?(?: newspaper| magazine)? (?:report|story|article|editorial|poll|survey)$")
_OFFICE = re.compile(rf"\b[Tt]he ((?:[\w-]+ ){{0,3}}?(?:{'|'.join(sorted(words('titles', 'offices')))}))\b(?! [A-Z])")
_NEARBY = 1500  # characters before a pronoun or a description in which its person is named
_REACH = 8  # sentences a pronoun looks back

# What speaks against a person before a pronoun, each sentence further back being 1; tuned on pronouns read by hand.
_UNKNOWN_GENDER, _POSSESSIVE_COST, _PREPOSITION_COST, _REPORTED, _BEHIND_PRONOUN, _INTRODUCED = (
    0.5,
    2.0,
    0.9,
    0.5,
    1.5,
    -0.5,
)


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

    Two who say it together are one speaker, ``Ann Lee and Bob Dunn``, in the order of the text: they are quoted with
    the same words, and either alone would be credited with what was said together.
    """

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
    settings: Mapping[str, Any]
    sentences: list[int]
    names: list[Person] = field(default_factory=list)
    further: dict[int, Person] = field(default_factory=dict)  # by where they begin
    quoted: list[Span] = field(default_factory=list)
    reported: list[Span] = field(default_factory=list)
    introduced: set[int] = field(default_factory=set)  # where an apposition says who somebody new is
    known: defaultdict[str, _Known] = field(default_factory=lambda: defaultdict(_Known))
    spoken: list[tuple[int, Speaker]] = field(default_factory=list)

    def between(self, first: int, last: int) -> list[Person]:
        """The names that begin in ``[first, last)``."""
        return self.names[bisect_left(self.names, (first,)) : bisect_left(self.names, (last,))]

    def owner(self, surname: str, gender: str) -> Key | None:
        """The key of whom everybody knows by a surname at the time."""
        entry = self.roster.owner(surname, self.month, gender)
        return entry.key if entry else None

    def say(self, start: int, end: int, person: str, how: str, confidence: float) -> Speaker:
        """A speaker who is a person, kept for the people table too."""
        self.further[start] = Person(start, end, self.text[start:end], person, how, confidence)
        return Speaker(person, "person", confidence, how)


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
    article = _Article(text, roster, month_of(date), settings or {}, [start for start, _ in split_sentences(text)])
    spoken = {q.mention for q in quotes if q.mention and q.how in ("name", "title")}
    at_quotes = {at for first, last in spoken for at in range(first, min(last, first + 120))}
    used = [m for m in mentions if m.sure or m.start in at_quotes or _is_vouched_for(article, m)]
    for mention, own in zip(used, link(used, article.owner), strict=True):
        _add_name(article, mention, own)
    article.quoted = merged(span for quote in quotes if quote.kind != "indirect" for span in quote.spans)
    article.reported = merged(span for quote in quotes if quote.kind == "indirect" for span in quote.spans)
    speakers = [_speaker(article, quote) for quote in quotes]
    return sorted([*article.names, *article.further.values()]), speakers


def _is_vouched_for(article: _Article, mention: Mention) -> bool:
    """Whether the roster knows whose surname a lone word is; ``Hill`` needs the article's own evidence."""
    lone = not mention.given and mention.family not in DOUBTFUL
    return lone and article.owner(mention.family, "") is not None


def _add_name(article: _Article, mention: Mention, own: Key) -> None:
    entry, confidence = article.roster.entries.get(own), 0.98 if mention.given else 0.95
    if not entry and own[1] and not own[0]:
        entry, confidence = article.roster.owner(own[1], article.month, mention.gender), 0.85
    surname = mention.surname.capitalize() if mention.surname.isupper() else mention.surname
    lone = surname or f"{mention.title.title()} {mention.given}"
    person = _renamed(mention.surface, entry.name if entry else full_name(mention) or lone, article.settings)
    if not person:
        return
    how = "title" if mention.title and not full_name(mention) else "name"
    article.names.append(Person(mention.start, mention.end, mention.surface, person, how, confidence if entry else 0.8))
    if person not in article.known and mention.roles and roles.after(article.text, mention.end):
        article.introduced.add(mention.start)
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
        speaker = _pronoun(article, quote, start, start + len(first), PRONOUNS[first])
    elif low in _OTHER_PRONOUNS or first in ("who", "which"):
        speaker = _group(article)
    else:
        speaker = _named(article, start, end) or _described(article, quote, start, end, surface)
    article.spoken.append((start, speaker))
    return speaker


def _named(article: _Article, start: int, end: int) -> Speaker | None:
    """The person whose name ends the mention or stands in apposition to it, with those joined to it by ``and``."""
    text = article.text
    here = [p for p in article.between(start - 40, end) if p.end > start]
    if not here:
        behind = [p for p in article.between(end, end + 40)[:1] if _APPOSED.fullmatch(text, end, p.start)]
        apposed = behind and text[behind[0].end : behind[0].end + 1] in (",", ".", "”", '"')
        return Speaker(behind[0].person, "person", 0.9, "name") if apposed else None
    heads = [p for p in here if HEAD_END.match(text, p.end, end) or not text[p.end : end].strip(" .,]”\"’'")]
    owners = [p for p in here if _OWN_WORDS.match(text, p.end, end)]
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


def _pronoun(article: _Article, quote: Quote, start: int, end: int, sign: str) -> Speaker:
    """The most salient person of a gender in the sentences before the pronoun, each further back costing one."""
    after = bisect_right(article.sentences, start)
    edges = [start, *reversed(article.sentences[max(0, after - _REACH) : after])]
    found = [
        (back + cost + (0 if gender else _UNKNOWN_GENDER), name, kind)
        for back, (last, first) in enumerate(pairwise(edges))
        for cost, name, kind, gender in _salient(article, quote, max(first, last - _NEARBY), last)
        if gender in (sign, "")
    ]
    cost, name, kind = min(found, default=(99.0, "", ""), key=itemgetter(0))
    confidence = round(0.97 - 0.06 * cost, 2)
    if confidence < THRESHOLD:
        return Speaker(None, "unknown", 0.0, "pronoun")
    if kind == "unnamed":
        return Speaker(name, kind, confidence, "pronoun")
    return article.say(start, end, name, "pronoun", confidence)


def _salient(article: _Article, quote: Quote, first: int, last: int) -> Iterator[tuple[float, str, str, str]]:
    """Who speaks or is named in a sentence outside quotations: cost, name, kind and gender."""
    text = article.text
    for at, who in article.spoken[-20:]:
        if first <= at < last and who.speaker and " and " not in who.speaker:
            if who.speaker_kind == "person":
                yield 0.0, who.speaker, "person", article.known[who.speaker].gender
            elif who.speaker_kind == "unnamed" and _is_one(who.speaker):
                yield 0.0, who.speaker, "unnamed", gender_of(who.speaker.lower().split())
    opening = _BEHIND_PRONOUN if fold(text[first : first + 4]).split(" ")[0].strip('“"') in PRONOUNS else 0.0
    for person in sorted([*article.between(first, last), *_offices(article, first, last)]):
        place = person.start, person.start + 1
        if inside(*place, quote.spans) or inside(*place, article.quoted):
            continue
        before = fold(text[max(first, person.start - 40) : person.start]).split()
        leading = [word for word in before if word not in TITLES]
        owner, follower, *_ = [*fold(text[person.end : person.end + 20]).split(" "), ""]
        cost = opening + (_REPORTED if inside(*place, article.reported) else 0.0)
        cost += _INTRODUCED if person.start in article.introduced else 0.0
        if owner in ("'s", "'") or follower.strip(",.") in BODIES:
            cost += _POSSESSIVE_COST
        elif words("not_names", "prepositions") & set(leading[-1:]):
            cost += _PREPOSITION_COST
        yield cost, person.person, "person", article.known[person.person].gender


def _offices(article: _Article, first: int, last: int) -> Iterator[Person]:
    """The persons whom descriptions by office name in a stretch of text."""
    for match in _OFFICE.finditer(article.text, first, last):
        if person := _holder(article, roles.phrase(match[1]), match.start()):
            yield Person(match.start(), match.end(), match[0], person, "role", 0.85)


def _is_one(description: str) -> bool:
    head = description.lower().split()[-1]
    return head == singular(head) and head not in words("titles", "crowds")


def _described(article: _Article, quote: Quote, start: int, end: int, surface: str) -> Speaker:
    """A speaker without a name: a person by office, a body, or somebody unnamed."""
    determiner, bare, head = noun_phrase(surface)
    single = singular(head)
    definite = determiner in ("the", "this", "that")
    earlier = [s.speaker for _, s in article.spoken[-30:] if s.speaker_kind == "unnamed" and s.speaker]
    same = [e for e in earlier if definite and single in map(singular, e.lower().split())]
    office = (
        (definite or (not determiner and bare.istitle()))
        and head == single
        and head in words("titles", "offices")
        and not same
    )
    if office and (person := _holder(article, roles.phrase(bare), start)):
        return article.say(start, end, person, "role", 0.85)
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
    """The one person a role fits: of those named shortly before, of all in the article, else the country's leader."""
    leads = bool(set(wanted.split()) & words("titles", "leaders"))
    near = article.roster.holders(wanted, article.month)
    nearby = Counter(person.person for person in article.between(start - _NEARBY, start))
    everybody = Counter({name: known.count for name, known in article.known.items()})
    for named in (nearby, everybody, near) if leads else (nearby,):
        fitting = {person: count * _rate(article, person, wanted, near, leads) for person, count in named.items()}
        best = max(fitting, key=lambda person: fitting[person], default="")
        if best and fitting[best] and fitting[best] >= DOMINANT * sum(fitting.values()):
            return best
    return None


def _rate(article: _Article, person: str, wanted: str, near: Counter[str], leads: bool) -> float:
    """The share of what is written of a person that gives them the role; the article's own word counts at any share."""
    said = article.known[person].roles if person in article.known else ()
    own = any(roles.fits(wanted, role) and ("@" in wanted or "@" not in role or not leads) for role in said)
    entry = article.roster.named.get(person)
    rate = (near[person] + own) / (entry.near(article.month) + 1 if entry else 1)
    return rate if own or rate > 0.05 else 0.0
