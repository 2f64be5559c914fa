"""Roles: the office that stands beside a name, and the description that stands instead of one.

A role is kept as normalised words, its country as ``@uk``: ``British Prime Minister``, ``the premier of Britain`` and
``the UK PM`` all hold ``@uk prime minister``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.lexicons import load_lexicon, words

_BEFORE_A_NAME = ("male", "female", "any", "offices", "kin", "regnal", "abbreviated")
TITLES = frozenset(word.lower() for part in _BEFORE_A_NAME for word in words("titles", part)) - {"st.", "jr.", "sr."}
NOUNS = frozenset(noun for part in ("offices", "kin", "people", "crowds") for noun in words("titles", part))
BODIES = words("titles", "organisations")
PLACES = {  # the country of every place word; towns and regions are themselves
    term: term if country == "regions" else country
    for country, part in load_lexicon("places").parts.items()
    for term in part.terms
}
_STATES = load_lexicon("places").extra["states"]
_SAME = load_lexicon("titles").extra["same"]
# Where the head of a noun phrase ends.
HEAD_END = re.compile(
    r",|(?<=[a-z]{3})\.\s|\s*[(—–]|\s(?:of|for|from|at|in|on|with|by|to|who|whose|which|that|and|or|as|during|near|close|familiar|briefed"
    r"|involved|said|told|says|has|had|was|is)\b"
)
_PLACE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(PLACES, key=len, reverse=True)))})(?!\w)")
_AFTER = re.compile(
    r"(?: of [A-Z]\w+(?: [A-Z]\w+)?)?,(?: who (?:is|was)| now| then)? (?!who(?:se)?\b|which\b|with\b)"
    r"(?P<article>the |an? |his |her )?(?P<said>[\w’'. -]{2,80})"
)
_PARTY = re.compile(r"(?:,? \(|, )(?:([RD])\b)?(?:(?<=[RD])-)?((?<=[-(])[A-Z][\w.]*(?: [A-Z]\w+)?)?(?=[),.])")
_PLACE_AFTER = re.compile(r"\s(?:of|from|in) (?:the )?([A-Z][\w.]*(?: [A-Z]\w+)?)")
_OWNER = re.compile(r"(?:[’']s|(?<=s)[’'])\s")
_WORD = re.compile(r"(?<![’'])[@\w]\w*(?:[’'](?!s\b)\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_STOP = re.compile(r"[^\w’'.&/]")
_PARTITIVE = re.compile(
    r"(?:one|two|three|some|many|several|few|most|both|all|members) of (?=the|his|her|their)", re.IGNORECASE
)
_DETERMINER = re.compile(r"\b(the|an?|another|one|this|that|these|those|his|her|their|its|our)\s", re.IGNORECASE)
_REACH = 80  # characters before a name in which its role stands


@lru_cache(maxsize=1 << 14)
def phrase(text: str) -> str:
    """A role in normalised words: ``the then-British PM`` is ``then @uk prime minister``."""
    said = _PLACE.sub(lambda match: "@" + PLACES[match[0]].replace(" ", "_"), text.replace("-", " "))
    *owners, said = _OWNER.split(said)
    said = " ".join([*(word for owner in owners for word in owner.split() if word.startswith("@")), said])
    return " ".join(
        _SAME.get(word, word) for word in _WORD.findall(said.lower()) if word not in words("titles", "small")
    )


def before(text: str, start: int) -> tuple[str, str]:
    """The title directly before a name, in lower case, and the whole role."""
    window = re.split(r"[\[(“]", text[max(0, start - _REACH) : start].replace("-", " "))[-1]
    said = window.split() if window[-1:] in (" ", "\xa0") else []
    if not said or (said[-1].lower() not in TITLES and not {"of", "for"} & set(said[-4:])):
        return "", ""
    taken: list[str] = []
    for word in reversed(said[1:] if len(window) == _REACH else said):
        if _ends_role(word, taken) or len(taken) > 6:
            break
        taken.append(word)
    of = next((at for at, word in enumerate(taken) if word in ("of", "for")), len(taken))
    title = next((word.lower() for word in (*taken[:1], *taken[of + 1 : of + 2]) if word.lower() in TITLES), "")
    return (title, phrase(" ".join(reversed(taken)))) if title else ("", "")


def _ends_role(word: str, taken: list[str]) -> bool:
    """Whether a role read backwards stops before this word: a clause, a verb, somebody else's (``Obama’s adviser``)."""
    if word in ("of", "for"):
        return bool(taken) and taken[0].lower() in TITLES
    sentence = word.endswith(".") and word.count(".") == 1 and word not in words("titles", "abbreviated")
    owner = bool(_POSSESSIVE.search(word)) and _POSSESSIVE.sub("", word) not in PLACES
    capital = bool(taken) and taken[-1][0].isupper()
    verb = capital and word.islower() and word not in TITLES and word not in words("titles", "past")
    return sentence or owner or verb or bool(_STOP.search(word)) or word.lower() in words("titles", "apart")


def after(text: str, end: int) -> str:
    """The role in the apposition behind a name (``, a fellow at ...``, ``, R-Ky.``); empty when there is none."""
    if (party := _PARTY.match(text, end)) and (party[1] or party[2] in _STATES):
        side = {"R": "republican", "D": "democrat"}.get(party[1], "")
        return phrase(f"{_STATES.get(party[2], party[2]) or ''} {side}")
    if not (match := _AFTER.match(text, end)):
        return ""
    said = match["said"]
    cut = HEAD_END.search(said)
    head = said[: cut.start() if cut else None].rstrip(". ").split() or [""]
    named = head[0][:1].isupper() and head[0].lower() not in TITLES and head[0] not in PLACES
    if head[-1].lower() not in NOUNS or (named and not match["article"]):
        return ""
    place = _PLACE_AFTER.match(said, cut.start()) if cut else None
    return phrase(" ".join([place[1] if place else "", *head]))


@lru_cache(maxsize=1 << 14)
def fits(wanted: str, role: str) -> bool:
    """Whether a description (``@ukraine leader``) can be of somebody with a role (``@ukraine president``)."""
    asked, held = set(wanted.split()), set(role.split())
    if held & words("titles", "leaders"):
        asked.discard("leader")
    return bool(asked) and asked <= held and not (held - asked) & words("titles", "past")


def noun_phrase(surface: str) -> tuple[str, str, str]:
    """Determiner, description and head noun of a mention, without what a wrong boundary added to it.

    >>> noun_phrase("One of the senior officials familiar with the talks")
    ('the', 'senior officials familiar with the talks', 'officials')
    >>> noun_phrase("the report released")
    ('the', 'report', 'report')
    """
    surface = _POSSESSIVE.sub("", _PARTITIVE.sub("", surface))
    cut = HEAD_END.search(surface)
    end = cut.start() if cut else len(surface)
    tail = surface[end:] if cut and cut.end() < len(surface) else ""
    *before, noun = _DETERMINER.split(surface[:end])
    tokens = noun.split()
    known = [at for at, word in enumerate(tokens, 1) if singular(word.lower()) in NOUNS | BODIES]
    if known and known[-1] < len(tokens):
        tokens, tail = tokens[: known[-1]], ""
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
