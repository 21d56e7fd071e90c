"""The site of the made-up corpus in a real browser, in both editions, light and dark."""

import gzip
import re
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpora import harbour
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.checks import weight_of_home
from support.site import built_site, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EDITIONS = ("full", "text-free")
WIDTHS = (390, 768, 1360)
MANY = ("articles/", "entities/", "positions/", "voices/", "v/")  # a page each: one is enough
# Pages that differ in more than their words.
KINDS = (
    *("", "agreement/", "articles/", "contributing/", "data/", "decisions/", "entities/"),
    *("guidelines/", "made/", "positions/", "quickstart/", "rules/", "voices/"),
)
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text()
SERIOUS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))"""
# What is wider than its place, where no shadow says that it goes on.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const goesOn = (one) => {
    for (; one && one.localName !== "main"; one = one.parentElement) {
      const { overflowX, backgroundAttachment } = getComputedStyle(one);
      if (/auto|scroll/.test(overflowX) && backgroundAttachment.includes("local")) return true;
    }
    return false;
  };
  const wide = (one) => one.getBoundingClientRect().right > width + 1
    || (!/svg|img/.test(one.localName) && one.clientWidth && one.scrollWidth > one.clientWidth + 1);
  const cut = [...document.querySelectorAll("main :is(table, pre, pre > code, svg, img)")]
    .filter((one) => one.checkVisibility() && wide(one) && !goesOn(one));
  const said = cut.map((one) => `${one.localName}: ${one.textContent.trim().slice(0, 60)}`);
  return document.documentElement.scrollWidth > width ? ["the page", ...said] : said;
}"""


# What people press or fill in, and pictures, as the accessibility tree calls them.
NAMED = {
    *("button", "checkbox", "combobox", "DisclosureTriangle", "image", "link", "radio"),
    *("searchbox", "tab", "textbox"),
}


class Site(NamedTuple):
    """A built site, where it is served, and a page of each kind."""

    folder: Path
    release: Corpus
    address: str
    pages: tuple[str, ...]


@pytest.fixture(scope="session", params=EDITIONS)
def site(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    free = request.param == "text-free"
    root = harbour(tmp_path_factory.mktemp("site") / "harbour")
    folder = built_site(root, free=free)
    paths = sorted(one.parent.relative_to(folder).as_posix() for one in folder.rglob("index.html"))
    found = dict[str, str]()
    for path in paths:
        kind = next((one for one in MANY if f"{path}/".startswith(one) and "/" in path), path)
        text = (folder / path / "index.html").read_text("utf-8")
        own = not free or kind in KINDS or f"{kind}/" in KINDS  # others are equal in both editions
        if own and 'http-equiv="refresh"' not in text:
            found.setdefault(kind, "" if path == "." else f"{path}/")
    with served(folder) as address:
        release = Corpus(root / ("text-free" if free else "release"))
        yield Site(folder, release, address, (*found.values(),))


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """A page in a context of its own; errors of its scripts and of the policy fail the test."""
    contexts, errors = list[Any](), list[str]()

    def page(**options: Any) -> Any:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        return page

    yield page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut(site: Site, opened: Callable[..., Any], width: int) -> None:
    page, cut = opened(viewport={"width": width, "height": 900}), {}
    for path in site.pages:
        page.goto(f"{site.address}/{path}")
        page.evaluate("document.fonts.ready")
        cut[path] = page.evaluate(CUT)
    assert {path: found for path, found in cut.items() if found} == {}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_serious(site: Site, opened: Callable[..., Any], colours: str) -> None:
    full = site.release.edition == "full"
    size = {"width": 1360 if full else 390, "height": 900}
    page = opened(color_scheme=colours, viewport=size, bypass_csp=True)
    each = [path for path in site.pages if path.startswith(MANY) and path not in MANY]
    found = {}
    for path in (*each, *(KINDS if full else ())):
        page.goto(f"{site.address}/{path}")
        page.evaluate(f"{AXE};null")
        found[path] = page.evaluate(SERIOUS)
    assert {path: problems for path, problems in found.items() if problems} == {}


def spoken(page: Any) -> list[Any]:
    """What a screen reader gets of a page: the nodes of Chromium's accessibility tree, in order."""
    asked = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    by_id = {node["nodeId"]: node for node in asked["nodes"]}
    found, ahead = [], [asked["nodes"][0]["nodeId"]]
    while ahead:
        node = by_id[ahead.pop()]
        ahead += reversed([id for id in node.get("childIds", ()) if id in by_id])
        if not node["ignored"]:
            values = {one["name"]: one["value"].get("value") for one in node["properties"]}
            name = node.get("name", {}).get("value", "").strip()
            found.append((node["role"]["value"], name, values))
    return found


def test_a_screen_reader_gets_names_and_order(site: Site, opened: Callable[..., Any]) -> None:
    """Orca reads a generic element that has a name as its name, without its words."""
    page, wrong = opened(), []
    for path in site.pages:
        page.goto(f"{site.address}/{path}")
        level, nodes = 0, spoken(page)
        for role, name, values in nodes:
            if role == "heading":
                if values["level"] > level + 1:
                    wrong.append(f"{path}: a heading of level {values['level']} below {level}")
                level = values["level"]
            if role in NAMED and not re.search(r"\w", name):
                wrong.append(f"{path}: a {role} without a name: “{name}”")
            if role == "generic" and name:
                wrong.append(f"{path}: “{name}” is read in place of the words in it")
        figures = page.locator("main svg[role=img] > :not(title, desc, [aria-hidden=true])").count()
        wrong += [f"{path}: the figures of a picture are read one by one"] * bool(figures)
        headless = page.locator("main table:not(:has(th))").count()
        wrong += [f"{path}: {headless} tables without heads"] * bool(headless)
    assert wrong == []


def test_a_screen_reader_gets_the_text_the_facts_and_what_is_chosen(
    site: Site, opened: Callable[..., Any]
) -> None:
    article = next(site.release.articles())
    claim, page = article.claims[0], opened(viewport={"width": 1360, "height": 900})
    page.goto(f"{site.address}/articles/{article.id}/")
    inline = (
        "[...document.querySelectorAll('.it-items dd')].map((one) => getComputedStyle(one).display)"
    )
    assert "inline" not in page.evaluate(inline)  # Orca finds no value for a term then
    page.locator(f"[id='claims/{claim.id}']").focus()
    said = "Claim. Press Enter for more."
    page.wait_for_function("s => document.querySelector('.it-status').textContent === s", arg=said)
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    assert focused.evaluate("one => one.localName") == "h3" and claim.id in focused.inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == f"claims/{claim.id}"
    if article.text:
        nodes = spoken(page)
        marks = [at for at, (role, _, _) in enumerate(nodes) if role == "mark"]
        read = "".join(name for role, name, _ in nodes[marks[0] :] if role == "StaticText")
        assert len(marks) >= len(article.claims)
        assert re.sub(r"\W", "", claim.quote) in re.sub(r"\W", "", read)


def test_the_first_page_is_as_light_as_the_check_says(
    site: Site, opened: Callable[..., Any]
) -> None:
    page, loaded = opened(), dict[str, Any]()
    page.on("response", lambda response: loaded.update({response.url: response}))
    page.goto(f"{site.address}/", wait_until="networkidle")
    fonts = {url for url in loaded if "/assets/fonts/" in url}
    sizes = [len(gzip.compress(loaded[url].body())) for url in loaded.keys() - fonts]
    assert len(fonts) == 3 and sum(sizes) == weight_of_home(site.folder)


@pytest.mark.parametrize("width", [390, 768])
def test_every_page_has_the_menu_in_a_small_window(
    site: Site, opened: Callable[..., Any], width: int
) -> None:
    page = opened(viewport={"width": width, "height": 800})
    for path in ("", f"articles/{next(iter(site.release))}/", "positions/"):
        page.goto(f"{site.address}/{path}")
        page.locator(".md-header__button[for=__drawer]").click()
        entry = page.locator(".md-nav--primary").get_by_text("Explore", exact=True).first
        seen = "one => one.getBoundingClientRect().left >= 0 && one.checkVisibility()"
        page.wait_for_function(seen, arg=entry.element_handle())  # it slides in


def test_the_search_loads_its_index_when_somebody_searches(
    site: Site, opened: Callable[..., Any]
) -> None:
    page, asked, index = opened(), list[str](), f"{site.address}/search/search_index.json"
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/quickstart/", wait_until="networkidle")
    assert index not in asked
    page.keyboard.press("/")
    page.keyboard.type("adjudication")
    page.locator(".md-search-result__link").first.wait_for()
    page.goto(f"{site.address}/?q=adjudication")
    page.locator(".md-search-result__link").first.wait_for()
    assert asked.count(index) == 2


def test_fonts_come_from_the_site_itself(site: Site, opened: Callable[..., Any]) -> None:
    page, asked = opened(), set[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{site.address}/quickstart/")
    page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family)"
    families = {name.strip('"') for name in page.evaluate(loaded)}
    assert families == {"Source Serif 4", "Source Sans 3", "JetBrains Mono"}
    assert {url for url in asked if not url.startswith((site.address, "data:"))} == set()


def test_an_article_is_printed_with_its_text_and_without_the_site(
    site: Site, opened: Callable[..., Any]
) -> None:
    id = next(iter(site.release))
    page = opened()
    page.goto(f"{site.address}/articles/{id}/")
    page.emulate_media(media="print")
    article, shown = site.release[id], page.locator(".it-text").inner_text()
    words = article.text.split() if article.text else [one.text for one in article.mentions]
    assert len(words) > 10 and [word for word in words if word not in shown] == []
    for part in (".md-header", ".md-sidebar", ".it-filters"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".it-footer").is_visible()


def test_the_summary_of_the_guidelines_is_one_page(site: Site, opened: Callable[..., Any]) -> None:
    page = opened()
    page.goto(f"{site.address}/guidelines-on-one-page/")
    pdf = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_rules_are_filtered_and_the_address_keeps_it(
    site: Site, opened: Callable[..., Any]
) -> None:
    page = opened()
    page.goto(f"{site.address}/rules/?severity=warning")
    shown = page.locator("details[data-filter]:visible")
    warnings = shown.count()
    assert {one.get_attribute("data-severity") for one in shown.all()} == {"warning"}
    assert page.locator(".it-filter output").inner_text().startswith(f"{warnings} of ")
    page.locator(".it-filter input[type=search]").fill("Wikidata")
    assert 0 < shown.count() < warnings
    assert all("wikidata" in one.text_content().lower() for one in shown.all())
    assert "severity=warning" in page.url and "words=Wikidata" in page.url
    assert page.locator("h2:visible").count() == page.locator(".it-rules:visible").count()
    page.reload()
    assert page.locator(".it-filter input[type=search]").input_value() == "Wikidata"
    page.locator(".it-filter input[type=search]").fill("no rule has these words")
    assert shown.count() == 0


def test_decisions_are_filtered_and_a_decision_opens_by_its_address(
    site: Site, opened: Callable[..., Any]
) -> None:
    page = opened()
    page.goto(f"{site.address}/decisions/")
    shown, group = page.locator(".it-ruling:visible"), page.locator(".it-decisions > details")
    assert shown.count() == group.first.locator(".it-ruling").count() > 1
    group.first.locator("summary").click()
    assert shown.count() == 0
    page.get_by_label("stances", exact=True).check()  # opens what it finds
    assert {one.get_attribute("data-layer") for one in shown.all()} == {"stance"}
    assert "layer=stance" in page.url
    page.goto(f"{site.address}/decisions/?layer=stance#quay-reopens/open-door")
    assert page.locator('[id="quay-reopens/open-door"]').is_visible()  # a claim


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_address_opens_its_rule(site: Site, opened: Callable[..., Any], script: bool) -> None:
    page = opened(java_script_enabled=script)
    page.goto(f"{site.address}/rules/#quote-not-found")
    one = page.locator("details", has=page.locator("#quote-not-found"))
    assert one.locator(".it-compare").is_visible()
    assert page.locator(".it-compare:visible").count() == 1
    assert page.locator("details[data-filter]:visible").count() == page.locator("details").count()


def test_the_rules_fit_on_a_few_screens(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(viewport={"width": 1360, "height": 900})
    page.goto(f"{site.address}/rules/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 12_000
