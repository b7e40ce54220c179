"""What is typed to come in, and to let someone in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.models import User

from cases.forms.desk import DeskForm, SetUp

ROLE_WORDS = {
    "intake": "Intake: reads new reports and passes them on",
    "caseworker": "Caseworker: has cases and sends notices",
    "supervisor": "Supervisor: sees every case of the team and agrees as the second person",
    "safeguarding": "Safeguarding lead: has the reports where someone may be under 18",
    "auditor": "Auditor: sees who looked at what, never what a case says",
    "admin": "Admin: accounts, settings and the record, never what a case says",
}


MET = "Colleagues see it. A report that names it is kept from this person until a supervisor has looked."
MAILBOX = "This is no e-mail address. Write it like name@example.org, or leave it empty."


class Invite(DeskForm):
    first_name = forms.CharField(label="First and last name", max_length=80, help_text=MET)
    email = forms.EmailField(
        label="Work e-mail", max_length=254, required=False, help_text="Alerts about cases go there.",
        error_messages={"invalid": MAILBOX},
    )  # fmt: skip
    given = forms.MultipleChoiceField(
        label="Roles", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from these roles."},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["given"]
        field.choices = [(role, ROLE_WORDS[role]) for role in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["given"]


class Named(DeskForm):
    full_name = forms.CharField(label="First and last name", max_length=80, help_text=MET)


class Mailbox(DeskForm):
    email = forms.EmailField(
        label="Work e-mail", max_length=254, required=False,
        help_text="Alerts about cases go there. Without one, supervisors hear instead.",
        error_messages={"invalid": MAILBOX},
    )  # fmt: skip


class FirstSupervisor(SetUp):
    """Name, password and the mailbox of whoever comes before everybody."""

    full_name = forms.CharField(
        label="Your first and last name", max_length=80,
        help_text="Colleagues see it. A report that names it is kept from you until somebody has looked.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Work e-mail", max_length=254, required=False,
        help_text="Alerts about cases go there. Nobody else is here yet: without one, nobody hears them.",
        error_messages={"invalid": MAILBOX},
    )  # fmt: skip

    field_order = ("full_name", "name", "email", "password")


class Join(SetUp):
    """Name and password of someone invited; whoever has an account keeps its name."""

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            del self.fields["name"]


class NewPassword(DeskForm):
    old = forms.CharField(label="Your password now", max_length=128, strip=False, widget=forms.PasswordInput)
    new = forms.CharField(
        label="Your new password", max_length=128, strip=False, widget=forms.PasswordInput,
        help_text="At least 12 characters. A few words that only you would put together are fine.",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["old"].widget.attrs["autocomplete"] = "current-password"
        self.fields["new"].widget.attrs["autocomplete"] = "new-password"

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("That is not your password.")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new)
        return new
