"""Roles: the office that stands beside a name, and the description that stands instead of one.

A role is kept as normalised words, its country as ``@uk``: ``British Prime Minister``, ``the premier of Britain`` and
``the UK PM`` all hold ``@uk prime minister``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from analysis.lexicons import load_lexicon, words

_AFTER = re.compile(
    r"(?: of [A-Z]\w+(?: [A-Z]\w+)?)?,(?: who (?:is|was)| now| then)? (?!who\b|which\b|with\b)"
    r"(?P<article>the |an? |his |her )?(?P<said>[\w’'. -]{2,80})"
)
_PARTY = re.compile(r"(?:,? \(|, )([RD])(?:-|\b)")
_PREPOSITION = re.compile(r"\s(?:of|for|at|in|from|on|with|to|by|and|who|that|which|said|told|has|had|was|is|says)\b")
_PLACE_AFTER = re.compile(r"\s(?:of|from|in) (?:the )?([A-Z][\w.]*(?: [A-Z]\w+)?)")
_OWNER = re.compile(r"(?:[’']s|(?<=s)[’'])\s")
_WORD = re.compile(r"(?<![’'])[@\w][\w-]*(?:[’'](?!s\b)\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_STOP = re.compile(r"[^\w’'.&/]")
_PARTITIVE = re.compile(
    r"(?:one|two|three|some|many|several|few|most|both|all|members) of (?=the|his|her|their)", re.IGNORECASE
)
_DETERMINER = re.compile(r"\b(the|an?|another|one|this|that|these|those|his|her|their|its|our)\s", re.IGNORECASE)
_HEAD_END = re.compile(
    r",|[(—–]|\s(?:of|for|from|at|in|on|with|by|to|who|whose|which|that|and|as|during|near|close|familiar|briefed|involved)\s"
)
_REACH = 80


@cache
def titles() -> frozenset[str]:
    """Everything that can stand directly before a name, in lower case."""
    parts = ("male", "female", "any", "offices", "kin", "regnal", "abbreviated")
    return frozenset(word.lower() for part in parts for word in words("titles", part)) - {"st.", "jr.", "sr."}


@cache
def nouns() -> frozenset[str]:
    """Nouns that describe a person: offices and the words of unnamed sources."""
    return words("titles", "offices") | words("titles", "kin") | words("titles", "people")


@cache
def places() -> dict[str, str]:
    """Country by place word; towns and regions are themselves."""
    parts = load_lexicon("places").parts.items()
    return {term: term if country == "regions" else country for country, part in parts for term in part.terms}


@cache
def _place() -> re.Pattern[str]:
    terms = "|".join(re.escape(term) for term in sorted(places(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{terms})(?!\w)")


@lru_cache(maxsize=1 << 14)
def phrase(text: str) -> str:
    """A role in normalised words.

    >>> phrase("the then-British PM")
    'then @uk prime minister'
    """
    said = _place().sub(lambda match: "@" + places()[match[0]].replace(" ", "_"), text.replace("-", " "))
    *owners, said = _OWNER.split(said)
    said = " ".join([*(word for owner in owners for word in owner.split() if word.startswith("@")), said])
    same = load_lexicon("titles").extra["same"]
    small = words("titles", "small")
    return " ".join(same.get(word, word) for word in _WORD.findall(said.lower()) if word not in small)


def before(text: str, start: int) -> tuple[str, str]:
    """The title directly before a name, in lower case, and the whole role."""
    window = text[max(0, start - _REACH) : start].replace("-", " ")
    said = window.split() if window[-1:] in (" ", "\xa0") else []
    if not said or (said[-1].lower() not in titles() and not {"of", "for"} & set(said[-4:])):
        return "", ""
    taken: list[str] = []
    for word in reversed(said[1:] if len(window) == _REACH else said):
        bare = word.lstrip("[(“")
        if _ends_role(bare, taken) or len(taken) > 6:
            break
        taken.append(bare)
        if bare != word:
            break
    of = next((at for at, word in enumerate(taken) if word in ("of", "for")), len(taken))
    title = next((word.lower() for word in (*taken[:1], *taken[of + 1 : of + 2]) if word.lower() in titles()), "")
    return (title, phrase(" ".join(reversed(taken)))) if title else ("", "")


def _ends_role(word: str, taken: list[str]) -> bool:
    """Whether a role read backwards stops before this word: a clause, a verb, somebody else's (``Obama’s adviser``)."""
    if word in ("of", "for"):
        return bool(taken) and taken[0].lower() in titles()
    sentence = word.endswith(".") and word.count(".") == 1 and word not in words("titles", "abbreviated")
    owner = bool(_POSSESSIVE.search(word)) and _POSSESSIVE.sub("", word) not in places()
    capital = bool(taken) and taken[-1][0].isupper()
    verb = capital and word.islower() and word not in titles() and word not in words("titles", "past")
    return sentence or owner or verb or bool(_STOP.search(word)) or word.lower() in words("titles", "apart")


def after(text: str, end: int) -> str:
    """The role in the apposition behind a name (``, a fellow at ...``, ``, R-Ky.``); empty when there is none."""
    window = text[end : end + _REACH + 40]
    if party := _PARTY.match(window):
        return "republican" if party[1] == "R" else "democrat"
    if not (match := _AFTER.match(window)):
        return ""
    said = match["said"]
    cut = _PREPOSITION.search(said)
    head = (said[: cut.start()] if cut else said).rstrip(". ").split() or [""]
    named = head[0][:1].isupper() and head[0].lower() not in titles() and head[0] not in places()
    if head[-1].lower() not in nouns() or (named and not match["article"]):
        return ""
    place = _PLACE_AFTER.match(said[cut.start() :]) if cut else None
    return phrase(" ".join([place[1] if place else "", *head]))


@lru_cache(maxsize=1 << 14)
def fits(wanted: str, role: str) -> bool:
    """Whether a description (``the Ukrainian leader``) can be of somebody with a role (``@ukraine president``).

    >>> fits("@ukraine leader", "@ukraine president"), fits("president", "vice president")
    (True, False)
    """
    asked, held = set(wanted.split()), set(role.split())
    if "leader" in asked and held & words("titles", "leaders"):
        asked.discard("leader")
    return bool(asked) and asked <= held and not (held - asked) & words("titles", "past")


def noun_phrase(surface: str) -> tuple[str, str, str]:
    """Determiner, description and head noun of a mention, without what a wrong boundary added to it.

    >>> noun_phrase("One of the senior officials familiar with the talks")
    ('the', 'senior officials familiar with the talks', 'officials')
    >>> noun_phrase("the report released")
    ('the', 'report', 'report')
    """
    surface = re.sub(r"[’']s?$", "", _PARTITIVE.sub("", surface))
    cut = _HEAD_END.search(surface)
    *before, noun = _DETERMINER.split(surface[: cut.start()] if cut else surface)
    tokens = noun.split()
    known = [
        at for at, word in enumerate(tokens) if singular(word.lower()) in nouns() | words("titles", "organisations")
    ]
    whole = not known or known[-1] == len(tokens) - 1
    tokens = tokens if whole else tokens[: known[-1] + 1]
    tail = surface[cut.start() :] if cut and whole else ""
    return (before[-1].lower() if before else ""), " ".join(tokens) + tail, (tokens or [""])[-1].lower()


def spelled_out(text: str, acronym: str) -> str:
    """``NRA`` by the article's own words: ``National Rifle Association``."""
    if not (acronym.isalpha() and acronym.isupper() and 2 < len(acronym) < 7):
        return acronym
    letters = r" (?:(?:of|for|on|and|the) )?".join(rf"{letter}[a-z]\w*" for letter in acronym)
    match = re.search(rf"\b{letters}\b", text[:20_000])
    return match[0] if match else acronym


def singular(word: str) -> str:
    """The singular of a regular English noun in lower case."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "news", "times", "press")) else word
