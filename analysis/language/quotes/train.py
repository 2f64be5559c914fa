"""Train the learned engine: ``python -m analysis.language.quotes.train POLNEAR_FOLDER``.

The folder holds ``train.jsonl`` of PolNeAR (Newell, Margolin and Ruths 2018), one article a line: ``text`` and
``attributions`` with ``source``, ``cue`` and ``content`` as lists of ``[start, end)``. Cues are learned from
attributions of speech (quotation marks or a verb of saying), speakers and words from all. Takes a minute or two on
one core and writes ``analysis/models``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.language.quotes.clauses import Sentence, read_sentences
from analysis.language.quotes.features import CANDIDATES, argument_features, candidates, classes, cue_features
from analysis.language.quotes.grammar import CUE_VERBS, inflections
from analysis.language.quotes.learned import MODELS, rule_labels, word_labels
from analysis.language.quotes.marks import Span, find_quotations
from analysis.language.quotes.rules import attributions

Attribution = dict[str, list[Span]]

# Forms that make an attribution without quotation marks speech, not thought or judgement.
SPEECH = frozenset(
    [form for form, verb in CUE_VERBS.items() if verb.clause or verb.content]
    + [form for lemma in ("talk", "speak", "address", "challenge") for form in inflections(lemma)]
)
CUES = ("lbfgs", {"c1": 0.5, "c2": 1.0, "feature.minfreq": 3, "max_iterations": 80})
ARGUMENTS = ("ap", {"feature.minfreq": 10, "max_iterations": 15})  # averaged perceptron: carries over best


def train(folder: Path) -> None:
    """Train both models on ``folder/train.jsonl`` and write them."""
    import pycrfsuite

    cues, arguments = pycrfsuite.Trainer(verbose=False), pycrfsuite.Trainer(verbose=False)
    for line in (folder / "train.jsonl").open(encoding="utf-8"):
        article = json.loads(line)
        for s, gold, speech in sentences_with_gold(article):
            _append(cues, arguments, s, gold, speech)
    for trainer, setting, name in ((cues, CUES, "quote_cues"), (arguments, ARGUMENTS, "quote_arguments")):
        trainer.select(setting[0])
        trainer.set_params(setting[1])
        trainer.train(str(MODELS / f"{name}.crfsuite"))


def _append(cues: Any, arguments: Any, s: Sentence, gold: dict[int, Attribution], speech: set[int]) -> None:
    kind, places = classes(s), candidates(s)
    proposed = {quote.cue[0]: quote for quote in attributions(s) if quote.cue}
    if places:
        cues.append(
            [cue_features(s, kind, at, proposed.get(s.start[at])) for at in places],
            ["C" if at in speech else "O" for at in places],
        )
    for at, attribution in gold.items():
        labels = gold_labels(s, attribution)
        if "T" in labels:
            rule = rule_labels(s, proposed.get(s.start[at]))
            arguments.append(argument_features(s, kind, at, rule, sorted(speech | {at})), labels)


def sentences_with_gold(article: dict[str, Any]) -> Iterator[tuple[Sentence, dict[int, Attribution], set[int]]]:
    """Sentences, each with the attributions whose cue stands in it by the cue's place, and which of them are speech."""
    text = article["text"]
    quotations = find_quotations(text)
    marks = [(q.outer, q.after) for q in quotations]
    attributions = [a for a in article["attributions"] if a["content"] and a["cue"]]
    for s in read_sentences(text, quotations, CANDIDATES):
        gold, speech = {}, set()
        for attribution in attributions:
            if s.start[0] <= attribution["cue"][0][0] < s.end[-1]:
                at, spoken = _head(s, attribution["cue"]), _is_speech(text, attribution, marks)
                if at is not None and (spoken or at not in gold):
                    gold[at] = attribution
                    speech |= {at} if spoken else set()
        yield s, gold, speech


def _is_speech(text: str, attribution: Attribution, marks: list[Span]) -> bool:
    if any(start < b and a < end for start, end in attribution["content"] for a, b in marks):
        return True
    cue = " ".join(text[start:end] for start, end in attribution["cue"]).lower().split()
    return any(word == "according" or word in SPEECH for word in cue)


def _head(s: Sentence, cue: list[Span]) -> int | None:
    """The candidate a cue of several words is known by: its first verb of saying, else its first candidate."""
    inside = [i for i in candidates(s) if any(s.start[i] < end and start < s.end[i] for start, end in cue)]
    verbs = [i for i in inside if s.low[i] in CUE_VERBS and CUE_VERBS[s.low[i]].lemma not in ("go", "continue")]
    return next(iter([*verbs, *inside]), None)


def gold_labels(s: Sentence, attribution: Attribution) -> list[str]:
    """The annotators' label of every word; a leading ``that`` is no speech."""
    labels = word_labels(s, attribution["content"], attribution["source"])
    for i in range(len(s)):
        if s.low[i] == "that" and labels[i] == "T" and labels[i - 1 : i] != ["T"]:
            labels[i] = "O"
    return labels


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m analysis.language.quotes.train POLNEAR_FOLDER")
    train(Path(sys.argv[1]))
