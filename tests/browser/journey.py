"""Her way through the form with a real browser: what she presses, and how often."""

from __future__ import annotations

from playwright.sync_api import Page

LINKS = "look https://photoline.test/p/8842193\nand clipshare.test/v/tq81x"


class Journey:
    """Counts taps; pasting and typing are not taps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def press(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("button", name=name, exact=True).last.click()
        self.page.wait_for_load_state("load")

    def tick(self, label: str) -> None:
        self.taps += 1
        self.page.get_by_label(label, exact=label == "No").check()

    def to_start(self) -> None:
        self.page.goto("/")

    def start(self) -> None:
        self.to_start()
        self.taps += 1
        self.page.get_by_role("button", name="It is safe").click()
        self.page.wait_for_load_state("load")

    def to_links(self) -> None:
        self.start()
        self.press("No")
        self.press("Someone shared private pictures")
        self.press("Continue")

    def to_check(self) -> None:
        self.to_links()
        self.page.fill("#id_links", LINKS)
        for _ in ("links", "pictures", "whom"):
            self.press("Continue")
        self.tick("Yes, all of this is true.")
        self.tick("You may write to the sites")
        for _ in ("sign", "contact"):
            self.press("Continue")

    def to_words(self) -> None:
        self.to_check()
        self.press("Send my report")
