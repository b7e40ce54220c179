"""The only file that imports django_fsm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django_fsm import (
    ConcurrentTransition,
    ConcurrentTransitionMixin,
    FSMField,
    TransitionNotAllowed,
    transition,
)

__all__ = [
    "ConcurrentTransition",
    "FSMField",
    "StateMachine",
    "TransitionNotAllowed",
    "state_field",
    "transition",
]


class StateMachine(ConcurrentTransitionMixin, models.Model):
    """A model whose state changes only through its transitions."""

    class Meta:
        abstract = True

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, **kwargs: Any
    ) -> None:
        """Reload from the database, the protected state included where it is asked for."""
        fields = None if fields is None else list(fields)
        kept = {}
        for field in self.state_fields:
            value = self.__dict__.pop(field.attname, None)  # protected: only the first value is accepted
            if fields is not None and field.attname not in fields and value is not None:
                kept[field.attname] = value  # the mixin loads the state with every field, asked or not
        models.Model.refresh_from_db(self, using=using, fields=fields, **kwargs)
        self.__dict__.update(kept)
        if not kept:
            self._update_initial_state()

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        super().clean_fields(exclude={*(exclude or ()), *(f.name for f in self.state_fields)})


def state_field(states: type[models.TextChoices], start: str) -> FSMField:
    """A protected state that begins with `start`."""
    return FSMField(default=start, choices=states.choices, protected=True, editable=False, max_length=20)


def known_states(states: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The database's own word that no other state exists."""
    return models.CheckConstraint(condition=models.Q(state__in=states.values), name=name)
