"""Who is meant: names, titles, roles and pronouns to canonical people, in two passes.

Pass 1 (`find_mentions`) reads each article alone. `merge` reduces the mentions of all articles to one small `Roster`
of names, spellings, offices and dates; rosters add up, so shards can be merged in any order. Pass 2 (`resolve`) goes
back to each article and says who every mention, and every quote's speaker, is: first by the article's own full names,
then by the roster near in date. What stays below `THRESHOLD` keeps its own words.
"""

from analysis.language.people.antecedents import THRESHOLD, Person, Speaker
from analysis.language.people.names import Mention, find_mentions
from analysis.language.people.roster import Roster, merge
from analysis.language.people.speakers import resolve

__all__ = ["THRESHOLD", "Mention", "Person", "Roster", "Speaker", "find_mentions", "merge", "resolve"]
