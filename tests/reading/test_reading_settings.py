import pytest

from analysis.errors import ArgumentError, SourceError
from analysis.reading import Settings, load_settings


def settings(folder, toml):
    (folder / "corpus.toml").write_text(toml, encoding="utf-8")
    return load_settings(folder)


def test_without_a_file_nothing_is_stated(tmp_path):
    assert load_settings(tmp_path) == Settings()
    assert set(load_settings(tmp_path).provenance.values()) == {"not stated"}


def test_the_file_stands_beside_the_folder_or_the_file(tmp_path):
    expected = settings(tmp_path, '[provenance]\nquery = "Starmer"')
    assert load_settings(tmp_path / "articles.csv") == expected
    assert expected.provenance["query"] == "Starmer"
    assert expected.provenance["period"] == "not stated"


def test_the_first_entry_that_fits_the_file_or_the_outlet_counts(tmp_path):
    known = settings(
        tmp_path, '[outlets]\n"bbc/*" = "BBC"\n"bbc/x.txt" = "X"\n"foxnews" = {outlet = "Fox News", phase = 1}'
    )
    assert known.about("bbc/x.txt", "") == {"outlet": "BBC"}
    assert known.about("all.csv", "foxnews") == {"outlet": "Fox News", "phase": 1}
    assert known.about("all.csv", "") == {}


def test_a_lexicon_beside_the_file_is_found_from_anywhere(tmp_path):
    known = settings(tmp_path, '[lexicons]\ntopics = "mine.toml"\nframes = "frames"')
    assert known.lexicons == {"topics": str((tmp_path / "mine.toml").resolve()), "frames": "frames"}


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[outlet]", "corpus.toml must be one of .*did you mean 'outlets'"),
        ("outlets = 3", r"corpus.toml \[outlets\] must be a table, not 3"),
        ('[outlets]\n"a.txt" = 3', r"\[outlets\] a.txt must be the outlet's name or a table of facts, not 3"),
        ('[outlets]\n"a.txt" = {phase = [1]}', r"\[outlets\] a.txt must be"),
        ("[provenance]\nquery = 1", r"\[provenance\] query must be a text, not 1"),
        ("[people]\naliases = []", r"\[people\] aliases must map names to names"),
        ("[people]\nmerges = ['A', 'B']", r"\[people\] merges must be lists of names"),
        ("[people]\nalias = {}", "did you mean 'aliases'"),
        ("[columns]\ntxt = 'body'", "did you mean 'text'"),
        ("[columns]\ntext = 3", "text must name a column, not 3"),
        ("[lexicons]\ntopics = 3", r"\[lexicons\] topics must name a lexicon"),
    ],
)
def test_a_wrong_key_is_named_in_one_line(tmp_path, toml, message):
    with pytest.raises(ArgumentError, match=message) as caught:
        settings(tmp_path, toml)
    assert "\n" not in str(caught.value)


def test_what_is_not_toml_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match=r"corpus.toml must be a readable TOML file"):
        settings(tmp_path, "[outlets")
