"""The conversation about a draft: what each answer does, and that a full one leaves nothing to mend."""

import re

import pytest

from livinglab import manifest
from livinglab.drafting import document, draw, written
from livinglab.drafting.asking import Conversation

LONG = "Aplikasi ini membantu perangkat daerah menyusun pohon kinerja dan melaporkan capaiannya. " * 2
ANSWERS = {
    "Nama aplikasi": ["e-SAKIP"],
    "Alamat repositori git": ["https://git.example.go.id/a.git"],
    "Situs instansi": ["-"],
    "Dijalankan pengguna": ["1, android"],
    "Kategori": ["-"],
    "Tahap pengembangan": ["BETA"],
    "Jenis perangkat lunak": ["4"],
    "Uraian singkat": ["Kinerja instansi."],
    "Uraian panjang": [LONG, ""],
    "Fitur": ["- Pohon kinerja", "Laporan", ""],
    "Lisensi": ["EUPL-1.2"],
    "Pemegang hak cipta": ["-"],
    "Siapa yang memelihara": ["none"],
    "Orang yang dapat dihubungi": ["Ani Wijaya", ""],
    "Penyedia pemeliharaan": ["PT Sistem", "2027-12-31"],
    "Siap diterjemahkan": ["ya"],
    "Bahasa di layar": ["id; jv"],
}


@pytest.fixture
def talk(folder):
    """Talk about the draft of files, answering by the question; returns the conversation and its text."""

    def hold(files=(), *, addresses=(), **answers):
        said = []
        waiting = {**ANSWERS, **{name.replace("_", " "): list(lines) for name, lines in answers.items()}}
        waiting = {name: list(lines) for name, lines in waiting.items()}

        def read(prompt):
            asked = next(line for line in reversed(said) if re.match(r"\[\d+/\d+\] ", line))
            lines = next(lines for name, lines in waiting.items() if name in asked)
            return lines.pop(0) if lines else None

        conversation = Conversation(
            draw(folder(dict(files))),
            lambda text: said.append(getattr(text, "id", text)),
            read,
            dict(addresses),
        )
        conversation.hold()
        return conversation, said

    return hold


def _manifest(conversation):
    reading = manifest.read(written(conversation.draft).encode())
    assert [problem for problem in reading.problems if problem.level == "error"] == []
    return reading.manifest


@pytest.mark.parametrize(
    ("kind", "people"),
    [
        ("none", {}),
        ("internal", {"contacts": [{"name": "Ani Wijaya"}]}),
        ("community", {"contacts": [{"name": "Ani Wijaya"}]}),
        ("contract", {"contractors": [{"name": "PT Sistem", "until": "2027-12-31"}]}),
    ],
)
def test_every_question_answered_the_draft_is_valid(talk, kind, people):
    conversation, _ = talk(Siapa_yang_memelihara=[kind])
    found = _manifest(conversation)
    assert found.raw["maintenance"] == {"type": kind, **people}
    assert found.platforms == ("web", "android")
    assert found.development_status == "beta"
    assert found.software_type == "standalone/web"
    assert found.raw["description"]["id"]["features"] == ["Pohon kinerja", "Laporan"]
    assert found.languages == ("id", "jv")
    assert not any(question.required for question in conversation.draft.questions)


def test_what_the_repository_says_is_not_asked(talk, sumedang):
    _, said = talk(sumedang)
    asked = [line for line in said if line.startswith("[")]
    assert not [line for line in asked if "Nama aplikasi" in line or "Lisensi" in line or "Fitur" in line]
    assert [line for line in asked if "Alamat repositori" in line]


def test_enter_accepts_the_offer_and_a_dash_leaves_it_open(talk):
    readme = "# Instalasi\n\nAplikasi untuk desa.\n"
    conversation, _ = talk({"README.md": readme}, Nama_aplikasi=[""], Bahasa_di_layar=["-"])
    assert conversation.facts["name"].value == "e-sakip"
    assert "localisation.availableLanguages" not in conversation.facts


def test_an_offer_is_chosen_by_its_number(talk):
    composer = '{"name": "sumedang/e-sakip", "authors": [{"name": "Budi"}, {"name": "Siti"}]}'
    conversation, _ = talk(
        {"composer.json": composer}, Siapa_yang_memelihara=["1"], Orang_yang_dapat_dihubungi=["2", ""]
    )
    assert conversation.facts["maintenance.contacts"].value == ({"name": "Siti"},)


@pytest.mark.parametrize(
    ("answer", "uri", "name"),
    [
        ("Kabupaten Sumedang", "urn:x-id-kemendagri:32.11", "Pemerintah Kabupaten Sumedang"),
        ("Pemerintah Kabupaten Sumedang", "urn:x-id-kemendagri:32.11", "Pemerintah Kabupaten Sumedang"),
        ("pemkot Bandung", "urn:x-id-kemendagri:32.73", "Pemerintah Kota Bandung"),
        ("32.11", "urn:x-id-kemendagri:32.11", "Pemerintah Kabupaten Sumedang"),
        ("https://sumedangkab.example", "https://sumedangkab.example", None),
    ],
)
def test_an_owner_is_an_address_or_a_region(talk, answer, uri, name):
    conversation, _ = talk(Situs_instansi=[answer], Nama_instansi=[""])
    found = _manifest(conversation)
    assert found.organisation_uri == uri
    assert found.organisation_name == name


def test_an_owner_that_is_neither_is_asked_again_with_what_comes_near(talk):
    conversation, said = talk(Situs_instansi=["Kabupaten Sumedan", "-"])
    assert any("Kabupaten Sumedang" in line for line in said)
    assert "organisation.uri" not in conversation.facts


@pytest.mark.parametrize(
    ("question", "wrong", "right", "hint"),
    [
        ("Alamat repositori git", "git.example", "https://git.example.go.id/a.git", "?"),
        ("Uraian singkat", "x" * 151, "Pendek.", "150"),
        ("Tahap pengembangan", "stabil", "stable", "stable"),
        ("Siap diterjemahkan", "mungkin", "t", "?"),
        ("Bahasa di layar", "indonesia raya", "id", "?"),
        ("Lisensi", "Bebas", "MIT", "?"),
    ],
)
def test_a_wrong_answer_is_told_and_asked_again(talk, question, wrong, right, hint):
    conversation, said = talk(**{question.replace(" ", "_"): [wrong, right]})
    _manifest(conversation)
    place = next(place for place, line in enumerate(said) if line.startswith("[") and question in line)
    assert any(hint in line for line in said[place + 1 : place + 5])


def test_the_end_of_input_keeps_what_was_answered(talk):
    conversation, _ = talk(Siapa_yang_memelihara=["internal"], Orang_yang_dapat_dihubungi=["Ani Wijaya"])
    assert conversation.facts["maintenance.contacts"].value == ({"name": "Ani Wijaya"},)
    assert "localisation.localisationReady" not in conversation.facts


@pytest.mark.parametrize(("answer", "written_down"), [("y", True), ("", False), ("t", False)])
def test_an_address_that_git_knows_is_written_only_when_agreed_to(talk, answer, written_down):
    conversation, said = talk(
        addresses={"Ani Wijaya": "ani@sumedangkab.example"},
        Siapa_yang_memelihara=["internal"],
        Orang_yang_dapat_dihubungi=["Ani Wijaya", answer],
    )
    _manifest(conversation)
    assert any("ani@sumedangkab.example" in line for line in said)
    assert ("ani@sumedangkab.example" in written(conversation.draft)) == written_down


def test_a_wrong_address_is_asked_again_and_the_name_stands(talk):
    conversation, said = talk(
        Siapa_yang_memelihara=["internal"],
        Orang_yang_dapat_dihubungi=["Ani Wijaya", "bukan surel", "ani@sumedangkab.example"],
    )
    assert _manifest(conversation).raw["maintenance"]["contacts"] == [
        {"name": "Ani Wijaya", "email": "ani@sumedangkab.example"}
    ]
    assert any("surel" in line for line in said)


def test_a_contract_without_its_end_is_left_open(talk):
    conversation, _ = talk(
        Siapa_yang_memelihara=["contract"], Penyedia_pemeliharaan=["PT Sistem", "besok", ""]
    )
    assert "maintenance.contractors" not in conversation.facts
    assert "maintenance.contractors" in {question.key for question in conversation.draft.questions}


def test_an_indonesian_word_finds_its_category(talk):
    conversation, said = talk(Kategori=["kepegawaian", "hr"])
    assert any("Maksud Anda: hr" in line for line in said)
    assert conversation.facts["categories"].value == ("hr",)


def test_the_values_stay_in_the_documents_order(talk):
    conversation, _ = talk()
    order = [question.key for question in document.keys("id")]
    found = list(conversation.draft.facts)
    assert found == sorted(found, key=order.index)


def test_keys_can_be_filled_in_by_hand(folder):
    text = written(draw(folder({})))
    opened = re.sub(r"^(\s*)# (\s*[A-Za-z]+:)$", r"\1\2", text, flags=re.MULTILINE)
    for key, value in {
        "name": "e-SAKIP",
        "url": "https://git.example.go.id/a.git",
        "uri": "urn:x-id-kemendagri:32.11",
        "platforms": "[web]",
        "categories": "[hr]",
        "developmentStatus": "stable",
        "softwareType": "standalone/web",
        "shortDescription": "Kinerja instansi.",
        "longDescription": LONG,
        "features": "[Laporan]",
        "license": "MIT",
        "mainCopyrightOwner": "Pemerintah Kabupaten Sumedang",
        "type": "internal",
        "contacts": "[{name: Ani}]",
        "localisationReady": "false",
        "availableLanguages": "[id]",
    }.items():
        opened = re.sub(rf"^(\s*{key}:)$", rf"\1 {value}", opened, count=1, flags=re.MULTILINE)
    opened = re.sub(r"^  name:$", "  name: Pemerintah Kabupaten Sumedang", opened, flags=re.MULTILINE)
    assert [one for one in manifest.read(opened.encode()).problems if one.level == "error"] == []
