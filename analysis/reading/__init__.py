"""From files to raw articles: `read_articles` and the settings beside the texts."""

from analysis.reading.articles import Reading, read_articles
from analysis.reading.settings import Settings, load_settings

__all__ = ["Reading", "Settings", "load_settings", "read_articles"]
