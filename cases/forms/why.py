"""Why each question is asked: next to it, in her words, before she answers (V-62)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Why:
    """The reason for some questions of one page, by the names of their fields."""

    asks: tuple[str, ...]
    text: StrOrPromise
    heading: StrOrPromise = _("Why we ask")


CONTACT = Why(
    (
        *("channel", "email", "shared", "anyway", "subject", "zone", "acknowledge", "only_once"),
        *("days", "start", "until", "more_days", "more_start", "more_until"),
        *("code_word", "never", "keep_from", "colleague"),
    ),
    _(
        "Someone near you may read your mail or your phone. We never call you and never send texts. "
        "We ask so that nothing we do gives you away."
    ),
)
PHRASE = Why(
    ("phrase",),
    _(
        "You get a code and words at the end. They are the way back in. "
        "With a phrase of your own, two of us can make you new ones."
    ),
)

# In rows that repeat, name_1 and name_2 are both "name".
WHYS: dict[str, tuple[Why, ...]] = {
    "device": (
        Why(
            ("device",),
            _(
                "Someone near you may see what you do here. If so, we write to no mailbox of yours. "
                "And nothing leaves us until you say that it is safe."
            ),
        ),
    ),
    "age": (
        Why(
            ("under_18",),
            _(
                "There are services made for people under 18. They can do more, and faster. "
                "We ask so that we show you the right one. We do not ask for your birthday."
            ),
        ),
    ),
    "harm": (
        Why(
            ("harm",),
            _(
                "What we ask next depends on it. So does the advice we give you. "
                "If more than one is true, choose the worst. You can tell your caseworker the rest."
            ),
        ),
    ),
    "place": (
        Why(
            ("here", "place"),
            _(
                "Each place has its own laws. Some make a site act fast. "
                "We also use it to show you the right emergency number and the right time. "
                "We do not need your address."
            ),
        ),
    ),
    "links": (
        Why(
            ("links",),
            _(
                "Each site has to be told the exact page. "
                "With the link, many sites must act within a set time. "
                "Without it, a site can say it did not find anything."
            ),
        ),
        Why(
            ("kind", "site", "where"),
            _("Tell us where it is. Your caseworker looks for the link. You need no picture of the screen."),
        ),
        Why(
            ("told", "day", "time", "clock", "ticket"),
            _("The time that the law gives a site may have begun then. Leave out what you do not know."),
        ),
        Why(
            ("answer", "answered"),
            _("What a site said can prove that it had your request. It also shows us what to ask for next."),
        ),
    ),
    "pictures": (
        Why(
            ("kind", "made", "description"),
            _(
                "A site has to find the right one. And some laws are only for pictures made by a computer. "
                "Your answer tells us which laws can help."
            ),
            _("Why we ask what it is"),
        ),
        Why(
            ("facts",),
            _(
                "A law in the United States says that a site must act within two days. "
                "For that, the letter must give a fact that shows you did not agree. "
                "One short line is enough. You need not tell the whole story."
            ),
            _("Why we ask for facts"),
        ),
        Why(("others_shown",), _("Then we write so that nobody else is named.")),
        Why(
            ("sources",),
            _(
                "Whoever shared it did this, not you. "
                "We ask so that we can show you steps that keep you safe."
            ),
        ),
    ),
    "whom": (
        Why(
            ("on_behalf", "authority_type", "authority_note", "authority_until"),
            _(
                "The laws let two people ask: the one in the pictures, or someone who may act for them. "
                "So we write down what gives you the right. On the day it ends, we stop."
            ),
            _("Why we ask who is in them"),
        ),
        Why(
            ("signer", "named_as", "name_in_notices"),
            _(
                "Most laws let a helpline sign for you. "
                "Then the answers come to us, and no one learns who you are. "
                "A site may pass a letter on, so a name can travel."
            ),
            _("Why we ask who signs"),
        ),
    ),
    "sign": (
        Why(
            ("affirmed", "agreed", "signature_name"),
            _(
                "A site must act only when the letter says these things. "
                "We write for you what you say here. Nothing goes out before a caseworker has read it."
            ),
        ),
    ),
    "services": (
        Why(
            ("place",),
            _(
                "Each country has its own services. We ask only to show you those. "
                "We do not need your address."
            ),
        ),
    ),
    "contact": (CONTACT, PHRASE),
}


def whys(page: str) -> dict[str, Why]:
    """The reasons of one page by the name of the question."""
    return {name: why for why in WHYS.get(page, ()) for name in why.asks}
