"""Who speaks: the noun phrase before or after a cue, found without a tagger.

English news puts the speaker next to the verb. To its left a phrase is read backwards to the beginning of its clause
(a comma, ``that``, ``but`` ...), stepping over appositions (``Weber, a fellow, said``) and relative clauses;
to its right it is read forwards to the first word that cannot belong to a name or a description.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language.quotes.clauses import Token
from analysis.lexicons import words

_STOPS = frozenset(',;:.?!—–()[]"/') | {"--", "-", "―", "..."}
MAX_WORDS = 14


def grammar(part: str) -> frozenset[str]:
    """Words of one part of ``quote_cues.toml``."""
    return words("quote_cues", part)


def subject_before(tokens: Sequence[Token], cue: int) -> tuple[int, int] | None:
    """Tokens ``[first, last)`` of the subject left of the cue, or None."""
    last = cue
    while last > 0 and _is_adverb(tokens[last - 1]):
        last -= 1
    if last == 0:
        return None
    before = tokens[last - 1].low
    if before == ")":
        last = _back_to(tokens, last - 1, "(")
    elif before in (",", "—", "–", "--", "―"):
        opened = _apposition(tokens, last - 1, before)
        if opened is None:
            return None
        last = opened
    if last > 0 and tokens[last - 1].low == ")":
        last = _back_to(tokens, last - 1, "(")
    return _phrase_ending(tokens, last)


def _is_adverb(token: Token) -> bool:
    low = token.low
    return (
        low in grammar("auxiliary")
        or (low in grammar("time") and not token.capital)
        or (low.endswith("ly") and not token.capital and len(low) > 4)
    )


def _back_to(tokens: Sequence[Token], at: int, mark: str) -> int:
    """The token before the mark that opens what closes at ``at``."""
    for back in range(at - 1, max(-1, at - 25), -1):
        if tokens[back].low == mark:
            return back
    return at


def _apposition(tokens: Sequence[Token], comma: int, mark: str) -> int | None:
    """Where the phrase before ``, a senior fellow at Brookings,`` ends, if these commas enclose an apposition."""
    low = [token.low for token in tokens[max(0, comma - 40) : comma]]
    base = comma - len(low)
    for back in range(len(low) - 1, 0, -1):
        if low[back] == '"' and back < len(low) - 1:
            return None
        if low[back] != mark:
            continue
        opener = low[back + 1] if back + 1 < len(low) else ""
        head = tokens[base + back - 1]
        if opener in ("who", "whose", "which", "whom") or (
            _is_nominal(head) and (opener in grammar("determiner") or _looks_like_role(tokens[base + back + 1 : comma]))
        ):
            return base + back
    return None


def _looks_like_role(tokens: Sequence[Token]) -> bool:
    low = [token.low for token in tokens]
    return (
        len(low) <= 14
        and bool(low)
        and (
            low[0].isdigit()
            or bool({"of", "at", "for", "from", "in"} & set(low))
            or low[0] in grammar("title")
            or low[0] in ("former", "then", "r", "d", "left", "right")
        )
    ) or len(low) <= 3


def _is_nominal(token: Token) -> bool:
    return token.capital or token.low not in grammar("boundary") | grammar("preposition") | _STOPS


def _phrase_ending(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    """The noun phrase whose last token is ``last - 1``."""
    if last <= 0:
        return None
    token = tokens[last - 1]
    if token.low in grammar("pronoun"):
        return last - 1, last
    if token.low in _STOPS or not _is_nominal(token):
        return None
    first = last
    while first > 0 and last - first < MAX_WORDS and not _ends_phrase(tokens, first - 1, last):
        first -= 1
    return _trim(tokens, first, last)


def _ends_phrase(tokens: Sequence[Token], at: int, last: int) -> bool:
    low = tokens[at].low
    if low == "and":  # "Clinton and Kaine said", not "left and Clinton said"
        return not (tokens[at + 1].capital and at > 0 and tokens[at - 1].capital and at + 1 < last)
    return (
        low in _STOPS or low in grammar("boundary") or (low in grammar("pronoun") and low not in grammar("determiner"))
    )


def _trim(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The noun phrase proper within a stretch: no leading adverb, verb or prepositional phrase, no later phrase."""
    start = last - 1
    while start > first:
        token, before = tokens[start], tokens[start - 1]
        if token.low in grammar("determiner") or (token.low.endswith(("'s", "s'")) and not token.capital):
            if before.low not in ("of", "for", "from", "at", "with", "in", "to", "on") or start - 2 < first:
                break
            start -= 2
            continue
        if token.capital and not before.capital:
            if before.low in ("of", "for", "from", "at", "with", "in", "on", "to", "de", "van", "bin", "al"):
                if start - 2 < first:
                    break
                start -= 2
                continue
            if before.low not in grammar("determiner") and not _is_lower_title(before):
                break
        if not token.capital and before.low in grammar("preposition") and start - 2 >= first:
            start -= 2
            continue
        if (
            not token.capital
            and before.capital
            and before.low not in grammar("determiner")
            and not before.low.endswith(("'s", "s'"))
            and not _is_lower_title(token)
            and token.low.endswith("ed")
        ):
            break
        start -= 1
    while start < last - 1 and (_is_adverb(tokens[start]) or tokens[start].low in grammar("preposition")):
        start += 1
    return (start, last) if start < last else None


def _is_lower_title(token: Token) -> bool:
    return token.low in grammar("title") or token.low.endswith(("man", "woman", "er", "or", "ist", "al", "ic", "ian"))


def subject_after(tokens: Sequence[Token], cue: int) -> tuple[int, int] | None:
    """Tokens ``[first, last)`` of the subject right of the cue, as in ``said Gesine Weber, a fellow``, or None."""
    first = cue + 1
    if first >= len(tokens):
        return None
    token = tokens[first]
    if token.low in ("he", "she", "they", "it", "i", "we", "one"):
        return first, first + 1
    if (
        not (token.capital or token.low in grammar("determiner") or _is_nominal(token))
        or token.low in grammar("time")
        or _is_adverb(token)
    ):
        return None
    last = first
    while last < len(tokens) and last - first < MAX_WORDS and not _stops_name(tokens, last, first):
        last += 1
    return (first, last) if last > first else None


def _stops_name(tokens: Sequence[Token], at: int, first: int) -> bool:
    token = tokens[at]
    if token.low in ("of", "for", "at", "from", "with"):
        return at == first or not (
            at + 1 < len(tokens) and (tokens[at + 1].capital or tokens[at + 1].low in grammar("determiner"))
        )
    if token.low == "and":
        return not (tokens[at - 1].capital and at + 1 < len(tokens) and tokens[at + 1].capital)
    return (
        token.low in _STOPS
        or token.low in grammar("boundary")
        or token.low in grammar("preposition")
        or token.low in grammar("time")
        or (at > first and token.low in grammar("pronoun"))
        or (
            at > first
            and not token.capital
            and tokens[at - 1].capital
            and token.low not in ("de", "van", "von", "bin", "al")
            and tokens[first].capital
        )
    )


def source_kind(text: str, tokens: Sequence[Token], span: tuple[int, int]) -> str:
    """How a mention names its speaker: pronoun, name, title or role."""
    inside = tokens[span[0] : span[1]]
    if len(inside) == 1 and inside[0].low in grammar("pronoun") | {"his", "her", "their", "its", "my"}:
        return "pronoun"
    proper = [t for t in inside if t.capital and t.low.removesuffix("'s") not in grammar("determiner")]
    start = 1 if inside[0].start == tokens[0].start and inside[0].low in grammar("determiner") else 0
    if inside[start:] and inside[0].low not in grammar("determiner") and proper and inside[-1].capital:
        return "name"
    return "title" if any(t.low in grammar("title") for t in inside) else "role"
