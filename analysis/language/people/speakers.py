"""Pass 2: who every mention, and every quotation's speaker, is.

Names come first, by the article's own full names, then by the roster; then pronouns and descriptions (`antecedents`).
What stays below `THRESHOLD` keeps its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.language.people import roles
from analysis.language.people.antecedents import THRESHOLD, Article, Person, Speaker, holder, pronoun, word_before
from analysis.language.people.names import DOUBTFUL, PRONOUNS, Mention
from analysis.language.people.roles import BODIES, HEAD_END, NOUNS, noun_phrase, singular
from analysis.language.people.roster import Key, Roster, full_name, link, month_of
from analysis.language.quotes.quote import Quote
from analysis.language.sentences import split_sentences
from analysis.language.spans import merged
from analysis.language.words import fold
from analysis.lexicons import words

_OWN_WORDS = re.compile(
    r"[’']s? (?:\w+ )?(?:comment|remark|statement|tweet|post|letter|response|complaint|claim|argument)s?\b"
)
_JOINED = re.compile(r"(?:,| and| or|, and)(?: (?:former|then|[A-Z][\w’'-]*\.?)){0,4} ")
_NAME_BEHIND = re.compile(r",(?: [A-Z\d][\w.-]*| former| then){0,2} ")
_NAME_BEFORE = re.compile(r",(?: [\w’'.-]+){1,5}, ")
_CLOSED = re.compile(r"(?: of [A-Z]\w+)?[,.”\"]")
_POSSESSIVE = re.compile(r"(?:[’']s|s[’']) ")
_PUBLISHED = re.compile(r"(?:[’']s)?(?: newspaper| magazine)? (?:report|story|article|editorial|poll|survey)$")
_RELATIVE = re.compile(r"(?: \([^)]*\))?,? ")
_OF = frozenset(["of", "for", "to", "from"])


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
    said = merged(span for quote in quotes for span in quote.spans)
    article = Article(text, roster, month_of(date), [start for start, _ in split_sentences(text)], said)
    spoken = {q.mention for q in quotes if q.mention and q.how in ("name", "title")}
    at_quotes = {at for first, last in spoken for at in range(first, min(last, first + 120))}
    used = [m for m in mentions if m.sure or _is_vouched_for(article, m, m.start in at_quotes)]
    keys = link(used, lambda surname, gender: roster.owner(surname, article.month, gender))
    for mention, own in zip(used, keys, strict=True):
        _add_name(article, mention, own, settings or {})
    speakers = [_speaker(article, quote) for quote in quotes]
    sure = [round(who.confidence * quote.confidence, 3) for who, quote in zip(speakers, quotes, strict=True)]
    people = sorted([*article.names, *article.further.values()])
    return people, [who._replace(confidence=chance) for who, chance in zip(speakers, sure, strict=True)]


def _is_vouched_for(article: Article, mention: Mention, at_quote: bool) -> bool:
    """Whether a weak mention is a name: that of somebody the roster knows, or of who is quoted by it."""
    word, owner = mention.surname, article.roster.owner(mention.family, article.month)
    if mention.given or (owner and owner.gender and mention.family not in DOUBTFUL):
        return at_quote or not mention.given
    return at_quote and not (word.isupper() and len(word) < 6) and singular(fold(word)) not in NOUNS


def _add_name(article: Article, mention: Mention, own: Key, settings: Mapping[str, Any]) -> None:
    entry, confidence = article.roster.entries.get(own), 0.98 if mention.given else 0.97
    if not entry and own[1] and not own[0]:
        entry, confidence = article.roster.owner(own[1], article.month, mention.gender), 0.9
    surname = mention.surname.capitalize() if mention.surname.isupper() else mention.surname
    lone = surname or f"{mention.title.title()} {mention.given}"
    person = _renamed(mention.surface, entry.name if entry else full_name(mention) or lone, settings)
    if not person:
        return
    how = "title" if mention.title and not full_name(mention) else "name"
    article.names.append(Person(mention.start, mention.end, mention.surface, person, how, confidence if entry else 0.8))
    if person not in article.known and mention.roles and roles.after(article.text, mention.end):
        article.introduced.add(mention.start)
    known = article.known[person]
    known.entry = entry
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


def _speaker(article: Article, quote: Quote) -> Speaker:
    """The speaker of one quote, remembered for the pronouns and follow-ups after it."""
    if quote.how == "carried" and article.spoken:
        return article.spoken[-1][1]._replace(how="carried")
    if quote.mention is None:
        return Speaker(None, "unknown", 0.0, "none")
    start, end = quote.mention
    surface = article.text[start:end].strip()
    low = surface.lower()
    first = low.split(" ")[0]
    if first in PRONOUNS and first in (low, "he", "she"):
        speaker = pronoun(article, start, start + len(first))
    elif first == "who":
        speaker = _whose_clause(article, start)
    elif low in words("titles", "pronouns") or first == "which":
        speaker = _group(article)
    else:
        speaker = _named(article, start, end) or _described(article, quote, start, end, surface)
    article.spoken.append((start, speaker))
    return speaker


def _named(article: Article, start: int, end: int) -> Speaker | None:
    """The person whose name ends the mention or stands in apposition to it, with those joined to it by ``and``."""
    text = article.text
    here = [
        p for p in article.between(start - 40, end) if p.end > start and word_before(text, start, p.start) not in _OF
    ]
    heads = [p for p in here if HEAD_END.match(text, p.end, end) or not text[p.end : end].strip(" .,]”\"’'")]
    owners = [p for p in here if _OWN_WORDS.match(text, p.end, end)]
    apposed = [
        *(p for p in article.between(end, end + 40)[:1] if _NAME_BEHIND.fullmatch(text, end, p.start)),
        *(p for p in article.between(start - 80, start)[-1:] if _NAME_BEFORE.fullmatch(text, p.end, start)),
    ]
    if not heads and not owners:
        closed = [p for p in apposed if _CLOSED.match(text, max(end, p.end))]
        return Speaker(closed[0].person, "person", 0.9, "name") if closed else None
    first, *others = heads or owners
    joined = [p.person for p in others if _JOINED.fullmatch(text, first.end, p.start)]
    names = " and ".join(dict.fromkeys([first.person, *joined]))
    return Speaker(names, "person", first.confidence if heads else 0.8, first.how)


def _whose_clause(article: Article, start: int) -> Speaker:
    """The person named directly before ``who``."""
    for person in article.between(start - 60, start)[-1:]:
        if _RELATIVE.fullmatch(article.text, person.end, start):
            return article.say(start, start + len("who"), person.person, "pronoun", 0.95)
    return Speaker(None, "unknown", 0.0, "pronoun")


def _group(article: Article) -> Speaker:
    """``they`` and ``it`` stay with the body or the group that spoke last."""
    for _, speaker in reversed(article.spoken[-3:]):
        if speaker.speaker and (speaker.speaker_kind != "person" or " and " in speaker.speaker):
            return speaker._replace(how="pronoun", confidence=0.6)
    return Speaker(None, "unknown", 0.0, "pronoun")


def _described(article: Article, quote: Quote, start: int, end: int, surface: str) -> Speaker:
    """A speaker without a name: a person by office, a body, or somebody unnamed."""
    determiner, bare, head = noun_phrase(surface)
    single = singular(head)
    definite = determiner in ("the", "this", "that")
    earlier = [s.speaker for _, s in article.spoken[-30:] if s.speaker_kind == "unnamed" and s.speaker]
    said = set(map(singular, bare.lower().split()))
    same = [e for e in earlier if definite and said <= set(map(singular, e.lower().split()))]
    office = head == single and head in words("titles", "offices") and not same
    only = definite or (not determiner and bare.istitle())
    if only and office and (person := holder(article, roles.phrase(bare), start)):
        return article.say(start, end, person, "role", 0.95)
    medium = _PUBLISHED.sub("", bare)
    if medium != bare and medium[:1].isupper():
        return Speaker(medium, "organisation", 0.7, quote.how)
    if single in BODIES or bare.isupper():
        return Speaker(roles.spelled_out(article.text, bare), "organisation", 0.7, quote.how)
    if single in NOUNS:
        return Speaker(same[-1] if same else bare, "unnamed", 0.5 if only and office else 0.9, quote.how)
    opening = fold(bare).split()[:1] and fold(bare).split()[0] in words("not_names", "openers")
    if bare[:1].isupper() and not _POSSESSIVE.search(bare) and not opening:
        return Speaker(bare, "organisation", 0.6, quote.how)
    return Speaker(bare if determiner else None, "unknown", THRESHOLD / 2, quote.how)
