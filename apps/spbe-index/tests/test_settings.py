import pytest

from spbeindex import settings

GOOD = {"REGION_NAME": "Kabupaten Uji Coba", "REGION_CODE": "99.01", "SECRET_KEY": "s" * 32}


def test_the_region_comes_from_the_environment(tmp_path):
    found = settings.read(GOOD, tmp_path / ".env")
    assert (found.region_name, found.region_code, found.logo_text) == ("Kabupaten Uji Coba", "99.01", "KUC")


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# catatan\nREGION_NAME='Kabupaten Lain'\nREGION_CODE=\"99.02\"\nPORT=9000 # pintu\n")
    found = settings.read({"SECRET_KEY": "s" * 32, "REGION_CODE": "99.03"}, file)
    assert (found.region_name, found.region_code, found.port) == ("Kabupaten Lain", "99.03", 9000)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("REGION_NAME", ""),
        ("REGION_CODE", "Bekasi"),
        ("SECRET_KEY", "pendek"),
        ("OPERATOR_PASSWORD", "pendek"),
        ("PORT", "0"),
        ("PORT", "delapan"),
        ("INDEX_TARGET", "5,1"),
        ("INDEX_TARGET", "x"),
        ("INDEX_TARGET", "NaN"),
    ],
)
def test_a_wrong_setting_is_named(key, value, tmp_path):
    with pytest.raises(settings.SettingsError, match=key):
        settings.read({**GOOD, key: value}, tmp_path / ".env")


def test_all_problems_are_told_at_once(tmp_path):
    with pytest.raises(settings.SettingsError) as caught:
        settings.read({}, tmp_path / ".env")
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "REGION_NAME",
        "REGION_CODE",
        "SECRET_KEY",
    ]


def test_every_key_of_the_example_file_is_read():
    source = (settings.Path(settings.__file__)).read_text(encoding="utf-8")
    example = settings.Path(settings.__file__).parents[1] / ".env.example"
    keys = settings.read_environment_file(example)
    assert keys
    assert [key for key in keys if f'"{key}"' not in source] == []
