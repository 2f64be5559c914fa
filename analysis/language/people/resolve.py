"""Pass 2: who every mention, and every quotation's speaker, is.

Names come first, by the article's own full names, then by the roster. A pronoun takes the most salient person of its
gender: who spoke last, then the subjects of the sentences before it. A description (``the prime minister``) takes the
one person whose office it fits, and nobody where it fits two. What stays below `THRESHOLD` keeps its own words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from analysis.language.people.names import Mention
from analysis.language.people.roles import fits, nouns, phrase
from analysis.language.people.roster import Entry, Key, Roster, fold, link, month_of, printed
from analysis.language.quotes.quote import Quote
from analysis.language.sentences import split_sentences
from analysis.lexicons import words

THRESHOLD = 0.5

_MALE = frozenset({"he", "his", "him", "himself"})
_FEMALE = frozenset({"she", "her", "hers", "herself"})
_DETERMINER = re.compile(r"(?:the|a|an|another|one|this|that|these|those|his|her|their|its|our)\s+", re.IGNORECASE)
_HEAD_END = re.compile(r",|[(—–]|\s(?:of|for|from|at|in|on|with|by|to|who|whose|which|that|and|as|during|near)\s")
_OF = re.compile(r"^(?P<head>[\w -]+?) (?:of|for|from) (?:the )?(?P<body>.+)$")
_CAPITAL = re.compile(r"[A-Z]")
_REACH = 10  # sentences a pronoun looks back


class Person(NamedTuple):
    """One row of the people table."""

    start: int
    end: int
    surface: str
    person: str
    how: str
    confidence: float


class Speaker(NamedTuple):
    """Who says one quote: canonical name, own words of the mention, or None."""

    speaker: str | None
    speaker_kind: str
    confidence: float
    how: str


NOBODY = Speaker(None, "unknown", 0.0, "none")


@dataclass
class _Article:
    """What pass 2 knows about the article it is in."""

    text: str
    roster: Roster
    month: int
    people: list[Person] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)
    sentences: list[int] = field(default_factory=list)
    said: list[tuple[int, int]] = field(default_factory=list)
    spoken: list[tuple[int, Speaker]] = field(default_factory=list)


def resolve(
    text: str,
    mentions: Sequence[Mention],
    quotes: Sequence[Quote],
    roster: Roster,
    *,
    date: date | None = None,
    settings: Mapping[str, Any] | None = None,
) -> tuple[list[Person], list[Speaker]]:
    """Say who the mentions and the speakers of one article are.

    Parameters
    ----------
    text : str
    mentions : list of Mention
        What `find_mentions` found in it.
    quotes : list of Quote
        What `find_quotes` found in it.
    roster : Roster
        Of the whole corpus (`merge`).
    date : date, optional
        The day of the article: offices and surnames are looked up near it.
    settings : mapping, optional
        ``[people]`` of corpus.toml: aliases, merges, not_a_person.

    Returns
    -------
    list of Person
        One for each name, and for each pronoun or description at a quote that could be resolved; sorted.
    list of Speaker
        One for each quote, in order.

    Examples
    --------
    >>> from analysis.language.people import find_mentions, merge
    >>> from analysis.language.quotes import find_quotes
    >>> text = 'Prime Minister Keir Starmer flew home. "We can," he said. Starmer waved.'
    >>> mentions = find_mentions(text)
    >>> people, speakers = resolve(text, mentions, find_quotes(text), merge([("a", None, mentions)]))
    >>> [(person.surface, person.person, person.how) for person in people]
    [('Keir Starmer', 'Keir Starmer', 'name'), ('he', 'Keir Starmer', 'pronoun'), ('Starmer', 'Keir Starmer', 'name')]
    >>> speakers[0].speaker
    'Keir Starmer'
    """
    names = _Names(settings or {})
    article = _Article(text, roster, month_of(date))
    article.sentences = [start for start, _ in split_sentences(text)]
    article.said = sorted(span for quote in quotes if quote.kind != "indirect" for span in quote.spans)
    _name_people(article, mentions, quotes, names)
    speakers = [_speaker(article, quote) for quote in quotes]
    return sorted(article.people), speakers


class _Names:
    """The hand-made settings about names."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.aliases: Mapping[str, str] = settings.get("aliases", {})
        self.merges = [list(group) for group in settings.get("merges", ())]
        self.nobody = frozenset(settings.get("not_a_person", ()))

    def final(self, surface: str, person: str) -> str | None:
        """The name after aliases and merges; None for what is no person."""
        if surface in self.nobody or person in self.nobody:
            return None
        person = self.aliases.get(surface, self.aliases.get(person, person))
        for first, *others in self.merges:
            for other in others:
                if person == other or person.endswith(f" {other}"):
                    return person.removesuffix(other) + first
        return person


def _name_people(article: _Article, mentions: Sequence[Mention], quotes: Sequence[Quote], names: _Names) -> None:
    """Every name of the article becomes a row of people."""
    spoken = [quote.mention for quote in quotes if quote.mention and quote.how in ("name", "title")]
    at_quotes = {start for first, last in spoken for start in range(first, min(last, first + 120))}
    used = [m for m in mentions if m.sure or m.start in at_quotes or _vouched(m, article)]
    for mention, own in zip(used, link(used), strict=True):
        entry, confidence = _entry(mention, own, article)
        if not entry and not mention.sure and mention.start not in at_quotes:
            continue
        person = names.final(mention.surface, entry.name if entry else _own_name(mention))
        if person is None:
            continue
        how = "title" if mention.title and not (mention.given and mention.surname) else "name"
        article.people.append(Person(mention.start, mention.end, mention.surface, person, how, confidence))
        sign = mention.gender or (entry.gender if entry else "") or mention.near
        article.genders[person] = article.genders.get(person, "") or sign
        article.roles.setdefault(person, []).extend(mention.roles)
        if entry and len(article.roles[person]) == len(mention.roles):
            article.roles[person] += entry.roles_near(article.month)


def _vouched(mention: Mention, article: _Article) -> bool:
    return not mention.given and article.roster.owner(fold(mention.surname), article.month) is not None


def _entry(mention: Mention, own: Key, article: _Article) -> tuple[Entry | None, float]:
    given, surname = own
    if given and surname:
        exact = bool(mention.given and mention.surname)
        return article.roster.entries.get(own), 0.98 if exact else 0.95
    if surname:
        return article.roster.owner(surname, article.month, mention.gender), 0.85
    return None, 0.7


def _own_name(mention: Mention) -> str:
    if mention.surname:
        return (
            printed(mention)
            if mention.given
            else mention.surname.capitalize()
            if mention.surname.isupper()
            else mention.surname
        )
    return f"{mention.title.title()} {mention.given}"


def _speaker(article: _Article, quote: Quote) -> Speaker:
    """The speaker of one quote; resolved ones are remembered for the pronouns and follow-ups after it."""
    if quote.how == "carried":
        previous = article.spoken[-1][1] if article.spoken else NOBODY
        return previous._replace(how="carried", confidence=round(previous.confidence * 0.9, 3))
    if quote.mention is None:
        return NOBODY
    speaker = _mentioned(article, quote, *quote.mention)
    article.spoken.append((quote.mention[0], speaker))
    return speaker


def _mentioned(article: _Article, quote: Quote, start: int, end: int) -> Speaker:
    surface = article.text[start:end].strip()
    low = surface.lower()
    named = [p for p in article.people if p.start < end and p.end > start and p.how in ("name", "title")]
    if low in _MALE | _FEMALE:
        return _pronoun(article, quote, start, end, surface)
    if low in ("they", "it", "we", "who", "i", "their", "its", "you", "which", "those", "them"):
        return _plural(article, low)
    ending = [p for p in named if article.text[p.end : end].strip(' .,]”"') == ""]
    if ending:
        both = [
            p
            for p in named
            if p is not ending[-1] and re.fullmatch(r",? (?:and|or) .*", article.text[p.end : ending[-1].end])
        ]
        persons = list(dict.fromkeys([*(p.person for p in both), ending[-1].person]))
        return Speaker(
            " and ".join(persons), "person", ending[-1].confidence, quote.how if quote.how != "none" else "name"
        )
    return _described(article, quote, start, end, surface)


def _plural(article: _Article, low: str) -> Speaker:
    """``they`` and ``it`` stay with the body or group that spoke last."""
    for _, speaker in reversed(article.spoken[-3:]):
        if speaker.speaker and (speaker.speaker_kind != "person" or " and " in speaker.speaker):
            return speaker._replace(how="pronoun", confidence=0.6)
    return NOBODY._replace(how="pronoun")


def _pronoun(article: _Article, quote: Quote, start: int, end: int, surface: str) -> Speaker:
    gender = "m" if surface.lower() in _MALE else "f"
    found = _antecedent(article, start, gender, quote)
    if not found:
        return NOBODY._replace(how="pronoun")
    person, confidence = found
    article.people.append(Person(start, end, surface, person, "pronoun", confidence))
    return Speaker(person, "person", confidence, "pronoun")


def _antecedent(article: _Article, start: int, gender: str, quote: Quote) -> tuple[str, float] | None:
    """The most salient person of a gender before a position."""
    number = bisect_right(article.sentences, start) - 1
    own = quote.spans[0][0]
    for back in range(_REACH):
        if number - back < 0:
            break
        first = article.sentences[number - back]
        last = start if back == 0 else article.sentences[number - back + 1]
        ranked = _ranked(article, first, last)
        fitting = [p for p in ranked if article.genders.get(p, "") in (gender, "")]
        fitting.sort(key=lambda p: article.genders.get(p, "") != gender)
        if fitting:
            return fitting[0], (0.93 if back < 3 else 0.8) - 0.1 * (article.genders.get(fitting[0], "") == "")
    del own
    return None


def _ranked(article: _Article, first: int, last: int) -> list[str]:
    """The persons of a sentence outside quotations, most salient first: speakers, subjects, the rest."""
    speakers = [
        s.speaker for at, s in article.spoken if first <= at < last and s.speaker and s.speaker_kind == "person"
    ]
    scored = []
    for person in article.people:
        if first <= person.start < last and not _inside(article.said, person.start):
            after = article.text[person.end : person.end + 2]
            before = article.text[max(0, person.start - 12) : person.start].split()
            oblique = bool(before) and before[-1].lower() in _PREPOSITIONS
            scored.append((2 if after in ("’s", "'s") else int(oblique), person.start, person.person))
    return list(dict.fromkeys([*reversed(speakers), *(name for _, _, name in sorted(scored))]))


_PREPOSITIONS = frozenset(
    {"with", "of", "by", "to", "for", "from", "against", "at", "on", "under", "about", "between", "over", "and"}
)


def _inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    at = bisect_right(spans, (position, 1 << 60)) - 1
    return at >= 0 and spans[at][0] <= position < spans[at][1]


def _described(article: _Article, quote: Quote, start: int, end: int, surface: str) -> Speaker:
    """A speaker without a name: a person by office, a body, or somebody unnamed."""
    definite = surface.lower().startswith(("the ", "this ", "that "))
    bare = re.sub(r"[’']s?$", "", _DETERMINER.sub("", surface, count=1) if _DETERMINER.match(surface) else surface)
    head_part = bare[: m.start()] if (m := _HEAD_END.search(bare)) else bare
    head = head_part.split()[-1].lower() if head_part.split() else ""
    single = _singular(head)
    if (definite or surface[:1].isupper()) and head == single and (person := _by_role(article, bare)):
        article.people.append(Person(start, end, surface, person, "role", 0.8))
        return Speaker(person, "person", 0.8, "role")
    bodies = words("titles", "organisations")
    if single in bodies and single not in ("authority", "record"):
        return Speaker(bare, "organisation", 0.8, quote.how)
    if single in nouns() or head in nouns() or head.endswith("ers"):
        earlier = (
            [s.speaker for _, s in article.spoken if s.speaker_kind == "unnamed" and s.speaker] if definite else []
        )
        same = next((e for e in reversed(earlier) if e.split()[-1].lower() == head or head in e.lower().split()), None)
        return Speaker(same or bare, "unnamed", 0.8, quote.how)
    kind = "organisation" if _CAPITAL.match(bare) else "unknown"
    return Speaker(bare, kind, 0.6, quote.how)


def _by_role(article: _Article, bare: str) -> str | None:
    """The one person a description fits: among the article's people, else near in date over the corpus."""
    wanted = phrase(bare)
    fitting = {p: [r for r in roles if fits(wanted, r)] for p, roles in article.roles.items()}
    held = {person: roles for person, roles in fitting.items() if roles}
    if len(held) > 1:
        plain = {p: roles for p, roles in held.items() if any("@" not in role for role in roles)}
        held = plain or held
    if len(held) == 1:
        return next(iter(held))
    if held:
        return None
    counts: Counter[str] = Counter()
    for entry in {id(e): e for e in article.roster.entries.values()}.values():
        if any(fits(wanted, role) for role in entry.roles_near(article.month)):
            counts[entry.name] += entry.near(article.month)
    return next(iter(counts)) if len(counts) == 1 else None


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "news", "times", "press")) else word
