"""Every page that a menu leads to works for everybody: by eye or ear, by keyboard, on a phone, at twice the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from honglam.core.identity.testing import PROVINCE, client_of, make_officer
from honglam.engines.register.testing import have_registers
from honglam.kit.apps import RoomConfig
from honglam.project.prepare import in_order

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# Who looks at each surface, and pages that no menu names.
ROLES = {"portal": "", "desk": "officer", "board": "leader", "studio": "admin"}
BESIDE_THE_MENU = {
    "portal": ("/accounts/login/", "/offline/", "/no-such-page/", "/desk/no-such-page/"),
    "desk": ("/studio/",),
    "studio": ("/studio/kit/",),
}
ROUNDS = 400  # presses of Tab after which a page is taken to hold the focus for ever

FOCUSABLE = """() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const drawn = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length;
  const seen = (e) => drawn(e) && !e.closest('[inert]');
  const one = new Set();
  return [...document.querySelectorAll(wanted)].filter((e) => {
    if (!seen(e) || e.disabled || e.tabIndex < 0) return false;
    // Of a group of radio buttons Tab reaches one; the arrows reach the others.
    if (e.type === 'radio') { if (one.has(e.name)) return false; one.add(e.name); }
    return true;
  }).map((e, at) => { e.dataset.place = at; return e.outerHTML.slice(0, 120); });
}"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), parent = getComputedStyle(e, '::after');
  const lit = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none';
  return { place: e.dataset.place ?? '', lit: lit(style) || lit(parent), html: e.outerHTML.slice(0, 120) };
}"""


@dataclass
class Surface:
    """One shell as its person sees it, with everything its pages asked for and complained of."""

    name: str
    base: str
    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page and wait until what it fetches by itself has come and its islands have drawn."""
        self.page.goto(self.base + path, wait_until="networkidle")
        expect(self.page.locator("hl-map:not([data-ready]), hl-chart:not([data-ready])")).to_have_count(
            0, timeout=10_000
        )

    def paths(self) -> list[str]:
        """Return the pages that the menus of this surface lead to, and those beside them."""
        home = "/" if self.name == "portal" else f"/{self.name}/"
        self.go(home)
        found = self.page.eval_on_selector_all("nav a[href]", "links => links.map((a) => new URL(a.href).pathname)")
        prefixes = tuple(f"/{name}/" for name in ROLES if name != "portal")
        ours = [p for p in found if (p.startswith(home) if home != "/" else not p.startswith(prefixes))]
        return sorted({home, *ours, *BESIDE_THE_MENU.get(self.name, ())})


@pytest.fixture
def open_surface(browser: Browser, live_server: Any) -> Iterator[Callable[..., Surface]]:
    """Return a function that opens a surface, with the rooms' default data, as somebody who may enter it."""
    for room in in_order([config for config in apps.get_app_configs() if isinstance(config, RoomConfig)]):
        # Fifty registers are deployed once: their tables outlive each test, as what is committed does.
        have_registers() if room.label == "register" else room.load_defaults()
    contexts: list[BrowserContext] = []

    def opened(name: str, **how: Any) -> Surface:
        context = browser.new_context(locale="vi-VN", **({"viewport": {"width": 1366, "height": 768}} | how))
        contexts.append(context)
        if ROLES[name]:
            client: Client = client_of(make_officer(f"p-{name}", role=ROLES[name], agency=PROVINCE))
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        surface = Surface(name, live_server.url, context.new_page())
        # Django's test server cannot keep a stream open; core/notices/tests tries that on the server that people use.
        surface.page.route("**/live/**", lambda route: route.fulfill(status=204))
        surface.page.on("request", lambda request: surface.asked.append(request.url))
        surface.page.on("pageerror", lambda error: surface.complaints.append(f"{surface.page.url}: {error}"))
        surface.page.on("console", lambda said: _hear(surface, said))
        return surface

    yield opened
    for context in contexts:
        context.close()


def _hear(surface: Surface, said: Any) -> None:
    # The page that is not there, or closed, answers 404 or 403: the browser's own note of that is no complaint.
    expected = said.text.startswith("Failed to load resource") and urlsplit(said.location["url"]).path in sum(
        BESIDE_THE_MENU.values(), ()
    )
    if said.type == "error" and not expected:
        surface.complaints.append(f"{surface.page.url}: {said.text} {said.location['url']}")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ROLES)
def test_axe_finds_nothing_on_the_pages_of_a_surface(
    name: str, scheme: Scheme, open_surface: Callable[..., Surface]
) -> None:
    surface = open_surface(name, color_scheme=scheme)
    found = []
    for path in surface.paths():
        surface.go(path)
        for violation in Axe().run(surface.page).response["violations"]:
            found += [f"{path} {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "height"), [(360, 640), (683, 384)], ids=["phone", "twice-the-size"])
@pytest.mark.parametrize("name", ROLES)
def test_no_page_scrolls_sideways(name: str, width: int, height: int, open_surface: Callable[..., Surface]) -> None:
    surface = open_surface(name, viewport={"width": width, "height": height})
    wide = {}
    for path in surface.paths():
        surface.go(path)
        size = surface.page.evaluate("document.documentElement.scrollWidth")
        if size > width:
            wide[path] = size
    assert not wide


@pytest.mark.parametrize("name", ROLES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(name: str, open_surface: Callable[..., Surface]) -> None:
    surface = open_surface(name)
    faults = []
    for path in surface.paths():
        surface.go(path)
        faults += [f"{path} {fault}" for fault in walk(surface.page)]
    assert not faults, "\n".join(faults)


def walk(page: Page) -> list[str]:
    """Press Tab until everything has had the focus; return what never had it, and what did not show it."""
    page.evaluate("document.activeElement?.blur()")
    places = page.evaluate(FOCUSABLE)
    missing, unlit = set(range(len(places))), []
    for _ in range(ROUNDS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["place"] == "":
            continue
        place = int(focused["place"])
        if place in missing and not focused["lit"]:
            unlit.append(f"does not show its focus: {focused['html']}")
        missing.discard(place)
        if not missing:
            break
    return [f"is not reached: {places[place]}" for place in sorted(missing)] + unlit


@pytest.mark.parametrize("name", ROLES)
def test_pages_ask_no_other_host_and_nothing_offends_their_policy(
    name: str, open_surface: Callable[..., Surface]
) -> None:
    surface = open_surface(name)
    for path in surface.paths():
        surface.go(path)
        surface.page.wait_for_load_state("load")
    home = urlsplit(surface.base).netloc
    foreign = [url for url in surface.asked if urlsplit(url).netloc not in {home, ""}]
    assert not foreign
    assert not surface.complaints, "\n".join(surface.complaints)


@pytest.mark.parametrize("name", ROLES)
def test_each_page_changes_its_language_where_it_stands(name: str, open_surface: Callable[..., Surface]) -> None:
    surface = open_surface(name)
    home = "/" if name == "portal" else f"/{name}/"
    surface.go(home)
    surface.page.locator("button[name=language][value=en]").click()
    expect(surface.page.locator("html")).to_have_attribute("lang", "en")
    assert urlsplit(surface.page.url).path == home
    surface.page.locator("button[name=language][value=vi]").click()
    expect(surface.page.locator("html")).to_have_attribute("lang", "vi")
