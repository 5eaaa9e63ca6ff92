"""`livinglab adopt`: what is recorded, shown, corrected, taken back and listed."""

import hashlib
import json

from registry.access.callers import Role


def test_nothing_recorded_is_said_with_how_to_begin(siti, unit):
    out = siti.good(*unit).out
    assert "Nothing is recorded yet" in out
    assert f'livinglab adopt installation --unit "{unit[1]}"' in out
    told = siti.good(*unit, "--application", "e-sakip", "--region", "32.16", here=False, json=True).json
    assert told["adoption"] is None
    assert told["next"]["stage"] == "interest"
    assert told["next"]["command"].startswith("livinglab adopt interest --application e-sakip --region 32.16")


def test_the_lock_file_tells_application_region_version_and_commit(siti, unit, today):
    letter = siti.home / "SK.pdf"
    letter.write_bytes(b"%PDF-1.7 keputusan bupati")
    words = (
        "--document",
        "sk",
        "--number",
        "555/12",
        "--document-date",
        str(today(3)),
        "--file",
        str(letter),
    )
    told = siti.good("go-live", *unit, "--date", str(today(2)), *words, "--note", "Resmi.", json=True).json
    (event,) = told["adoption"]["events"]
    digest = hashlib.sha256(letter.read_bytes()).hexdigest()
    assert told["new"] is True
    assert (told["adoption"]["application"], told["adoption"]["region"]["code"]) == ("e-sakip", "32.16")
    assert (event["version"], event["commit"]) == ("1.0.0", "1" * 40)
    assert event["document"] == {
        "kind": "sk", "number": "555/12", "date": str(today(3)), "sha256": digest
    }  # fmt: skip
    assert "keputusan" not in json.dumps(told)


def test_where_it_stands_is_shown_with_stages_days_documents_and_what_comes_next(siti, unit):
    siti.good("minat", *unit, "--date", "2026-01-05")
    siti.good(
        "instalasi", *unit, "--date", "2026-03-02", "--document", "laporan-instalasi", "--number", "7/2026"
    )
    out = siti.good(*unit, LANG="id_ID.UTF-8").out
    assert "uji coba sejak 2 Maret 2026" in out
    assert "1.0.0, tertinggal 1 rilis dari 1.1.0" in out
    assert "5 Januari 2026  minat" in out
    assert "laporan instalasi, No. 7/2026" in out
    assert f'livinglab adopt training --unit "{unit[1]}"' in out
    assert "piloting since 2 March 2026" in siti.good(*unit).out


def test_from_anywhere_application_and_region_are_named(siti, today):
    told = siti.good(
        "interest", "--application", "e-sakip", "--region", "Kabupaten Bekasi", here=False, json=True
    ).json
    assert told["adoption"]["unit"] == ""
    assert told["recorded"].get("version") is None
    assert told["recorded"]["date"] == str(today())


def test_the_same_recorded_twice_counts_once(siti, unit):
    siti.good("study-visit", *unit)
    told = siti.good("Studi", "tiru", *unit, json=True).json
    assert told["new"] is False
    assert len(told["adoption"]["events"]) == 1


def test_a_correction_takes_the_place_and_keeps_what_is_not_said_anew(siti, unit):
    words = ("--date", "2026-02-01", "--document", "pks", "--number", "119/1", "--note", "Ditandatangani.")
    first = siti.good("pks", *unit, *words, json=True).json["adoption"]["events"][0]
    number = str(first["id"])
    told = siti.good("--correct", number, "--date", "2026-02-02", "--note", "", *unit, json=True).json
    before, after = told["adoption"]["events"]
    assert before["corrected_by"] == after["id"]
    assert (after["date"], after["stage"], after["note"]) == ("2026-02-02", "agreement", None)
    assert (after["document"], after["version"]) == (first["document"], None)
    assert told["adoption"]["since"] == "2026-02-02"
    other = ("--number", "119/2", "--document-date", "")
    told = siti.good("--correct", str(after["id"]), *other, *unit, json=True).json
    kept = {"kind": "pks", "number": "119/2", "date": None, "sha256": None}
    assert told["adoption"]["events"][-1]["document"] == kept
    assert told["adoption"]["events"][-1]["date"] == "2026-02-02"
    last = str(told["adoption"]["events"][-1]["id"])
    told = siti.good("--correct", last, "--document", "", *unit, json=True).json
    assert told["adoption"]["events"][-1]["document"] is None
    again = siti.adopt("--correct", number, "--date", "2026-02-03", *unit)
    assert again.code == 2
    assert f"--correct {after['id']}" in again.err
    assert f"does not stand, see {after['id']}" in siti.good(*unit).out


def test_a_record_is_taken_back_and_stays_to_be_seen(siti, unit):
    event = siti.good("evaluasi", *unit, json=True).json["adoption"]["events"][0]
    told = siti.good("--retract", str(event["id"]), "--note", "Keliru.", *unit, json=True).json
    assert told["adoption"]["state"] == "none"
    out = siti.good(*unit).out
    assert "no record stands" in out
    assert f"takes back {event['id']}" in out
    gone = told["adoption"]["events"][1]["id"]
    assert siti.adopt("--correct", str(gone), *unit).code == 2
    assert siti.good("evaluasi", *unit, json=True).json["new"] is True


def test_use_must_be_confirmed_and_a_lapse_is_told(siti, unit, today):
    siti.good("go-live", *unit, "--date", f"{today().year - 1}-{today().month:02}-01")
    assert "that it is still in use: livinglab adopt confirm --unit" in siti.good(*unit).out
    assert "confirmation: still in use: livinglab adopt confirm" in siti.good(*unit).out
    told = siti.good("konfirmasi", *unit, json=True).json
    assert told["adoption"]["state"] == "in-use"
    assert siti.good(*unit, json=True).json["next"]["stage"] == "registration"
    lapsed = ("--unit", f"{unit[1]} lama")
    siti.good("go-live", *lapsed, "--date", "2024-01-15")
    out = siti.good(*lapsed).out
    assert "lapsed" in out
    assert "on 31 January 2025" in out
    assert "Mostly next: confirmation: still in use" in out


def test_stopping_says_why(siti, unit):
    siti.good("instalasi", *unit, "--date", "2026-05-01")
    refused = siti.adopt("dihentikan", *unit)
    assert refused.code == 2
    assert "no-staff" in refused.err
    out = siti.good("stopped", *unit, "--reason", "kekurangan tenaga", "--note", "Pindah tugas.").out
    assert "stopped since" in out
    assert "(no staff)" in out
    assert "If it begins anew: livinglab adopt" in siti.good(*unit).out


def test_terms_are_recorded_and_shown(siti, unit):
    words = ("basis=pks", "nomor=119/2026", "redistribution=dilarang", "support-until=2030-12-31")
    assert siti.adopt("--terms", *words, *unit).code == 5  # nothing to have terms for
    siti.good("pks", *unit)
    told = siti.good(*unit, "--terms", *words, json=True).json
    assert told["adoption"]["terms"][0]["redistribution"] == "forbidden"
    out = siti.good(*unit).out
    assert "cooperation agreement (PKS) 119/2026" in out
    assert "31 December 2030" in out


def test_the_donor_says_its_word_and_the_adopter_sees_it(registry, siti, unit):
    number = str(siti.good("go-live", *unit, json=True).json["adoption"]["id"])
    asep = registry.laptop(registry.token("asep", sumedang=Role.PUBLISHER))
    assert "confirmed by the donor" in asep.good("--affirm", number, here=False).out
    why = asep.adopt("--dispute", number, here=False)
    assert why.code == 2
    assert "--note" in why.err
    asep.good("--dispute", number, "--note", "Versinya lain.", here=False)
    assert "disputed by the donor: Versinya lain." in siti.good(*unit).out
    asep.good("--withdraw", number, here=False)
    assert "statement" not in siti.good(*unit).out
    assert siti.adopt("--affirm", number).code == 4
    assert asep.adopt("instalasi", *unit).code == 4  # a donor never records for an adopter


def test_ones_own_adoptions_are_listed_with_state_versions_behind_and_expiry(registry, siti, unit):
    siti.good("go-live", *unit, "--date", "2026-06-01")
    out = siti.good("--list", here=False).out
    assert f"Kabupaten Bekasi (32.16), {unit[1]}" in out
    assert "in use since 1 June 2026; 1.0.0, 1 release behind 1.1.0" in out
    assert "holds until 30 June 2027" in out
    told = siti.good("--list", "--state", "dipakai", "--region", "32.16", here=False, json=True).json
    assert {each["state"] for each in told["items"]} == {"in-use"}
    asep = registry.laptop(registry.token("asep2", sumedang=Role.READER))
    assert "No adoption is recorded yet" in asep.good("--list").out
    stranger = registry.laptop(registry.token("stranger")).adopt("--list")
    assert (stranger.code, "belongs to no organisation" in stranger.err) == (4, True)
    assert asep.good("--list", "--all", "--application", "e-sakip", json=True).json["items"]


def test_a_version_that_the_catalog_does_not_know_is_recorded_and_pointed_out(siti, unit):
    out = siti.good("instalasi", *unit, "--version", "9.9").out
    assert "does not know version 9.9" in out


def test_an_experience_is_sent_from_a_file_and_waits_for_a_curator(siti, unit):
    siti.good("go-live", *unit)
    file = siti.home / "pengalaman.toml"
    file.write_text('person_days = 12.5\nrupiah = 15_000_000\nproblems = "PHP 7.4"\n')
    assert "Received as version 1" in siti.good("--experience", str(file), *unit).out
    (siti.home / "x.json").write_text('{"rupiah": 1000000, "months": 2}')
    told = siti.good("--experience", str(siti.home / "x.json"), *unit, json=True).json
    assert (told["versions"], told["newest"]["rupiah"], told["published"]) == (2, 1_000_000, None)
    for content, said in (
        ("person_day = 1", "did you mean: person_days"),
        ("rupiah = -1", "rupiah: the number is out of bounds"),
        ("rupiah = ", "cannot be read"),
        ("", "nothing in it"),
    ):
        file.write_text(content)
        answered = siti.adopt("--experience", str(file), *unit)
        assert answered.code == 2, content
        assert said in answered.err
