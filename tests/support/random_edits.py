"""Texts edited at random that know where every character went, to check moved quotes against."""

import random
import re

# A character, its offset in the old text, and that of what it is a copy of; None for a new one.
Character = tuple[str, int | None, int | None]


class Edited:
    """A text after some random edits."""

    def __init__(self, old: str, rng: random.Random, times: int) -> None:
        self.old = old
        self._characters: list[Character] = [(c, i, i) for i, c in enumerate(old)]
        self.edits = [self._edit(rng) for _ in range(times)]
        self.new = "".join(c for c, *_ in self._characters)
        self._where = {i: j for j, (_, i, _) in enumerate(self._characters) if i is not None}

    def is_right(self, start: int, end: int, place: tuple[int, int]) -> bool:
        """Whether `place` may be what became of old[start:end].

        It is wrong if the words went elsewhere together, unless the surroundings are the same: no
        reader of both texts can tell such twins apart. Where the words were deleted, torn apart or
        typed again, the same words are right if they are a copy, or if what is before or after them
        is the same.
        """
        went = [self._where.get(i) for i in range(start, end)]
        if went == list(range(*place)):
            return True
        sides = [
            self.old[max(0, start - 12) : start] == self.new[max(0, place[0] - 12) : place[0]],
            self.old[end : end + 12] == self.new[place[1] : place[1] + 12],
        ]
        if went[0] is not None and went == list(range(went[0], went[0] + end - start)):
            return all(sides)
        origins = [origin for _, _, origin in self._characters[slice(*place)]]
        copied = origins == list(range(start, end))
        return self.old[start:end] == self.new[slice(*place)] and (copied or any(sides))

    def _edit(self, rng: random.Random) -> str:
        text = "".join(c for c, *_ in self._characters)
        words = [m.span() for m in re.finditer(r"\w+", text)]
        sentences = [m.span() for m in re.finditer(r"[^.!?\n]+[.!?]?\s*", text)]
        of_words = ["word", "delete word", "insert word", "case", "space"]
        kind = rng.choice([*of_words, "delete", "insert", "double", "copy", "swap"])
        a, b = rng.choice(words if kind in of_words else sentences)
        c, d = rng.choice(words if kind == "insert word" else sentences)
        at = {
            "word": (a, b, rng.choice(["peace", "the", "of", "Novelty"])),
            "delete word": (a, min(len(text), b + 1), ""),
            "insert word": (a, a, text[c:d] + " "),
            "delete": (a, b, ""),
            "insert": (a, a, "A wholly new sentence was put in here, said nobody. "),
            "double": (b, b, text[a:b]),
            "copy": (a, a, text[c:d]),
            "case": (a, b, text[a:b].swapcase()),
            "space": (b, b, "\n"),
        }.get(kind)
        if at is None:  # swap a sentence with the next
            index = rng.randrange(len(sentences) - 1)
            (a, b), (c, d) = sentences[index], sentences[index + 1]
            kept = self._characters
            self._characters = kept[:a] + kept[c:d] + kept[b:c] + kept[a:b] + kept[d:]
        else:
            start, end, new = at
            source = {"double": a, "copy": a, "insert word": c}.get(kind)
            copied = [
                None
                if source is None or source + i >= len(text)
                else self._characters[source + i][2]
                for i in range(len(new))
            ]
            self._characters[start:end] = [
                (c, None, origin) for c, origin in zip(new, copied, strict=True)
            ]
        return kind
