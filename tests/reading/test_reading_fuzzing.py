import fuzzing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize("kind", fuzzing.KINDS, ids=str)
def test_no_strange_file_raises(kind):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(fuzzing.strange(kind))
    def survive(content):
        fuzzing.survives(kind, content)

    survive()


@pytest.mark.slow
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("kind", fuzzing.KINDS, ids=str)
def test_no_strange_file_of_five_thousand_raises(kind):
    @settings(max_examples=5_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(fuzzing.strange(kind))
    def survive(content):
        fuzzing.survives(kind, content)

    survive()


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_no_line_of_five_thousand_is_too_strange_for_the_parsers_of_lines():
    from analysis.reading.archives import of_lexis, of_nexis

    lines = st.lists(st.sampled_from([*fuzzing.LABELS, *fuzzing.OF_LEXIS]) | st.text(max_size=20), max_size=30)

    @settings(max_examples=5_000, deadline=None, database=None)
    @given(lines)
    def survive(few):
        assert isinstance(of_nexis(few)["text"], str)
        assert isinstance(of_lexis(few)["text"], str)

    survive()
