"""Discovered topics: groups of articles that share vocabulary, found without a word list.

Articles become weighted word counts (TF-IDF), these are reduced to their main directions (latent semantic analysis,
Deerwester et al. 1990), and k-means divides the articles there. The number of topics follows the rule of Mardia, Kent
& Bibby (1979, Multivariate Analysis, p. 365): the square root of half the articles. A topic has no name: it is labelled
with the words that set it apart, and its nearest sentences show what they mean.

Topics are fitted once. `keep_topics` stores them with the built corpus and `Topics.apply` gives new articles their
place among them, so that last week's figures stay what they were.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.corpus.store import TOPICS
from analysis.errors import ArgumentError, SourceError, check_choice, check_number, shorten
from analysis.measures.grouping import Grouping, body, grouped, tabulate

MIN_ARTICLES, MOST_TOPICS = 50, 100
DIMENSIONS, WORDS = 100, 12_000
OFTEN, SELDOM = 0.5, 5  # words in more than that share of the articles, or in fewer articles, tell no topics apart
LONGEST, TITLE = 6_000, 4  # characters of an article that are read, and how often its title: news says it early
LABEL, STEM = 4, 5  # words in a label, and letters by which two forms of one word are known


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics as they were fitted: ``labels``, the words and their weights, directions (words by dimensions), centres.

    ``articles`` says on how many they were fitted.
    """

    labels: tuple[str, ...]
    words: tuple[str, ...]
    idf: Any
    basis: Any
    centres: Any
    articles: int

    def __deepcopy__(self, memo: Any) -> Topics:
        """Itself, which nobody changes: pandas copies what a table remembers whenever it copies the table."""
        return self

    def __repr__(self) -> str:
        return f"<{len(self.labels)} topics of {self.articles:,} articles>"

    def apply(self, corpus: Corpus) -> pd.DataFrame:
        """Each article's topic: columns article_id, topic (missing without a known word), similarity (cosine)."""
        near = self._place(_texts(corpus)) @ self.centres.T
        best = near.max(axis=1)
        topic = pd.Series(np.array(self.labels, dtype=object)[near.argmax(axis=1)], dtype="str").where(best > 0)
        return pd.DataFrame({"article_id": corpus.articles["article_id"], "topic": topic, "similarity": best})

    def nearest_sentences(self, corpus: Corpus, topic: str, *, limit: int = 5) -> pd.DataFrame:
        """The sentences nearest a topic's centre, for `analysis.passages`; at most one of an article.

        Columns article_id, outlet, date, start, end, text, similarity, the nearest first.
        """
        check_choice("topic", topic, self.labels)
        found = self.apply(corpus).query("topic == @topic").nlargest(10 * limit, "similarity")
        sentences = body(corpus).query("words >= 8")
        sentences = sentences[sentences["article_id"].isin(found["article_id"])]
        near = self._place(sentences["text"].tolist()) @ self.centres[self.labels.index(topic)]
        sentences = sentences.assign(similarity=near).sort_values("similarity", ascending=False, kind="stable")
        sentences = sentences.drop_duplicates("article_id").head(limit)
        columns = ["article_id", "outlet", "date", "start", "end", "text", "similarity"]
        return sentences.merge(corpus.articles[["article_id", "outlet", "date"]], on="article_id")[columns]

    def save(self, path: str | Path) -> Path:
        """Write the topics to a new .npz file (arrays only, nothing that could run)."""
        path = Path(path)
        if path.suffix != ".npz" or path.exists():
            raise ArgumentError(f"path must be a new .npz file, not {shorten(str(path))}")
        np.savez_compressed(path, **vars(self))
        return path

    def _place(self, texts: list[str]) -> Any:
        """Where texts stand among the topics: rows of length 1, or 0 where no word is known."""
        counts = _vectorizer(vocabulary=list(self.words))
        counts.idf_ = self.idf
        return _unit(counts.transform(texts) @ self.basis) if texts else np.zeros((0, self.basis.shape[1]))


def load_topics(path: str | Path) -> Topics:
    """Topics that `Topics.save` wrote.

    Raises
    ------
    SourceError
        When the file is missing or no such file.
    """
    try:
        with np.load(Path(path), allow_pickle=False) as found:
            words, labels = (tuple(map(str, found[name])) for name in ("words", "labels"))
            return Topics(labels, words, found["idf"], found["basis"], found["centres"], int(found["articles"]))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise SourceError(f"{shorten(str(path))} must be topics written by Topics.save: {error}") from error


def discover_topics(corpus: Corpus, *, topics: int | None = None, seed: int = 0) -> Topics:
    """Divide the articles into topics.

    Parameters
    ----------
    topics
        How many; by default the square root of half the articles.
    seed
        The same seed and articles give the same topics.

    Raises
    ------
    ArgumentError
        When the corpus has fewer than 50 articles, or too few words in common.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.utils.extmath import randomized_svd

    if len(corpus) < MIN_ARTICLES:
        raise ArgumentError(f"corpus must have at least {MIN_ARTICLES} articles to discover topics, not {len(corpus)}")
    topics = min(round((len(corpus) / 2) ** 0.5), MOST_TOPICS) if topics is None else topics
    check_number("topics", topics, 2, min(MOST_TOPICS, len(corpus) // 2))
    counts = _vectorizer(min_df=SELDOM, max_df=OFTEN, max_features=WORDS)
    try:
        weighted = counts.fit_transform(_texts(corpus))
    except ValueError as error:
        raise ArgumentError(f"corpus must have words that {SELDOM} articles share: {error}") from error
    dimensions = min(DIMENSIONS, min(weighted.shape) - 1)
    _, _, directions = randomized_svd(weighted, dimensions, n_iter=3, random_state=seed)
    placed = _unit(weighted @ directions.T)
    with warnings.catch_warnings():  # it warns of groups left empty, which are dropped below
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(int(topics), n_init=3, random_state=seed).fit(placed)
    words = counts.get_feature_names_out()
    sizes = np.bincount(found.labels_, minlength=int(topics))
    order = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)]  # texts alike may leave a group empty
    labels = tuple(_label(words, weighted, found.labels_ == topic) for topic in order)
    centres = _unit(found.cluster_centers_[order])
    return Topics(labels, tuple(words), counts.idf_, directions.T.copy(), centres, len(corpus))


def keep_topics(corpus: Corpus, folder: Path) -> Path | None:
    """The topics file of the built corpus in ``folder``, fitted now if there is none; None for too small a corpus."""
    path = folder / TOPICS
    if not path.is_file():
        try:
            discover_topics(corpus).save(path)
        except ArgumentError:
            return None
    return path


@grouped
def discovered_frequency(corpus: Corpus, topics: Topics, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """The share of articles of each topic, for each group (and period): estimates, each article in one topic.

    How well the topics agree with those that readers gave was measured: ``accuracy("discovered")``.
    """
    counts, parts, units = topic_members(corpus, topics=topics), list(topics.labels), {"topics": topics}
    return tabulate(corpus, counts, "discovered topics, share of articles", parts=parts, of=1, units=units, **grouping)


def topic_members(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """The articles that `discovered_frequency` counts, ``part`` being their topic."""
    return topics.apply(corpus).dropna(subset=["topic"]).rename(columns={"topic": "part"}).assign(n=1)


def _texts(corpus: Corpus) -> list[str]:
    articles = corpus.articles
    titles = (articles["title"].fillna("") + "\n") * TITLE
    return [title + text[:LONGEST] for title, text in zip(titles, articles["text"], strict=True)]


def _vectorizer(**options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        token_pattern=r"[^\W\d_]{2,40}", stop_words="english", sublinear_tf=True, dtype=np.float32, **options
    )


def _unit(rows: Any) -> Any:
    """Rows of length 1; what is zero stays zero."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def _label(words: Any, weighted: Any, own: Any) -> str:
    """The words that weigh more in a topic's articles than in all, one form of each."""
    excess = np.asarray(weighted[own].mean(axis=0)).ravel() - np.asarray(weighted.mean(axis=0)).ravel()
    chosen: list[str] = []
    for place in np.argsort(-excess, kind="stable")[: 5 * LABEL]:
        if all(words[place][:STEM] != word[:STEM] for word in chosen):
            chosen.append(str(words[place]))
    return ", ".join(chosen[:LABEL])
