"""Fixed phrases shared by all skins: where a quote stands, when it was written, who says so."""

from __future__ import annotations

from bot.answers import Quote
from index.model import Article, PublishedBasis

EXAMPLES = ("Who led the delegation?", "How many people were killed?", "Where do the talks take place?")
_BASIS = {
    PublishedBasis.STATED: "{date}",
    PublishedBasis.SUPPLIED: "{date} (date supplied with the article)",
    PublishedBasis.INFERRED: "about {date} (inferred)",
    PublishedBasis.UNKNOWN: "undated",
}


def when(article: Article) -> str:
    """The article's date with how it is known."""
    date = article.published
    shown = f"{date.day} {date:%b %Y}" if date else ""
    return _BASIS[article.published_basis].format(date=shown)


def where(quote: Quote) -> str:
    """File and line of a quote."""
    return f"{quote.article.file}, line {quote.line}"


def source(quote: Quote) -> str:
    """Where a quote stands, when it was written and, where known, who says so."""
    parts = [where(quote), when(quote.article)]
    if quote.speaker:
        parts.append(quote.speaker)
    return " · ".join(parts)
