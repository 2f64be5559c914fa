"""What the two learned steps see of a sentence: short strings, mostly words and their classes.

A *cue* step looks at the candidate words of a sentence (verbs and nouns of saying, ``according``, a colon): does this
one introduce speech? An *argument* step looks, for one cue, at every word of the sentence: speaker, speech or neither?
Both are told what the rules would say, so they learn when the rules are to be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language.quotes.clauses import LONGEST, Sentence
from analysis.language.quotes.grammar import (
    AUXILIARY,
    BOUNDARY,
    CUE_VERBS,
    DASHES,
    DETERMINER,
    END,
    NOUN_CUE,
    PREPOSITION,
    PRONOUN,
    TIME,
    TITLE,
    WEIGHED,
)
from analysis.language.quotes.quote import Quote

CANDIDATES = frozenset((*CUE_VERBS, *WEIGHED, *NOUN_CUE, "according", ":"))
_CLOSED = frozenset().union(AUXILIARY, DETERMINER, PRONOUN, PREPOSITION, BOUNDARY, TIME)
_CLASSES = {  # a word of several lists has the class of the last one
    **dict.fromkeys(DASHES, "dash"),
    **dict.fromkeys(END, "end"),
    **dict.fromkeys(TITLE, "title"),
    **dict.fromkeys(TIME, "time"),
    **dict.fromkeys(CUE_VERBS, "verb"),
    **dict.fromkeys(BOUNDARY, "conj"),
    **dict.fromkeys(PREPOSITION, "prep"),
    **dict.fromkeys(PRONOUN, "pro"),
    **dict.fromkeys(DETERMINER, "det"),
    **dict.fromkeys(AUXILIARY, "aux"),
}


def classes(s: Sentence) -> list[str]:
    """One class for each word, its list or what it looks like; padded like the words themselves."""
    out = []
    for low, capital, quotation in zip(s.low, s.capital, s.quotation, strict=True):
        if quotation:
            length = quotation.end - quotation.start
            out.append('"' + ("1" if length < 12 else "2" if length < 30 else "3"))
        elif capital and low not in _CLOSED:
            out.append("C")
        elif low in _CLASSES or not low[-1:].isalnum():
            out.append(_CLASSES.get(low, low))
        else:
            out.append("num" if low[0].isdigit() else "s" + low[-2:])
    return out


def candidates(s: Sentence) -> list[int]:
    """The words of a sentence that may be cues."""
    return [i for i in range(len(s)) if s.low[i] in CANDIDATES]


def cue_features(s: Sentence, kind: Sequence[str], at: int, proposed: Quote | None) -> list[str]:
    """Features of one candidate for a cue; ``proposed`` is what the rules make of it."""
    low, verb = s.low, CUE_VERBS.get(s.low[at])
    lemma, form = verb.lemma if verb else low[at], low[at][-3:]
    rule = f"{proposed.kind}:{proposed.how}:{proposed.spans[0][0] < s.start[at]}" if proposed else "-"
    left = any(s.quotation[max(0, at - 6) : at])
    right = any(s.quotation[at + 1 : at + 7])
    return [
        "1",
        "w=" + low[at],
        "l=" + lemma,
        f"f={form}|{kind[at - 1]}",
        "r=" + rule,
        f"r={rule}|{lemma}",
        f"m={min(len(s.marks), 3)}|{left}{right}",
        f"m={left}{right}|{lemma}",
        "p1=" + low[at - 1],
        f"p1={low[at - 1]}|{lemma}",
        "p2=" + low[at - 2],
        f"k={kind[at - 2]}|{kind[at - 1]}",
        f"k={kind[at - 1]}|{kind[at + 1]}",
        f"k={kind[at - 1]}|{lemma}",
        "n1=" + low[at + 1],
        f"n1={low[at + 1]}|{lemma}",
        f"n={kind[at + 1]}|{kind[at + 2]}",
        f"n={kind[at + 1]}|{lemma}",
        "n2=" + low[at + 2],
        f"e={min(at, 6)}|{min(len(s) - at, 6)}",
        f"c={s.capital[at]}|{s.paragraph == 0}",
        f"len={min(len(s) // 8, 5)}",
    ]


_FAR = [str(sum(words > limit for limit in (1, 2, 3, 4, 6, 9, 14, 22))) for words in range(LONGEST + 1)]


def _steps(s: Sentence, kind: Sequence[str], cue: int, others: set[int]) -> dict[int, tuple[int, int, str]]:
    """What stands between the cue and each word: commas, other cues, and the last boundary."""
    low, size = s.low, len(s)
    steps: dict[int, tuple[int, int, str]] = {cue: (0, 0, "")}
    for direction in (range(cue - 1, -1, -1), range(cue + 1, size)):
        commas = between = 0
        link = ""
        for i in direction:
            if low[i] in BOUNDARY or low[i] == ":" or kind[i] in ("dash", "end"):
                link = low[i] + ("," if low[i - 1] == "," else "")
            elif low[i] == ",":
                commas += 1
                link = "," + (kind[i + 1] if i > cue else kind[i - 1])
            steps[i] = min(commas, 3), min(between, 2), link
            between += i in others
    return steps


def argument_features(
    s: Sentence, kind: Sequence[str], cue: int, rule: Sequence[str], cues: Sequence[int]
) -> list[list[str]]:
    """Features of every word of a sentence for one cue; ``rule`` holds the rules' label of each word."""
    low, size = s.low, len(s)
    verb = CUE_VERBS.get(low[cue])
    lemma = verb.lemma if verb else low[cue]
    order = f"{rule[0]}{'T' in rule[:cue]}{'T' in rule[cue:]}"
    around = f"{kind[cue - 1]}|{kind[cue + 1]}"
    steps = _steps(s, kind, cue, set(cues) - {cue})
    out = []
    for i in range(size):
        side = "L" if i < cue else "R" if i > cue else "C"
        comma, other, link = steps[i]
        far = side + _FAR[abs(i - cue)]
        here, before, after = kind[i], kind[i - 1], kind[i + 1]
        label = rule[i]
        out.append(
            [
                f"d={far}|{here}",
                f"w={low[i]}|{side}",
                f"k={side}|{before}|{here}|{after}",
                f"p={low[i - 1]}|{side}",
                f"n={low[i + 1]}|{side}",
                f"r={label}|{rule[i - 1] if i else '^'}|{rule[i + 1] if i + 1 < size else '$'}",
                f"r={label}|{lemma}",
                f"r={label}|{order}|{side}",
                f"c={side}|{comma}|{other}|{label}",
                f"a={side}|{around}",
                f"l={side}|{lemma}|{here}",
                f"z={side}|{link}",
                f"b4={here}|{after}|{kind[i + 2]}|{side}",
                f"b5={low[i - 2]}|{low[i - 1]}|{side}",
                f"b6={here}|{before}|{kind[i - 2]}|{side}|{label}",
                f"b1={low[i]}|{low[i + 1]}|{side}",
                f"b2={kind[i - 2]}|{kind[i - 1]}|{side}|{label}",
                f"b3={kind[i + 1]}|{kind[i + 2]}|{side}|{label}",
                f"l={far}|{lemma}",
                f"b={side}|{min(i, 3)}|{here}",
            ]
        )
    return out
