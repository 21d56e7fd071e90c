"""Guesses a text's language from its most common words: enough to find a wrong tag.

The lists hold articles, prepositions, pronouns, conjunctions, and forms of to be and to have.
"""

import re
from collections import Counter

_ENOUGH = 5000  # characters that are looked at
LEAST = 40  # words a text must have before its language is doubted
_WORD = re.compile(r"[^\W\d_]+")
_LISTS = """
en: the of and to in that is was for it with as on be at by this are have from not they which but
were their has would will
de: der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an
werden aus er hat dass sie nach
fr: de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont
avec son aux ont cette
es: de la que el en y los del se las por un para con no una su al lo como más pero sus le ya fue
este ha sí entre
it: di e il la che in un per è una non del con si da le dei nel al sono gli della più alla ha come
lo delle anche ma
pt: de a que o e do da em um para com não uma os no se na por mais as dos como mas ao ele das seu
sua foi pelo são
nl: de het een van en in is dat op te zijn met voor niet aan er om ook als bij maar dan hij nog
naar wordt door over werd
pl: i w na z do się nie że o jest to za od po jak przez dla ale przy już który co są ze oraz jego
był tym może
tr: ve bir bu da de için ile çok daha olarak gibi kadar sonra olan ama en ne ya var her o ise mi
değil göre iki ki
ru: и в не на что с по это как из у за от о к для его но а так был все же до при или мы были бы
она
uk: і в не на що з та до за у це як від про для його але й був або вони при було ми щоб також
через після які
"""
COMMON = {
    tag: frozenset(words.split())
    for tag, words in re.findall(r"^(..): ([^:]+)$", _LISTS, re.MULTILINE)
}


def spoken(text: str) -> str | None:
    """The language with most of its common words in the text; None if short or not clear.

    It is clear if these words are a sixth of the text or more, and twice the share of the next.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_ENOUGH])]
    if len(words) < LEAST:
        return None
    count = Counter(words)
    totals = sorted((sum(count[w] for w in common), tag) for tag, common in COMMON.items())
    (next_best, _), (best, tag) = totals[-2:]
    return tag if best >= len(words) / 6 and best >= 2 * next_best else None
