import importlib.util
import os
from pathlib import Path

import pytest

from analysis.lexicons import load_lexicon

FOLDER = os.environ.get("CROSSREAD_FRAMES")


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER, reason="CROSSREAD_FRAMES names no folder with narrative-frames' dev.jsonl")
def test_the_figures_in_the_frames_lexicon_are_those_measured():
    spec = importlib.util.spec_from_file_location("frames_accuracy", Path(__file__).parent / "frames.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    stated = load_lexicon("frames").extra["measured"]
    for part, figures in script.measure(Path(FOLDER)).items():
        assert figures["value"] == pytest.approx(stated[part]["auc"], abs=0.01)
