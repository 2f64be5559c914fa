"""From files to raw articles: `read_articles`, its ledger told `by_file`, and the settings beside the texts."""

from analysis.reading.articles import Reading, read_articles
from analysis.reading.ledger import by_file, told
from analysis.reading.settings import Settings, load_settings

__all__ = ["Reading", "Settings", "by_file", "load_settings", "read_articles", "told"]
