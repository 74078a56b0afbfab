"""Fixed phrases shared by all skins: where a quote stands, when it was written, who says so, why there is no answer."""

from __future__ import annotations

from collections.abc import Iterator

from bot.abstention import MAX_LENGTH, language_of
from bot.answers import Abstained, Answered, Query, Quote, Reason, Role
from index.model import Article, PublishedBasis

EXAMPLES = ("Who led the delegation?", "How many people were killed?", "Where do the talks take place?")
RELATED = "Related lines that do not answer:"
NEXT = "Next best lines:"
_BASIS = {
    PublishedBasis.STATED: "{date}",
    PublishedBasis.SUPPLIED: "{date} (date supplied with the article)",
    PublishedBasis.INFERRED: "about {date} (inferred)",
    PublishedBasis.UNKNOWN: "undated",
}
_REASONS = {
    Reason.OFF_TOPIC: "No line in the articles comes near this question.",
    Reason.NOT_STATED: "The articles do not say. That does not mean it did not happen.",
    Reason.OPINION: "I only quote the articles and give no opinion.",
    Reason.FORECAST: "The articles can't tell what will happen; I only quote what they say.",
    Reason.EMPTY: "There is no question. Ask one, for example:\n{examples}",
    Reason.TOO_LONG: "That is too long: a question may have {length} characters. Please shorten it.",
    Reason.LANGUAGE: "The articles are in English. Please ask in English; names and numbers are matched below.",
    Reason.AMBIGUOUS: "Whom do you mean: {names}?",
    Reason.COURTESY: "Glad to help. Ask what the articles say, and I answer in their own words.",
    Reason.TOO_EARLY: "No article is known to be from that time or before, so none can say what was known then.",
    Reason.WITHDRAWN: "The lines found stand in articles that were withdrawn after the index was built.",
}
_LANGUAGES = {
    "fr": "Les articles sont en anglais. Posez la question en anglais ; noms et nombres sont cherchés ci-dessous.",
    "es": "Los artículos están en inglés. Pregunte en inglés; abajo se buscan los nombres y los números.",
    "de": "Die Artikel sind auf Englisch. Bitte auf Englisch fragen; Namen und Zahlen werden unten gesucht.",
    "it": "Gli articoli sono in inglese. Chieda in inglese; i nomi e i numeri sono cercati qui sotto.",
    "pt": "Os artigos estão em inglês. Pergunte em inglês; os nomes e os números são procurados abaixo.",
    "ar": "المقالات باللغة الإنجليزية. يُرجى طرح السؤال بالإنجليزية؛ تُطابَق الأسماء والأرقام أدناه.",
    "he": "הכתבות באנגלית. נא לשאול באנגלית; שמות ומספרים מותאמים למטה.",
    "ru": "Статьи на английском. Спросите по-английски; имена и числа ищутся ниже.",
}
_OPENING = 600  # characters of a text that a title made of its first words stands in
_SENTENCE_ENDS = tuple(".?!…”\"’'")
_ROLES = {Role.EARLIER: "earlier", Role.DISAGREES: "sources differ"}


def when(article: Article) -> str:
    """The article's date with how it is known."""
    date = article.published
    shown = f"{date.day} {date:%b %Y}" if date else ""
    return _BASIS[article.published_basis].format(date=shown)


def own_title(article: Article) -> str:
    """The title that the article was given, or its headline; empty where it only repeats the text's first words."""
    opening = article.text[:_OPENING]
    first, _, more = opening.lstrip().partition("\n")
    headline = " ".join(first.lstrip("#").split())
    if more and article.title == headline and not headline.endswith(_SENTENCE_ENDS):
        return article.title
    return article.title if article.title.removesuffix(" …") not in " ".join(opening.split()) else ""


def where(quote: Quote) -> str:
    """File and line of a quote; for text extracted from a file its page or paragraph."""
    return f"{quote.article.file}, {quote.article.place.value} {quote.line}"


def source(quote: Quote) -> str:
    """Where a quote stands, when it was written, and where known who says so and how it relates to the first."""
    return " · ".join([where(quote), when(quote.article), *related_by(quote)])


def related_by(quote: Quote) -> Iterator[str]:
    """Who says so or is spoken of, and how a quote relates to the first; nothing where that is not known."""
    if quote.speaker:
        yield quote.speaker
    elif quote.antecedent:
        yield f"about {quote.antecedent}"
    if quote.role in _ROLES:
        yield _ROLES[quote.role]


def reading(query: Query) -> Iterator[str]:
    """The line that says how a question was read, where it was not taken as typed."""
    if query.read_as:
        yield f"Read as: {query.read_as}"
    if query.left:
        yield f"One question at a time; not answered: {' '.join(query.left)}"


def short(answer: Answered) -> str:
    """The short answer with its other spellings; empty where there is none worth standing alone."""
    if answer.short_answer is None or not answer.is_likely:
        return ""
    also = f" (also spelled {', '.join(answer.variants)})" if answer.variants else ""
    return f"{answer.short_answer}{also}"


def why_not(answer: Abstained) -> str:
    """Why there is no answer, and the words no article has."""
    text = _REASONS[answer.reason].format(
        examples="\n".join(EXAMPLES), length=MAX_LENGTH, names=" or ".join(answer.query.names)
    )
    if answer.reason is Reason.LANGUAGE:
        return _LANGUAGES.get(language_of(answer.query.question), text)
    if answer.missing_terms:
        text += f"\nNo article has the word: {', '.join(answer.missing_terms)}."
    return text
