"""An article by what a person calls it."""

from __future__ import annotations

from bot.compose import with_date
from index.errors import TalksError
from index.model import Article
from index.snapshot import Snapshot


def find_article(snapshot: Snapshot, name: str, listed_by: str = "talks sources") -> Article:
    """The article with that id, file name, or only id that starts so, with its date as worked out.

    Raises TalksError when there is none, or several; `listed_by` is what lists them.
    """
    articles = list(snapshot.articles())
    exact = [a for a in articles if name in (a.article_id, a.file)]
    found = exact or [a for a in articles if name and a.article_id.startswith(name)]
    if len(found) != 1:
        problem = f"{len(found)} articles start so" if found else "no such article"
        raise TalksError(f"{name or 'ARTICLE'}: {problem}; run: {listed_by}")
    return with_date(found[0], snapshot.dates[found[0].article_id])
