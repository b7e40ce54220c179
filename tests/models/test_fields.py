"""Encrypted fields: what the database sees, and what happens to a value that does not open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cases.models import Case, Depiction, Location, Notice, Paper, keyring
from cases.models.fields import DAMAGED, blind_index, readable
from cases.models.keyring import CannotOpen
from tests.conftest import AT


def raw(row: Any, column: str) -> str:
    """What stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [stored_id(row)])  # noqa: S608  our own names
        return str(cursor.fetchone()[0])


def stored_id(row: Any) -> Any:
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def overwrite(row: Any, column: str, value: str) -> None:
    change = f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s"  # noqa: S608  our own names
    with connection.cursor() as cursor:
        cursor.execute(change, [value, stored_id(row)])


def test_the_database_never_sees_the_text(make_case: Callable[..., Case]) -> None:
    case = make_case(facts="Rainbow above the harbour")
    assert "Rainbow" not in raw(case, "facts")
    assert raw(case, "facts").startswith("1.row.")


def test_what_was_saved_is_read_back(make_case: Callable[..., Case]) -> None:
    case = make_case(facts="Zoë’s notes 日本\nsecond line")
    assert Case.objects.get(pk=case.pk).facts == "Zoë’s notes 日本\nsecond line"


def test_structures_keep_their_shape(make_case: Callable[..., Case]) -> None:
    wishes = {"channel": "email", "windows": [{"days": [0, 4], "from": 9, "until": 17}]}
    assert Case.objects.get(pk=make_case(safe_contact=wishes).pk).safe_contact == wishes


def test_bytes_come_back_as_bytes(make_notice: Callable[..., Notice]) -> None:
    paper = Paper(notice=make_notice(), kind="notice", pdf=b"%PDF\x00\xff", sha256="0", made_at=AT)
    paper.save()
    assert Paper.objects.get(pk=paper.pk).pdf == b"%PDF\x00\xff"


def test_nothing_is_not_sealed(make_case: Callable[..., Case]) -> None:
    case = make_case(keep_from="")
    assert raw(case, "keep_from") == ""
    assert Case.objects.get(pk=case.pk).keep_from == ""


def test_every_row_has_a_key_of_its_own(make_case: Callable[..., Case]) -> None:
    first, second = make_case(), make_case()
    assert first.wrapped_key != second.wrapped_key
    assert first.data_key() != second.data_key()


def test_rows_of_a_case_are_sealed_with_the_key_of_the_case(make_case: Callable[..., Case]) -> None:
    case = make_case(links=1)
    location = case.locations.get()
    assert location.key_holder().data_key() == case.data_key()
    assert location.address.startswith("https://clipshare.test/")


def test_without_the_wrapped_key_nothing_opens(make_case: Callable[..., Case]) -> None:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(wrapped_key=make_case().wrapped_key)
    with pytest.raises(CannotOpen):
        _ = Case.objects.get(pk=case.pk).facts


def test_a_value_moved_to_another_row_does_not_open(make_case: Callable[..., Case]) -> None:
    case = make_case(links=2)
    first, second = case.locations.order_by("number")
    overwrite(second, "address", raw(first, "address"))
    moved = Location.objects.select_related("case").get(pk=second.pk)
    with pytest.raises(CannotOpen):
        _ = moved.address


def test_a_value_moved_to_another_column_does_not_open(make_case: Callable[..., Case]) -> None:
    location = make_case(links=1).locations.get()
    overwrite(location, "remark", raw(location, "address"))
    with pytest.raises(CannotOpen):
        _ = Location.objects.select_related("case").get(pk=location.pk).remark


@pytest.mark.parametrize("damaged", ["1.row.AAAA", "plain text", "1.k1.AAAA", "2.row.AAAA", "1.row.!!!"])
def test_a_damaged_value_is_one_plain_sentence(make_case: Callable[..., Case], damaged: str) -> None:
    case = make_case()
    overwrite(case, "facts", damaged)
    assert readable(Case.objects.get(pk=case.pk), "facts") == DAMAGED


def test_one_damaged_value_hides_no_other(make_case: Callable[..., Case]) -> None:
    case = make_case()
    overwrite(case, "facts", "1.row.AAAA")
    assert readable(Case.objects.get(pk=case.pk), "signature_name") == "Ana Example"


def test_a_damaged_value_is_never_saved_over(make_case: Callable[..., Case]) -> None:
    case = make_case()
    overwrite(case, "facts", "1.row.AAAA")
    loaded = Case.objects.get(pk=case.pk)
    loaded.place = "IE"
    loaded.save()
    assert raw(case, "facts") == "1.row.AAAA"


def test_saving_again_does_not_seal_again(make_case: Callable[..., Case]) -> None:
    case = make_case()
    before = raw(case, "facts")
    Case.objects.get(pk=case.pk).save()
    assert raw(case, "facts") == before


def test_a_new_value_takes_the_place_of_the_old(make_case: Callable[..., Case]) -> None:
    case = Case.objects.get(pk=make_case().pk)
    case.facts = "Other words"
    assert case.facts == "Other words"
    case.save(update_fields=["facts"])
    assert Case.objects.get(pk=case.pk).facts == "Other words"


def test_after_saving_the_text_can_still_be_read(make_case: Callable[..., Case]) -> None:
    case = make_case()
    case.facts = "Fresh words"
    case.save()
    assert case.facts == "Fresh words"


def test_a_bulk_update_of_a_sealed_field_is_refused(make_case: Callable[..., Case]) -> None:
    case = make_case()
    with pytest.raises(TypeError, match="encrypted"):
        Case.objects.filter(pk=case.pk).update(facts="in clear")


def test_a_sealed_field_cannot_be_searched(make_case: Callable[..., Case]) -> None:
    make_case()
    with pytest.raises(TypeError, match="encrypted"):
        Case.objects.filter(facts="The person did not agree to publication.").exists()


def test_rows_made_in_bulk_are_sealed_too(make_case: Callable[..., Case]) -> None:
    case = make_case(links=0)
    [row] = Depiction.objects.bulk_create([Depiction(case=case, description="Blue curtain")])
    assert "Blue" not in raw(row, "description")
    assert Depiction.objects.select_related("case").get(pk=row.pk).description == "Blue curtain"


def test_a_field_left_out_of_a_query_is_opened_on_demand(make_case: Callable[..., Case]) -> None:
    case = Case.objects.defer("facts").get(pk=make_case().pk)
    assert case.facts == "The person did not agree to publication."


def test_another_ring_opens_nothing(make_case: Callable[..., Case], settings: Any) -> None:
    case = make_case()
    settings.KEYS_INLINE = keyring.new_ring()
    with pytest.raises(CannotOpen):
        _ = Case.objects.get(pk=case.pk).facts


def test_a_blind_index_finds_the_row(make_case: Callable[..., Case]) -> None:
    location = make_case(links=1).locations.get()
    assert Location.objects.filter(url_index=blind_index(location.address, purpose="url")).get() == location
