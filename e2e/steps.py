"""Steps that every journey takes: a press that waits for its answer, and the way in."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

BEGIN = {"en": "English", "zh": "中文"}


def answered(pressed: Locator) -> None:
    """Press what asks the server for a page, and wait until that page is there."""
    with pressed.page.expect_navigation():
        pressed.click()


def press(page: Page) -> None:
    """The page's one main button."""
    answered(page.locator("button.btn--lamp"))


def begin(page: Page, handle: str, password: str, language: str = "en") -> Page:
    """From the first page of the way in to the last of its three.

    Args:
        page: on the first of them.
        handle: the name to sign in with.
        password: of twelve characters or more.
        language: `en` or `zh`.
    """
    answered(page.locator("main").get_by_role("button", name=BEGIN[language]))
    page.fill("#handle", handle)
    page.fill("#password", password)
    press(page)
    page.wait_for_url("**/begin/done/")
    return page
