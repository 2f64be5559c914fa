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
from analysis.language.quotes.grammar import CUE_VERBS, STOPS
from analysis.language.quotes.marks import Span
from analysis.language.quotes.quote import Quote, make_quote
from analysis.language.quotes.rules import attributions, subject_of
from analysis.language.quotes.sources import Phrase

MODELS = Path(__file__).parents[2] / "models"
CUE_THRESHOLD = 0.55  # marginal above which a candidate is a cue; chosen on PolNeAR's development articles
_JOINT = frozenset(("and", "but", ",", "while", "who", "which"))
_FEWEST = 2  # words without marks; fewer are a pronoun or a noun, hardly anybody's words
_UNSURE = 0.3  # enough where a quotation would be left without a cue; chosen on a third of train


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
    places, kind = candidates(s), classes(s)
    proposed = {quote.cue[0]: quote for quote in attributions(s) if quote.cue}
    tagger = _tagger("quote_cues")
    tagger.set([cue_features(s, kind, at, proposed.get(s.start[at])) for at in places])
    sure = {at: tagger.marginal("C", i) for i, at in enumerate(places)}
    cues = [at for at in places if sure[at] > CUE_THRESHOLD]
    found = [quote for at in cues if (quote := _quote(s, kind, at, proposed.get(s.start[at]), cues))]
    unsure = sorted((at for at in places if _UNSURE < sure[at] <= CUE_THRESHOLD), key=lambda at: -sure[at])
    for at in unsure:
        if any(not any(quote.overlaps([(q.outer, q.after)]) for quote in found) for q in s.marks):
            quote = _quote(s, kind, at, proposed.get(s.start[at]), [*cues, at])
            found += [quote] if quote and quote.kind != "indirect" and _is_new(quote, found) else []
    rest = [quote for quote in proposed.values() if quote.kind != "indirect" and _is_new(quote, found)]
    return [_with_nested(s, quote, found) for quote in found] + rest


def _is_new(quote: Quote, found: list[Quote]) -> bool:
    return not any(quote.overlaps(other.spans) for other in found)


def _with_nested(s: Sentence, quote: Quote, found: list[Quote]) -> Quote:
    """A quote that stops at the verb of a quote within it (``said the report | claims ...``) goes on to its end."""
    start, end = quote.spans[-1]
    for inner in found:
        first, last = inner.cue[0] if inner.cue else 0, inner.spans[-1][1]
        within = quote.cue and quote.cue[1] <= start < first < last
        if within and first - end < 12 and _JOINT.isdisjoint(s.text[end:first].split()):
            kind = "indirect" if quote.kind == inner.kind == "indirect" else "mixed"
            return replace(quote, spans=(*quote.spans[:-1], (start, last)), kind=kind)
    return quote


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
    rule = rule_labels(s, proposed)
    labels = _tagger("quote_arguments").tag(argument_features(s, kind, cue, rule, cues))
    speaker = _speaker(s, cue, labels, rule)
    if not speaker:
        return proposed
    labels[slice(*speaker)] = ["S"] * (speaker[1] - speaker[0])
    for i in range(1, len(s) - 1):  # one mark of punctuation is no gap
        if labels[i - 1] == labels[i + 1] == "T" and not s.low[i][0].isalnum():
            labels[i] = "T"
    parallel = (i for i in range(cue + 1, len(s)) if s.low[i] == "and" and s.low[i + 1] in CUE_VERBS)
    if s.low[cue].endswith("ing"):  # "calling him a “hero,” and demanding pay": two participles, two contents
        labels[next(parallel, len(s)) :] = []
    speech = _runs(labels, "T")
    if speech and any(s.is_whole(i) for i in range(*speech[0])):  # nothing but quotations continues one
        speech = [run for run in speech if any(s.quotation[run[0] : run[1]])]
    left, right = [run for run in speech if run[0] < cue][-1:], [run for run in speech if run[0] > cue][:1]
    beside = left and min(cue, speaker[0]) - left[0][1] <= 1  # ends where speaker and cue begin
    speech = left + right if beside else right or left
    inside = [i for first, last in speech for i in range(first, last)]
    if len(inside) < _FEWEST and not any(s.quotation[i] for i in inside):
        return None
    spans = [trimmed(s, first, last) for first, last in speech]
    return make_quote(s, spans, (cue, cue + 1 + (s.low[cue] == "according")), speaker)


def _speaker(s: Sentence, cue: int, labels: list[str], rule: list[str]) -> Phrase | None:
    """The rules' speaker if any of it is labelled so, since its edges are clean, unless a run begins before it; else
    the run nearest to the cue.
    """
    runs, phrase = _runs(labels, "S"), next(iter(_runs(rule, "S")), None)
    if not phrase and runs and s.low[cue] in CUE_VERBS:
        phrase = subject_of(s, cue)
    wider = [run for run in runs if phrase and run[0] < phrase[0] < run[1]]  # "Lind and her crew", not "her crew"
    if phrase and not wider and (not runs or "S" in labels[slice(*phrase)]):
        return phrase
    run = min(wider or runs, key=lambda run: abs(run[0] - cue), default=None)
    # without what follows its first comma or bracket: "Graham" of "Graham, R-S.C.,"
    return run and (run[0], next((i for i in range(run[0] + 1, run[1]) if s.low[i] in STOPS), run[1]))


def _runs(labels: list[str], wanted: str) -> list[Phrase]:
    """Stretches ``(first, last)`` of one label."""
    grouped = (list(group) for label, group in groupby(range(len(labels)), labels.__getitem__) if label == wanted)
    return [(group[0], group[-1] + 1) for group in grouped]
