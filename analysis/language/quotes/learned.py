"""Who says what, learned: the rules' candidates weighed by two small conditional random fields (Lafferty et al. 2001).

The first decides which candidate words of a sentence are cues; the second labels, for each cue, the words of its
speaker (S) and of the speech (T). Everything around them (marks, sentences, joining, speech no cue introduces) is the
rules' own work. Trained by `analysis.language.quotes.train`; the weights' card is ``analysis/models/README.md``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from analysis.errors import SourceError
from analysis.language.quotes.clauses import Sentence
from analysis.language.quotes.content import trimmed
from analysis.language.quotes.features import argument_features, candidates, classes, cue_features
from analysis.language.quotes.grammar import CUE_VERBS, DASHES, NOUN_CUE, STOPS
from analysis.language.quotes.marks import Quotation, Span
from analysis.language.quotes.quote import Quote, make_quote
from analysis.language.quotes.rules import attributions, subject_of
from analysis.language.quotes.sources import Phrase

MODELS = Path(__file__).parents[2] / "models"
CUE_THRESHOLD = 0.55  # chosen on PolNeAR's development articles
_JOINT = frozenset(("and", "but", ",", "while", "who", "which"))
_FEWEST = 2  # words without marks; fewer are a pronoun or a noun, hardly anybody's words
_UNSURE = 0.1  # enough where a quotation would be left without a cue


@cache
def _tagger(name: str) -> Any:
    """The tagger of ``quote_cues`` or ``quote_arguments``."""
    path = MODELS / f"{name}.crfsuite"
    try:
        import pycrfsuite

        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
    except (ImportError, OSError, ValueError) as error:
        raise SourceError(
            f'the weights {path.name} cannot be opened ({error}); engine="rules" works without them'
        ) from error
    return tagger


def learned_attributions(s: Sentence) -> list[Quote]:
    """The quotes whose cue stands in this sentence, as `rules.attributions`."""
    places = candidates(s)
    if not places:
        return list(attributions(s))
    kind, proposed = classes(s), {quote.cue[0]: quote for quote in attributions(s) if quote.cue}
    tagger = _tagger("quote_cues")
    tagger.set([cue_features(s, kind, at, proposed.get(s.start[at])) for at in places])
    sure = {at: tagger.marginal("C", i) for i, at in enumerate(places)}
    cues = [at for at in places if sure[at] > CUE_THRESHOLD]
    found = [quote for at in cues if (quote := _quote(s, kind, at, proposed.get(s.start[at]), cues))]
    open_marks = [q for q in s.marks if not _claimed(q, found)]
    for at in sorted(places, key=lambda at: -sure[at]):
        if open_marks and sure[at] > _UNSURE and at not in cues:
            quote = _quote(s, kind, at, proposed.get(s.start[at]), [*cues, at])
            if quote and any(_claimed(q, [quote]) for q in open_marks) and not _overlap(quote, found):
                found.append(quote)
                open_marks = [q for q in open_marks if not _claimed(q, found)]
    weighed = {s.start[at] for at in places}
    rest = [q for start, q in proposed.items() if start not in weighed or any(_claimed(m, [q]) for m in open_marks)]
    return [_with_nested(s, quote, found) for quote in found] + [q for q in rest if not _overlap(q, found)]


def _with_nested(s: Sentence, quote: Quote, found: list[Quote]) -> Quote:
    """A quote that stops at the verb of a quote within it (``said the report | claims ...``) goes on to its end."""
    start, end = quote.spans[-1]
    for inner in found:
        if inner.cue and quote.cue and quote.cue[1] <= start < inner.cue[0] < inner.spans[-1][1]:
            between = s.text[end : inner.cue[0]].split()
            if inner.cue[0] - end < 12 and inner.spans[-1][1] > end and _JOINT.isdisjoint(between):
                longer = (*quote.spans[:-1], (start, inner.spans[-1][1]))
                return replace(
                    quote, spans=longer, kind="indirect" if quote.kind == inner.kind == "indirect" else "mixed"
                )
    return quote


def _claimed(quotation: Quotation, quotes: list[Quote]) -> bool:
    return any(start < quotation.after and quotation.outer < end for quote in quotes for start, end in quote.spans)


def _overlap(one: Quote, others: list[Quote]) -> bool:
    return any(a < d and c < b for other in others for a, b in other.spans for c, d in one.spans)


def word_labels(s: Sentence, speech: Iterable[Span], speaker: Iterable[Span]) -> list[str]:
    """A label for every word at least half of which lies in a span: S speaker, T speech, else O."""
    labels = ["O"] * len(s)
    for label, spans in (("T", speech), ("S", speaker)):
        for start, end in spans:
            for i in range(bisect_right(s.end, start), bisect_left(s.start, end)):
                if 2 * (min(end, s.end[i]) - max(start, s.start[i])) >= s.end[i] - s.start[i]:
                    labels[i] = label
    return labels


def rule_labels(s: Sentence, proposed: Quote | None) -> list[str]:
    """The rules' label of every word."""
    speaker = [proposed.mention] if proposed and proposed.mention else []
    return word_labels(s, proposed.spans if proposed else (), speaker)


def _quote(s: Sentence, kind: list[str], cue: int, proposed: Quote | None, cues: list[int]) -> Quote | None:
    if proposed and s.low[cue] in NOUN_CUE:
        return proposed
    rule = rule_labels(s, proposed)
    labels = _tagger("quote_arguments").tag(argument_features(s, kind, cue, rule, cues))
    speech = _bridged(s, _runs(labels, "T"))
    if speech and any(s.is_whole(i) for i in range(*speech[0])):  # nothing but quotations continues one
        speech = [run for run in speech if any(s.quotation[run[0] : run[1]])]
    speaker = _speaker(s, cue, labels, rule)
    speech = _attached(speech, cue, min(cue, speaker[0]) if speaker else cue)
    if not speaker and proposed:
        return proposed
    if s.low[cue].endswith("ing"):  # "calling him a “hero,” and demanding pay": two participles, two contents
        speech = [(a, next((i for i in range(a + 1, b) if _parallel(s, i)), b)) for a, b in speech]
    if speaker:  # a label too far must not make the speaker part of the words
        speech = [(a, speaker[0] if a < speaker[0] < b <= speaker[1] else b) for a, b in speech]
    inside = [i for first, last in speech for i in range(first, last)]
    marked = any(s.quotation[i] if speaker else s.is_whole(i) for i in inside)
    if not (marked or (speaker and len(inside) >= _FEWEST)):
        return proposed if proposed and proposed.kind != "indirect" else None
    spans = [trimmed(s, first, last) for first, last in speech]
    return make_quote(s, spans, (cue, cue + 1 + (s.low[cue] == "according")), speaker)


def _parallel(s: Sentence, at: int) -> bool:
    return s.low[at] == "and" and s.low[at + 1] in CUE_VERBS and s.low[at + 1].endswith("ing")


def _attached(speech: list[Phrase], cue: int, first: int) -> list[Phrase]:
    """The stretch right of the cue, or the one that ends where speaker and cue (from ``first`` on) begin, or both."""
    left, right = [run for run in speech if run[0] < cue][-1:], [run for run in speech if run[0] > cue][:1]
    return left + right if left and first - left[0][1] <= 1 else right or left


def _speaker(s: Sentence, cue: int, labels: list[str], rule: list[str]) -> Phrase | None:
    """The rules' speaker if any of it is labelled so, since its edges are clean, unless a run begins before it; else
    the run nearest to the cue.
    """
    runs, phrase = _runs(labels, "S"), next(iter(_runs(rule, "S")), None)
    if not phrase and s.low[cue] in CUE_VERBS:
        phrase = subject_of(s, cue)
    wider = [run for run in runs if phrase and run[0] < phrase[0] < run[1]]  # "Lind and her crew", not "her crew"
    if phrase and not wider and (not runs or "S" in labels[slice(*phrase)]):
        return phrase
    return _core(s, min(wider or runs, key=lambda run: abs(run[0] - cue), default=None))


def _core(s: Sentence, run: Phrase | None) -> Phrase | None:
    """A run without what follows its first comma or bracket: ``Graham`` of ``Graham, R-S.C.,``."""
    if not run:
        return None
    first, last = run
    while first < last - 1 and s.low[first] in STOPS:
        first += 1
    return first, next((i for i in range(first + 1, last) if s.low[i] in STOPS), last)


def _runs(labels: list[str], wanted: str) -> list[Phrase]:
    """Stretches ``(first, last)`` of one label."""
    grouped = (list(group) for label, group in groupby(range(len(labels)), labels.__getitem__) if label == wanted)
    return [(group[0], group[-1] + 1) for group in grouped]


def _bridged(s: Sentence, runs: list[Phrase]) -> list[Phrase]:
    """Runs joined where only one mark of punctuation stands between them."""
    out = runs[:1]
    for first, last in runs[1:]:
        gap = s.low[out[-1][1] : first]
        if len(gap) == 1 and (gap[0] in DASHES or not gap[0].isalnum()):
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out
