"""Her way through the form with a real browser: what she presses, and how often."""

from __future__ import annotations

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page

LINKS = "look https://photoline.test/p/8842193\nand clipshare.test/v/tq81x"
FACT = "I did not agree that anyone may post it."


class Journey:
    """Counts taps: whatever she must press or choose. Pasting the links and typing one line are not taps."""

    def __init__(self, page: Page, *, country: str = "United Kingdom") -> None:
        self.page = page
        self.country = country
        self.taps = 0

    def click(self, what: Locator) -> None:
        what.click()

    def check(self, what: Locator) -> None:
        what.check()

    def type(self, where: Locator, text: str) -> None:
        where.fill(text)

    def tap(self, name: str) -> None:
        self.taps += 1
        self.click(self.page.get_by_role("button", name=name, exact=True).last)

    def press(self, name: str) -> None:
        """A button that leads to another page."""
        with self.page.expect_navigation():
            self.tap(name)

    def tick(self, label: str) -> None:
        self.taps += 1
        self.check(self.page.get_by_label(label, exact=label == "No"))

    def to_start(self) -> None:
        self.page.goto("/")

    def start(self) -> None:
        self.to_start()
        self.taps += 1
        with self.page.expect_navigation():
            self.click(self.page.locator("button[value=safe]"))

    def to_links(self) -> None:
        self.start()
        self.press("No")
        self.press("Someone shared private pictures")
        self.press(self.country)

    def to_check(self) -> None:
        self.to_links()
        self.on_to_check()

    def on_to_check(self) -> None:
        self.type(self.page.locator("#id_links"), LINKS)
        self.press("Continue")
        self.type(self.page.locator("#id_facts"), FACT)
        for _ in ("pictures", "whom"):
            self.press("Continue")
        self.tick("Yes, all of this is true.")
        self.tick("You may write to the sites")
        for _ in ("sign", "contact"):
            self.press("Continue")

    def to_words(self) -> None:
        self.to_check()
        self.send()

    def send(self) -> None:
        self.tap("Send my report")  # with script, what it answers is written in this page's place
        self.page.locator(".words").wait_for()


class Keys(Journey):
    """The same way without a pointer: Tab to what is wanted, then Enter, Space or typing."""

    hidden: list[str]

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.hidden = []

    def reach(self, what: Locator) -> None:
        """Tab until it has the focus; notes whatever had it out of sight."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if lost := self.page.evaluate(OUT_OF_SIGHT):
                self.hidden.append(lost)
            if what.evaluate("each => each === document.activeElement"):
                return
        raise AssertionError(f"the keyboard does not reach {what}")

    def click(self, what: Locator) -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")

    def check(self, what: Locator) -> None:
        self.reach(what)
        self.page.keyboard.press("Space")
        assert what.is_checked()

    def type(self, where: Locator, text: str) -> None:
        self.reach(where)
        self.page.keyboard.insert_text(text)


class Spoken(Journey):
    """The same way in another language: its words stand on the buttons."""

    def __init__(self, page: Page, language: str) -> None:
        super().__init__(page)
        self.language = language

    def tap(self, name: str) -> None:
        with override(self.language):
            super().tap(gettext(name))

    def tick(self, label: str) -> None:
        """By what the tick is for: a statement is longer than the words that find it in English."""
        self.taps += 1
        self.check(self.page.locator("[name=affirmed]" if "true" in label else "[name=agreed]").first)


# What has the focus, if the bar at the top covers it, the window ends before it, or nothing marks it.
OUT_OF_SIGHT = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body) { return ""; }
  const x = box.left + Math.min(box.width, 40) / 2, y = box.top + Math.min(box.height, 20) / 2;
  const top = document.elementFromPoint(x, y);
  const seen = top && (one.contains(top) || top.contains(one));
  const marked = getComputedStyle(one).outlineStyle !== "none"
    || getComputedStyle(one.closest("label") || one).outlineStyle !== "none";
  return seen && marked ? "" : one.outerHTML;
}"""
