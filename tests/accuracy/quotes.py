"""Who says what in one article, against PolNeAR's annotation: ``python tests/accuracy/quotes.py POLNEAR``.

The folder holds dev.jsonl of PolNeAR 1.0 (Newell, Margolin & Ruths, LREC 2018), which no model was trained on:
``text``, ``attributions`` with ``source``, ``cue`` and ``content`` as lists of spans, ``discard`` for spans that do not
count. Writes ``measured/quotes.json`` (the learned engine, by outlet, and how far its confidence holds) and
``measured/quotes_rules.json``. ``quotes.py POLNEAR calibrate`` prints what confidence should be.

Contents are compared as sets of letters and digits; a pair matches where the overlap is at least half of the larger,
one to one, best first. *Quoted* has a quotation mark in it, *direct* has four fifths of its letters inside marks,
*speech* has none and a cue with a verb of saying. The speaker is right where the predicted span touches the head of
the annotated source or shares a name with it. End to end is the F1 of quotes found with the right speaker. *Share*
compares the words in marks by speaker, as distributions, in articles with three quotations or more: L1 distance from 0
to 2, and how often the most quoted speaker is the same.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.language.quotes import Quote, find_quotes, learned, train

HERE = Path(__file__).parent
DRAWS = 500
LEMMAS = """accuse acknowledge add address admit advise affirm allege announce answer argue ask assert assure boast brag
caution challenge charge cite claim clarify comment complain concede conclude confirm contend continue counter declare
decry deny describe disclose echo elaborate emphasize emphasise exclaim explain hint highlight imply inform insist
interject joke lament maintain mention muse note object observe opine plead pledge point post predict proclaim promise
protest quip quote reaffirm recall recount reiterate relate remark remind repeat reply report respond retort reveal say
scoff shout speak specify speculate stress state suggest swear talk tell testify tweet underscore urge utter volunteer
vow warn whisper write yell according""".split()
IRREGULAR = set(
    """said told wrote written spoke spoken swore sworn denied denies replied replies testified testifies
decried decries clarified clarifies implied implies specified specifies admitted admitting quipped quipping bragged
bragging""".split()
)
STEMS = [verb.removesuffix("e") for verb in LEMMAS]
FORMS = IRREGULAR.union(LEMMAS, *({v + "s", v + "es", s + "ed", s + "ing"} for v, s in zip(LEMMAS, STEMS, strict=True)))
MARK = re.compile(r"``|''|[\"“”„«»]")
SINGLE = re.compile(r"(?<![\w’'])[‘'](?=\w)[^‘’'\n“”\"]*(?:\w[’']\w[^‘’'\n“”\"]*)*(?<=[\w.,!?…])[’'](?![\w'])")
TOKEN = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
OUTER = "\"“”„«»‘’'`"
CUT = re.compile(
    r",|;|:| -+ |—|–|\(|\s(?:of|for|from|at|in|on|with|by|to|who|whom|whose|which|that|and|as|during|near|inside|"
    r"outside|close|familiar|briefed|speaking|is|was|about|against|after|before)\s",
    re.IGNORECASE,
)
PRONOUNS = set("i he she they we it you who him her them us me his their this that which".split())
TITLES = set(
    """mr mrs ms dr sen rep gov gen lt sgt col capt prof rev president vice senator representative governor
secretary chairman chairwoman director judge justice the a an his her their its republican democratic democrat
former""".split()
)


@dataclass
class Unit:
    """One attribution, annotated or found, as it is compared."""

    letters: set[int]
    quoted: bool
    direct: bool
    speech: bool
    cued: bool
    words: int
    head: list[tuple[int, int]] = field(default_factory=list)
    source: str = ""
    quote: Quote | None = None

    def is_a(self, group: str) -> bool:
        return bool(getattr(self, group))


def in_marks(text: str) -> tuple[set[int], set[int]]:
    """Where quotation marks stand and what is inside them, paragraph by paragraph."""
    marks: set[int] = set()
    inside: set[int] = set()
    for paragraph in re.finditer(r"[^\n]+", text):
        at, line, opened = paragraph.start(), paragraph.group(), -1
        for mark in MARK.finditer(line):
            i, j = mark.span()
            marks.update(range(at + i, at + j))
            straight = mark.group() in ('"', "''")
            opens = mark.group() in "“„«``" if not straight else opened < 0 or _opens_again(line, i, j)
            if opened >= 0:
                inside.update(range(at + opened, at + i))
            opened = j if opens else -1
        if opened >= 0:
            inside.update(range(at + opened, at + len(line)))
        for single in SINGLE.finditer(line):
            marks.update((at + single.start(), at + single.end() - 1))
            inside.update(range(at + single.start() + 1, at + single.end() - 1))
    return marks, inside


def _opens_again(line: str, i: int, j: int) -> bool:
    return (i == 0 or line[i - 1] in " \t([—-") and j < len(line) and not line[j].isspace()


def unit(text: str, marks: set[int], inside: set[int], content: Any, source: Any, cue: Any) -> Unit:
    raw = {at for start, end in content for at in range(start, end)}
    letters = {at for at in raw if at < len(text) and text[at].isalnum()}
    quoted = bool(raw & marks)
    said = set(re.findall(r"[a-z]+", " ".join(text[a:b] for a, b in cue).lower())) & FORMS
    words = [m.start() for a, b in content for m in TOKEN.finditer(text, a, b)]
    return Unit(
        letters=letters,
        quoted=quoted,
        direct=quoted and len(letters & inside) >= 0.8 * len(letters),
        speech=not quoted and bool(said),
        cued=bool(cue),
        words=sum(at in inside for at in words) if quoted else 0,
        head=head(text, *source[0]) if source else [],
        source=text[slice(*source[0])].strip().lower() if source else "",
    )


def head(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The head of a source: up to the first comma, preposition or relative, after any possessive, its last capitals."""
    cut = CUT.search(text, start + 1, end)
    end = cut.start() if cut and TOKEN.search(text, start, cut.start()) else end
    words = [match.span() for match in TOKEN.finditer(text, start, end)]
    for number, (a, b) in enumerate(words[:-1]):
        if re.search(r"[’']s?$", text[a:b]) or text[b : b + 1] in ("’", "'"):
            words = words[number + 1 :]
            break
    words = [w for w in words if text[slice(*w)].lower() not in ("the", "a", "an")] or words
    run: list[tuple[int, int]] = []
    for word in reversed(words):
        if not text[word[0]].isupper():
            break
        run.insert(0, word)
    return run or words


def names(text: str, words: list[tuple[int, int]]) -> set[str]:
    plain = (re.sub(r"[’']s$", "", text[a:b].lower()) for a, b in words if text[a].isupper())
    return {name for name in plain if name.rstrip(".") not in TITLES | PRONOUNS}


def same_speaker(text: str, gold: Unit, found: Unit) -> bool:
    if not gold.source or not found.source:
        return not gold.source and not found.source
    touches = any(a < d and c < b for a, b in gold.head for c, d in found.head)
    return touches or bool(names(text, gold.head) & names(text, found.head)) or gold.source == found.source


def matches(gold: list[Unit], found: list[Unit]) -> list[tuple[int, int]]:
    pairs = [
        (len(g.letters & f.letters) / max(len(g.letters), len(f.letters), 1), -i, -j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
    ]
    left, right, out = set(), set(), []
    for overlap, i, j in sorted(pairs, reverse=True):
        if overlap >= 0.5 and -i not in left and -j not in right:
            left.add(-i)
            right.add(-j)
            out.append((-i, -j))
    return out


def shares(text: str, units: list[Unit]) -> Counter[str]:
    total: Counter[str] = Counter()
    for u in units:
        total[re.sub(r"[’']s$", "", text[slice(*u.head[-1])].lower()) if u.head else "?"] += u.words
    return +total


def matched(row: dict[str, Any], engine: str) -> tuple[str, list[Unit], list[Unit], list[tuple[int, int]]]:
    """The text, the attributions annotated and found, and which of them are the same."""
    text = row["text"]
    marks, inside = in_marks(text)
    skip = {at for a, b in row.get("discard", ()) for at in range(a, b)}
    gold = [unit(text, marks, inside, a["content"], a["source"], a["cue"]) for a in row["attributions"] if a["content"]]
    found = []
    for q in find_quotes(text, engine=engine):
        mention, cue = [q.mention] if q.mention else [], [q.cue] if q.cue else []
        found.append(unit(text, marks, inside, [outer(text, *s) for s in q.spans], mention, cue))
        found[-1].quote = q
    gold, found = ([u for u in us if u.letters and 2 * len(u.letters & skip) < len(u.letters)] for us in (gold, found))
    return text, gold, found, matches(gold, found)


def reliability(rows: list[dict[str, Any]], engine: str) -> dict[str, dict[str, float]]:
    """Stated confidence against the share of right mentions, of the quotes whose words were found, by kind and how."""
    seen: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        text, gold, found, pairs = matched(row, engine)
        for i, j in pairs:
            if (quote := found[j].quote) and quote.mention:
                right = same_speaker(text, gold[i], found[j])
                seen[f"{quote.kind}, {quote.how}"].append((quote.confidence, right))
    return {
        name: {
            "quotes": len(all_),
            "stated": all_[0][0],
            "right": round(sum(right for _, right in all_) / len(all_), 3),
        }
        for name, all_ in sorted(seen.items())
    }


def calibrate(folder: Path) -> None:
    """Print `reliability` on every third training article, after training on the others: what confidence should be."""
    lines = (folder / "train.jsonl").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as name:
        train.MODELS = learned.MODELS = Path(name)
        rest = "".join(line + "\n" for number, line in enumerate(lines) if number % 3)
        (Path(name) / "train.jsonl").write_text(rest, encoding="utf-8")
        train.train(Path(name))
        found = reliability([json.loads(line) for line in lines[::3]], "learned")
    sys.stdout.write("".join(f"{group}: {about}\n" for group, about in found.items()))


def score(row: dict[str, Any], engine: str) -> dict[str, Counter[str]]:
    """The counts of one article, by group."""
    text, gold, found, pairs = matched(row, engine)
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for group in ("quoted", "direct", "speech"):
        own = {
            j
            for j, f in enumerate(found)
            if (f.is_a(group) if group != "speech" else not f.quoted and (f.speech or not f.cued))
        }
        elsewhere = {j for i, j in pairs if not gold[i].is_a(group)}
        right = [(i, j) for i, j in pairs if gold[i].is_a(group) and same_speaker(text, gold[i], found[j])]
        out[group].update(gold=sum(g.is_a(group) for g in gold), said=len(own - elsewhere))
        out[group].update(recalled=len(right), precise=sum(j in own for _, j in right))
    if sum(g.quoted for g in gold) >= 3 and (g := shares(text, gold)):
        f = shares(text, found)
        gn, fn = sum(g.values()), sum(f.values())
        out["share"]["articles"] += 1
        out["share"]["l1"] += sum(abs(g[k] / gn - (f[k] / fn if fn else 0)) for k in g | f) + (not fn)
        out["share"]["top"] += bool(fn) and f.most_common(1)[0][0] == g.most_common(1)[0][0]
    return out


def outer(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with the quotation marks around it, which PolNeAR counts as content."""
    while start > 0 and text[start - 1] in OUTER:
        start -= 1
    while end < len(text) and text[end] in OUTER:
        end += 1
    return start, end


def figures(rows: list[dict[str, Counter[str]]]) -> dict[str, float]:
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for group, counts in row.items():
            total[group].update(counts)
    found = {}
    for group in ("quoted", "direct", "speech"):
        c = total[group]
        precision, recall = c["precise"] / max(c["said"], 1), c["recalled"] / max(c["gold"], 1)
        found[f"{group}, end to end F1"] = 2 * precision * recall / max(precision + recall, 1e-9)
    articles = max(total["share"]["articles"], 1)
    return {
        **found,
        "speaker share, L1": total["share"]["l1"] / articles,
        "most quoted speaker": total["share"]["top"] / articles,
    }


def with_interval(rows: list[dict[str, Counter[str]]]) -> dict[str, dict[str, float]]:
    """Each figure with its 95 % bootstrap interval over articles."""
    generator = random.Random(0)
    draws = [figures(generator.choices(rows, k=len(rows))) for _ in range(DRAWS)]
    ends = {name: sorted(draw[name] for draw in draws) for name in draws[0]}
    at = DRAWS // 40
    return {
        name: {"value": round(value, 3), "low": round(ends[name][at], 3), "high": round(ends[name][-at - 1], 3)}
        for name, value in figures(rows).items()
    }


def judge(folder: Path, engine: str) -> list[tuple[str, dict[str, Counter[str]]]]:
    return [(row.get("outlet") or row["id"].split("_")[0], score(row, engine)) for row in rows_of(folder)]


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


def main(folder: Path) -> None:
    for engine, name in (("learned", "quotes"), ("rules", "quotes_rules")):
        rows = judge(folder, engine)
        about = {
            "measure": f"who says what, {'rules and trained model' if engine == 'learned' else 'rules alone'}",
            "data": f"PolNeAR dev, {len(rows)} US news articles of 7 outlets",
            "command": "python tests/accuracy/quotes.py POLNEAR",
            **with_interval([row for _, row in rows]),
        }
        if engine == "learned":
            about["confidence"] = reliability(rows_of(folder), engine)
            outlets = sorted({outlet for outlet, _ in rows})
            about |= {
                o: {"quoted, end to end F1": with_interval([r for p, r in rows if p == o])["quoted, end to end F1"]}
                for o in outlets
            }
        (HERE / "measured" / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    (calibrate if sys.argv[2:] == ["calibrate"] else main)(Path(sys.argv[1]))
