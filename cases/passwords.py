"""What Django asks about a new password of staff, beside its length."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from cases.rules.passwords import is_guessable


class NotGuessable(CommonPasswordValidator):
    """None that stands in the list of common ones, nor one that is hardly more than such a word."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_guessable(password, self.passwords, known(user)):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return "This is guessed too easily. A few words that only you would put together are fine."


def known(user: User | None) -> set[str]:
    """Words that anybody can know: of the house, and of the person."""
    said = [*settings.ORGANISATION.values(), settings.MAIL_DOMAIN]
    said += [user.username, user.first_name, user.last_name, user.email] if user else []
    return {word for text in said for word in re.split(r"[\W_]+", str(text).casefold()) if len(word) > 2}
