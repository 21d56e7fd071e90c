"""What the header and the footer of every page say about the release."""

from .edition import Edition
from .made import render


def version(edition: Edition) -> str:
    """The version, beside the name of the site."""
    return render("version", version=edition.corpus.version)


def about(edition: Edition) -> str:
    """Version, edition, digest, licences, and whether people have reviewed the annotations."""
    return render("about", corpus=edition.corpus, dataset=edition.dataset, made=_made(edition))


def _made(edition: Edition) -> str:
    acts = (article.provenance for article, _ in edition.articles())
    human = sum(any(act.kind == "human" for act in own) for own in acts)
    if not human:
        return "Models made all annotations. No human has reviewed them."
    articles = len(edition.corpus)
    return f"People annotated or reviewed {human:,} of {articles:,} articles, models the rest."
