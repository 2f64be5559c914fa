"""Roles: the office or description that stands beside a name, or instead of one.

A role is kept as normalised words, its country as ``@uk``: ``British Prime Minister``, ``the premier of Britain`` and
``the UK prime minister`` all hold ``@uk prime minister``.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicons import load_lexicon, words

_APPOSITION = re.compile(r"(?:,| [—–-]{1,2}) ?(?:who (?:is|was) |now |also )?(the |an? |his |her )?([\w’'.@ -]{2,90})")
_PARTY = re.compile(r"(?:,? \(|, )([RD])(?:-|\b)")
_PREPOSITION = re.compile(r"\s(?:of|for|at|in|from|on|with|to|by|and|who|that|which|said|told|has|had|was|is|says)\b")
_PLACE_AFTER = re.compile(r"\s(?:of|from|in) (?:the )?([A-Z][\w.]*(?: [A-Z]\w+)?)")
_OF_TITLE = re.compile(r"(\b\w+ (?:of|for) (?:the )?(?:[A-Z][\w-]+,? (?:and )?){1,3})$")
_REACH = 80


@cache
def titles() -> frozenset[str]:
    """Everything that can stand directly before a name, in lower case."""
    return frozenset().union(*(words("titles", part) for part in ("male", "female", "any", "offices", "regnal")))


@cache
def nouns() -> frozenset[str]:
    """Nouns that describe a person: offices and the words of unnamed sources."""
    return words("titles", "offices") | words("titles", "people")


@cache
def places() -> dict[str, str]:
    """Country by place word in lower case; towns and regions are themselves."""
    parts = load_lexicon("places").parts
    return {
        term.lower(): term.lower().replace(" ", "-") if country == "regions" else country
        for country, part in parts.items()
        for term in part.terms
    }


def phrase(text: str) -> str:
    """A role in normalised words.

    >>> phrase("the then-British PM")
    'then @uk prime minister'
    """
    table, same = places(), load_lexicon("titles").extra["same"]
    raw = [
        re.sub(r"[’']s?$", "", word).lower() for word in text.replace("then-", "then ").replace("ex-", "ex ").split()
    ]
    out: list[str] = []
    skip = False
    for word, following in zip(raw, [*raw[1:], ""], strict=True):
        if skip:
            skip = False
            continue
        pair, bare = f"{word} {following}", word.strip('.,()“”"')
        skip = pair in table
        place = table.get(pair) or table.get(word) or table.get(bare)
        word = f"@{place}" if place else same.get(bare, bare)
        if word not in ("the", "a", "an", "his", "her", "their", "of", "for", ""):
            out.append(word)
    return " ".join(out)


def before(text: str, start: int) -> tuple[str, str]:
    """The title directly before a name, in lower case, and the whole role."""
    window = text[max(0, start - _REACH) : start]
    if not window.endswith((" ", "\xa0", "-")):
        return "", ""
    if (match := _OF_TITLE.search(window)) and match[1].split()[0].lower() in titles():
        return match[1].split()[0].lower(), phrase(match[1])
    line = window[window.rfind("\n") + 1 :].replace("then-", "then ")
    taken: list[str] = []
    openers = words("not_names", "openers") - {"former", "ex"}
    abbreviated = words("titles", "abbreviated")
    for word in reversed(line.split()[-7:]):
        if not taken and word.lower() not in titles():
            return "", ""
        ends = (
            word[-1] in ',;:.!?)”"'
            and word not in abbreviated
            and not word.endswith(".S.")
            and not word.endswith(".K.")
        )
        if ends or word.lower() in openers or word[0] in '“"(':
            break
        taken.append(word)
    return (taken[0].lower(), phrase(" ".join(reversed(taken)))) if taken else ("", "")


def after(text: str, end: int) -> str:
    """The role in the apposition behind a name: ``, a fellow at ...``, ``, R-Ky.``; empty when there is none."""
    window = text[end : end + _REACH + 20]
    if party := _PARTY.match(window):
        return "republican" if party[1] == "R" else "democrat"
    match = _APPOSITION.match(window)
    if not match:
        return ""
    said = match[2]
    cut = _PREPOSITION.search(said)
    head = said[: cut.start()] if cut else said
    last = head.split()[-1].lower().rstrip(".") if head.split() else ""
    if last not in nouns() or not (
        match[1] or not head[0].isupper() or head.split()[0].lower() in titles() | set(places())
    ):
        return ""
    place = _PLACE_AFTER.match(said[cut.start() :]) if cut else None
    return phrase(f"{place[1]} {head}" if place else head)


def fits(wanted: str, role: str) -> bool:
    """Whether a description (``the Ukrainian leader``) can be of somebody with a role (``@ukraine president``).

    >>> fits("@ukraine leader", "@ukraine president"), fits("president", "vice president")
    (True, False)
    """
    asked, held = set(wanted.split()), set(role.split())
    leaders = {"president", "chancellor", "leader", "king", "queen", "dictator", "taoiseach"}
    if "leader" in asked and asked - held == {"leader"} and (held & leaders or "prime minister" in role):
        asked.discard("leader")
    past = words("titles", "past")
    return bool(asked) and asked <= held and not (held - asked) & past
