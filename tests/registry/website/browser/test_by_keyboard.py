"""The website by keyboard alone: past the navigation, the focus always in sight, every dot within reach."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

MOST = 80  # times that a key is pressed on one page
# What has the focus: its kind, the width of its outline, and whether it lies in the window.
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    kind: one.tagName.toLowerCase() + (one.type ? ":" + one.type : ""),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    name: one.outerHTML.slice(0, 100),
  };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, registry: Any) -> Iterator[Page]:
    """Give a tab of the donor's manager."""
    context = browser.new_context(locale="id-ID", reduced_motion="reduce")
    context.add_cookies([registry.cookie("manager")])
    yield context.new_page()
    context.close()


def test_the_first_key_leads_past_the_navigation(page: Page, registry: Any) -> None:
    page.goto(f"{registry.address}/catalog")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["seen"], "the link to the content appears when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/applications/e-sakip", {"a", "button:button", "pre", "summary", "div"}),
        ("/submit", {"a", "input:url", "input:text", "input:radio", "button:submit"}),
        ("/organisations/8", {"a", "input:email", "select:select-one", "button:submit"}),
        ("/account/tokens", {"a", "input:checkbox", "input:number", "select:select-one"}),
        ("/regions", {"a", "input:search", "select:select-one", "button:submit"}),
    ],
)
def test_the_focus_is_seen_on_every_kind_of_control(
    page: Page, registry: Any, path: str, kinds: set[str]
) -> None:
    page.goto(f"{registry.address}{path}")
    met, unseen = set(), []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["kind"] == "body":  # past the last one
            break
        met.add(focused["kind"])
        if focused["outline"] < 2 or not focused["seen"]:
            unseen.append(focused["name"])
    assert unseen == []
    assert kinds <= met


def test_every_dot_of_the_map_is_reached_and_leads_to_its_region(page: Page, registry: Any) -> None:
    page.goto(f"{registry.address}/regions")
    dots = page.locator("figure.chart svg a[href^='/regions/']")
    assert dots.count() == 514
    assert page.locator("figure.chart svg a[tabindex='-1']").count() == 0
    dots.nth(200).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') !== null"), "the next dot comes next"
    dot = page.evaluate(FOCUSED)
    assert dot["outline"] >= 2 or page.evaluate("document.activeElement.matches(':focus-visible')")
    goal = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{goal}")
