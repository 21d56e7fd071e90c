"""Somebody before the studio's page, whose keys and clicks are counted."""

from collections.abc import Mapping, Sequence
from typing import Any

# Where a quote is in the capture: [start, end] in UTF-16 units.
FIND = """quote => {
    const { quote: words, prefix = "", suffix = "", occurrence = 1 } =
        typeof quote === "string" ? { quote } : quote;
    const body = studio.view.spans.find(({ part, layer }) => layer === "body" && part === "text");
    const places = studio.text.paragraphs.flatMap(({ text, start }) => {
        const found = [];
        for (let at = -1; (at = text.indexOf(prefix + words + suffix, at + 1)) >= 0; ) {
            found.push([start + at + prefix.length, start + at + prefix.length + words.length]);
        }
        return found;
    });
    const inside = places.filter(([start]) => start >= (body?.start ?? 0));
    return (inside.length ? inside : places)[occurrence - 1] ?? null;
}"""

KEY_OF = """wanted => studio.choices.find(
    ({ value }) => JSON.stringify(value) === JSON.stringify(wanted)
)?.key"""


def words(quote: Any) -> Any:
    return quote["quote"] if isinstance(quote, dict) else quote


class Person:
    """Somebody before the page, whose keys and clicks are counted by layer."""

    def __init__(self, page: Any, layers: Sequence[str]) -> None:
        self.page, self.layer, self.seconds = page, layers[0], 0.0
        self.keys = dict.fromkeys(layers, 0)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys[self.layer] += 1
            self.page.keyboard.press(key)
        self.settled()

    def type(self, text: str) -> None:
        self.keys[self.layer] += len(text)
        self.page.keyboard.type(text)

    def click(self, what: str) -> None:
        self.keys[self.layer] += 1
        self.page.locator(what).first.click()
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_function(
            "() => !globalThis.studio || (!studio.keys.waiting.length && !studio.connection.busy"
            " && !studio.connection.viewing)"
        )

    def ask(self, script: str, value: Any = None) -> Any:
        return self.page.evaluate(script, value)

    def select(self, quote: Any) -> None:
        """Select words with the mouse."""
        place = self.ask(FIND, quote)
        if place is None:
            raise ValueError(f"not in the text: {quote}")
        self.keys[self.layer] += 1
        self.ask(
            "([s, e]) => { studio.place({ start: s, end: e, kind: 'range' }); studio.drawSide(); }",
            place,
        )

    def choose(self, wanted: Any, name: str) -> None:
        """The digit of a label; without one, search and take the first."""
        if key := self.ask(KEY_OF, wanted):
            self.press(key)
            return
        self.press("/")
        self.type(name)
        self.page.wait_for_timeout(300)
        first = self.ask("JSON.stringify(studio.choices[0]?.value)")
        if first != self.ask("JSON.stringify", wanted) and not isinstance(wanted, dict):
            raise ValueError(f"{name}: {first} is offered first, not {wanted}")
        if isinstance(wanted, dict):
            self.press("Escape")
            self.choose(wanted, name)
        else:
            self.press("Enter")

    def text(self, key: str, value: str) -> None:
        """Open a field of text by its key and type; Escape leaves it."""
        self.press(key)
        self.type(value)
        self.press("Escape")

    def fill(self, item: Mapping[str, Any], name: Any) -> None:
        """Choose every label that is still asked for."""
        while field := self.ask("studio.ui.field"):
            self.choose(item[field], name(item[field]))
