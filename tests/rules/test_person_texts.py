"""The data behind her pages: words, places, statements (V-03, V-36, V-50, V-64)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from cases.rules import help as places
from cases.rules import statements, words


def test_v03_five_words_have_more_than_64_bits() -> None:
    assert words.strength() >= 64
    assert words.strength(4) < 64


def test_v03_the_list_is_long_and_has_no_doubles() -> None:
    chosen = words.all_words()
    assert len(chosen) == len(set(chosen)) >= 7_132


def test_v03_every_word_is_three_letters_or_more() -> None:
    assert all(len(word) >= 3 and word.isalpha() and word.islower() for word in words.all_words())


@pytest.mark.parametrize(
    "word",
    [
        "undress", "knife", "mother", "church", "revenge", "photo", "suffocate", "blasphemy",
        "unloved", "humiliate", "underage", "predator", "unlawful", "underwire", "handcuff", "cuddle",
        "dating", "sabbath", "crudely", "unbraided", "camisole", "headscarf", "patrol", "snare", "nuptials",
    ],
)  # fmt: skip
def test_v03_no_word_that_could_upset_or_give_away(word: str) -> None:
    assert word not in words.all_words()


@pytest.mark.parametrize("word", ["lantern", "copper", "violin", "pebble", "grape", "shell"])
def test_plain_words_stay(word: str) -> None:
    assert word in words.all_words()


def test_v03_a_word_named_harmless_holds_a_fragment_and_stands_in_a_list() -> None:
    fragments, harmless = words.read_one_by_one()
    assert harmless <= set(words.all_words())
    assert all(any(fragment in word for fragment in fragments) for word in harmless)


@pytest.mark.parametrize("word", ["ab", "t-shirt", "Copper", "naïve", "a1b"])
def test_v03_what_is_not_plain_letters_is_unfit(word: str) -> None:
    assert not words.is_fit(word, (), frozenset())


@pytest.mark.parametrize(
    "typed",
    [
        "lantern copper",
        " Lantern  COPPER ",
        "lantern-copper",
        "lantern_copper",
        "lantern.copper",
        "lantern\tcopper",
        "ｌａｎｔｅｒｎ copper",
        "lantern–copper",
        "lantern -. copper",
    ],
)
def test_v03_typed_words_are_read_the_same_way(typed: str) -> None:
    assert words.normalised(typed) == "lantern copper"


@pytest.mark.parametrize(
    "typed",
    ["“lantern copper”", "«lantern» «copper»", "lantern، copper", '"lantern", "copper"', "lantern、copper"],
)
def test_v03_quotes_and_commas_of_any_script_do_not_matter(typed: str) -> None:
    assert words.normalised(words.unquoted(typed)) == "lantern copper"


def test_a_missing_word_list_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    words.all_words.cache_clear()
    monkeypatch.setattr(words, "find_spec", lambda name: None)
    with pytest.raises(words.NoWordList, match="Install requirements.txt"):
        words.all_words()


@pytest.mark.parametrize("code", sorted(places.places()))
def test_every_place_has_a_real_zone_and_both_lists(code: str) -> None:
    place = places.place(code)
    assert [ZoneInfo(zone) for zone in (place.zone, *place.zones)]
    assert place.adult
    assert place.young


@pytest.mark.parametrize("code", sorted(set(places.places()) - {"ZZ"}))
def test_v64_every_place_has_an_emergency_number(code: str) -> None:
    assert places.place(code).emergency.isdigit()


@pytest.mark.parametrize(
    ("code", "emergency"),
    [
        ("GB", "999"),
        ("US", "911"),
        ("US-FL", "911"),
        ("AU", "000"),
        ("FR", "112"),
        ("NZ", "111"),
        ("SG", "999"),
    ],
)
def test_v64_the_emergency_number_is_that_of_the_place(code: str, emergency: str) -> None:
    assert places.place(code).emergency == emergency


@pytest.mark.parametrize("code", ["", "XX", "us"])
def test_an_unknown_place_is_another_country(code: str) -> None:
    assert places.place(code).code == "ZZ"


def test_all_countries_of_the_european_union_are_there() -> None:
    union = [
        place
        for place in places.places().values()
        if place.emergency == "112" and place.zone != "Asia/Kolkata"
    ]
    assert len([place for place in union if place.code != "KR"]) == 27


def test_another_country_comes_last() -> None:
    assert list(places.places())[-1] == "ZZ"


@pytest.mark.parametrize("code", sorted(places.places()))
def test_v36_no_hash_service_for_adults_is_offered_to_the_young(code: str) -> None:
    place = places.place(code)
    assert not {line.name for line in place.young} & {"StopNCII"}
    assert not {line.name for line in place.adult} & {"Take It Down", "Report Remove"}


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/London", "UK time"),
        ("America/New_York", "New York time"),
        ("America/Halifax", "Halifax time"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_has_a_plain_name(zone: str, name: str) -> None:
    assert places.clock_name(zone) == name


@pytest.mark.parametrize("on_behalf", [True, False])
def test_v50_four_statements_are_affirmed(on_behalf: bool) -> None:
    affirmed = statements.current().to_affirm(on_behalf=on_behalf)
    assert [each.key for each in affirmed] == ["standing", "intimate", "no_consent", "truth"]


def test_v50_whoever_acts_for_someone_does_not_claim_to_be_her() -> None:
    texts = [each.text for each in statements.current().to_affirm(on_behalf=True)]
    assert "I am the person in the pictures." not in texts


def test_v50_the_digest_is_sha_256_of_the_words() -> None:
    frozen = statements.current().frozen(on_behalf=False, agreed=["platforms"])
    assert len(statements.digest(frozen)) == 64
    assert statements.digest(frozen) == statements.digest(dict(reversed(list(frozen.items()))))


def test_v50_another_consent_is_another_digest() -> None:
    wording = statements.current()
    one, two = (wording.frozen(on_behalf=False, agreed=agreed) for agreed in ([], ["police"]))
    assert statements.digest(one) != statements.digest(two)


def test_only_what_was_agreed_is_kept() -> None:
    frozen = statements.current().frozen(on_behalf=False, agreed=["police"])
    assert frozen["agreed"] == ["You may talk to the police about this."]
