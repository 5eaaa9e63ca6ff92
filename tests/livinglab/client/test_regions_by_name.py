"""Every province, regency and city is known by its code and by its name, without a network."""

import pytest

from livinglab.errors import UnknownName, UsageError
from livinglab.regions import bundled, resolve


def nobody(code):
    """Know no region."""
    return


def test_the_list_holds_38_provinces_and_514_regencies_and_cities():
    assert len([code for code in bundled() if len(code) == 2]) == 38
    assert len([code for code in bundled() if len(code) == 5]) == 514


def test_every_region_is_found_by_its_code_and_by_its_full_name():
    for code, name in bundled().items():
        assert resolve(code, nobody) == (code, name)
        assert resolve(code.replace(".", ""), nobody).code == code
        assert resolve(name.upper(), nobody).code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Sumedang", "32.11"),
        ("kab sumedang", "32.11"),
        ("Prov. Jawa Barat", "32"),
        ("provinsi aceh", "11"),
        ("Depok", "32.76"),
    ],
)
def test_short_forms_are_understood_where_they_mean_one_region(said, code):
    assert resolve(said, nobody).code == code


@pytest.mark.parametrize("said", ["Bekasi", "Bandung", "Bogor"])
def test_a_name_of_a_regency_and_of_a_city_is_a_question(said):
    with pytest.raises(UnknownName) as refused:
        resolve(said, nobody)
    assert f"Kabupaten {said}" in refused.value.hint.id
    assert f"Kota {said}" in refused.value.hint.id


def test_districts_and_villages_are_named_by_who_knows_them():
    assert resolve("32.16.06.2001", {"32.16.06.2001": "Desa Setia"}.get) == ("32.16.06.2001", "Desa Setia")
    assert "Kabupaten Bekasi" in resolve("32.16.06", nobody).name


@pytest.mark.parametrize("said", ["00", "32.99", "99.99.99", "32.1", "xyz", "((("])
def test_what_is_no_region_is_refused(said):
    with pytest.raises(UnknownName):
        resolve(said, nobody)


@pytest.mark.parametrize("said", [None, "", "  "])
def test_no_region_at_all_is_a_usage_error(said):
    with pytest.raises(UsageError):
        resolve(said, nobody)
