"""One name for each outlet: "NYT", "nytimes.com" and "New York Times - Opinion" are The New York Times.

Names come from ``lexicons/outlets.toml`` and, before it, from ``[outlets]`` in corpus.toml; an outlet that neither
knows keeps the name it was given. Where none is given, the address or the text may tell it, by a rule that has a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from analysis.lexicons import load_lexicon

_TOKEN = re.compile(r"[\w.’'&!]+|[-–—|(:/]")
_PARTING = frozenset("-–—|(:/")
_HOST = re.compile(r"(?:[a-z][\w+.-]*:)?//(?:[^/?#@\s]*@)?([^/?#:\s]+)", re.IGNORECASE)
_SHARED = tuple(f".{name}" for name in load_lexicon("outlets").extra["hosts"])
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,9}[a-z]{2,24}", re.IGNORECASE)
_NAME = r"([A-Z][\w.&’' ]{1,30}?)"
# Rules of evidence in a text: patterns that catch an outlet's name.
_EVIDENCE: Mapping[str, re.Pattern[str]] = {
    "copyright line": re.compile(
        rf"(?i:©|\(c\)|\bcopyright)\s*©?\s*(?:(?:19|20)\d\d,?\s+)?(?i:by\s+)?{_NAME}"
        r"(?i:(?=[.,;|\n]|\s+(?:all|inc|llc|ltd|company|corp|media|limited|network)\b|$))"
    ),
    "its app": re.compile(rf"\b(?i:get|download) (?i:the) {_NAME} (?i:mobile )?(?i:app)\b"),
    "its reporters": re.compile(rf"\b{_NAME}[’']s? [^.\n]{{0,80}}\bcontributed to this (?:report|article|story)"),
    "its dateline": re.compile(rf"\A\s*(?:[A-Z][\w., ]{{2,40}})?\({_NAME}\)\s*[-–—]"),
}
_TOP = 4  # lines among which an outlet's name may stand alone
_REACH = 3_000  # characters at each end of a text in which evidence is looked for


@lru_cache(100_000)
def fold_outlet(given: str) -> str | None:
    """The one name of an outlet, by its name or an address; None when it is not known.

    >>> fold_outlet("NYT"), fold_outlet("https://edition.cnn.com/a"), fold_outlet("The Guardian(London)")
    ('The New York Times', 'CNN', 'The Guardian')
    """
    known = _names()
    if name := known.get(_key(given)):
        return name
    if _DOMAIN.fullmatch(place := host(given) or given.strip()):
        parts = place.lower().split(".")
        return next((known[key] for i in range(len(parts) - 1) if (key := "".join(parts[i:])) in known), None)
    tokens = _TOKEN.findall(given[:120])
    while len(tokens) > 1 and (tokens[-1] in _PARTING or tokens[-1].lower() in _extra("desks")):
        tokens.pop()
        name = known.get(_key(" ".join(tokens)))
        if name and (tokens[-1] in _PARTING or len(tokens) > 1 or tokens[0].isupper()):
            return name
    return None


def host(url: str) -> str:
    """The host of an address without ``www.``; "" when there is none, or when it keeps the pages of others.

    >>> host("https://www.bbc.co.uk/news/1")
    'bbc.co.uk'
    """
    match = _HOST.match(url.strip())
    place = match[1].lower().removeprefix("www.") if match else ""
    return "" if f".{place}".endswith(_SHARED) else place


def outlet_of_text(text: str) -> tuple[str, str] | None:
    """The outlet that a text shows itself to be of, and the rule that found it; None without evidence.

    >>> outlet_of_text("He left.\\n\\nCLICK HERE TO GET THE FOX NEWS APP")
    ('Fox News', 'its app')
    """
    ends = text if len(text) < 2 * _REACH else f"{text[:_REACH]}\n{text[-_REACH:]}"
    for line in text[:300].split("\n")[:_TOP]:
        if len(line) <= 60 and (name := fold_outlet(line.strip())) and name not in _extra("agencies"):
            return name, "its first lines"
    for rule, pattern in _EVIDENCE.items():
        for match in pattern.finditer(ends):
            name = fold_outlet(match[1].strip())
            if name and name not in _extra("agencies"):
                return name, rule
    return None


@lru_cache(100_000)
def outlet_of_path(file: str) -> tuple[str, str] | None:
    """The known outlet that a file or a folder is called after, dates and numbers apart, and the rule that found it.

    >>> outlet_of_path("the-guardian_2025-03-02_mayor.txt"), outlet_of_path("bbc.co.uk/001.txt")
    (('The Guardian', 'the file name'), ('BBC', 'the folder name'))
    """
    for depth, part in enumerate(reversed(file.split("/"))):
        for name in (part, part.rpartition(".")[0]):
            for piece in re.split(r"(?:(?:^|[\W_]+)\d+(?=[\W_]|$))+", name):
                key = _key(re.sub(r"[-_]", " ", piece))
                if len(key) > 1 and (outlet := _names().get(key)):  # a folder called "i" is no newspaper
                    return outlet, "the folder name" if depth else "the file name"
    return None


@cache
def _names() -> dict[str, str]:
    parts = load_lexicon("outlets").parts
    return {_key(alias): name for name, part in parts.items() for alias in (name, *part.terms)}


@cache
def _extra(key: str) -> frozenset[str]:
    return frozenset(load_lexicon("outlets").extra[key])


def _key(name: str) -> str:
    return re.sub(r"^the\s+|[\W_]+", "", name[:120].strip().casefold())
