"""Every key that a draft may hold, in the document's order, and how each is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from livinglab.drafting.model import Found, Question
from livinglab.language import Text
from livinglab.manifest import terms

PLATFORMS = ("web", "windows", "mac", "linux", "ios", "android")


def _maintained_by(*kinds: str) -> Callable[[Mapping[str, Found]], bool]:
    """Ask only where the kind of maintenance calls for it (publiccode.yml 0.7, `maintenance`)."""
    return lambda facts: "maintenance.type" in facts and facts["maintenance.type"].value in kinds


DOCUMENT: tuple[Question, ...] = (
    Question(
        "publiccodeYmlVersion", Text("Versi standar", "Version of the standard"), Text("", ""), asked=False
    ),
    Question(
        "name",
        Text("Nama aplikasi", "Name of the application"),
        Text(
            "Nama pendek yang dipakai orang, tanpa nama instansi bila aplikasinya dapat dipakai daerah lain.",
            "The short name that people use, without the institution's if other regions can use it too.",
        ),
        required=True,
    ),
    Question(
        "url",
        Text("Alamat repositori git", "Address of the git repository"),
        Text(
            "Alamat https yang dapat dibuka orang di luar kantor, misalnya https://github.com/instansi/aplikasi.git.",
            "An https address that people outside the office can open, such as https://github.com/team/app.git.",
        ),
        required=True,
    ),
    Question(
        "landingURL",
        Text("Halaman aplikasi", "Page of the application"),
        Text("Halaman web tentang aplikasi ini.", "The web page about this application."),
        asked=False,
    ),
    Question(
        "isBasedOn",
        Text("Alamat aplikasi asalnya", "Address of the application it is based on"),
        Text(
            "Bila aplikasi ini dikembangkan dari repositori lain: alamatnya. Bila bukan, biarkan kosong.",
            "If it was developed from another repository: that one's address. If not, leave it open.",
        ),
    ),
    Question(
        "softwareVersion",
        Text("Versi aplikasi", "Version of the application"),
        Text(
            "Versi rilis terakhir, sama dengan tag git-nya.",
            "The last release's version, as its git tag says.",
        ),
        asked=False,
    ),
    Question(
        "releaseDate",
        Text("Tanggal rilis", "Day of the release"),
        Text("Tanggal rilis itu, YYYY-MM-DD.", "The day of that release, YYYY-MM-DD."),
        asked=False,
    ),
    Question(
        "organisation.uri",
        Text(
            "Situs instansi pemilik, atau nama daerahnya",
            "Website of the institution that owns it, or its region's name",
        ),
        Text(
            "Misalnya https://sumedangkab.go.id, atau `Kabupaten Sumedang` yang ditulis sebagai "
            "urn:x-id-kemendagri:32.11 (kode wilayah Kemendagri).",
            "Such as https://sumedangkab.go.id, or `Kabupaten Sumedang`, which is written as "
            "urn:x-id-kemendagri:32.11 (the ministry's region code).",
        ),
        kind="organisation",
    ),
    Question(
        "organisation.name",
        Text("Nama instansi pemilik", "Name of the institution that owns it"),
        Text("Misalnya Pemerintah Kabupaten Sumedang.", "Such as Pemerintah Kabupaten Sumedang."),
        when=lambda facts: "organisation.uri" in facts,
    ),
    Question(
        "platforms",
        Text("Dijalankan pengguna di mana", "What its users run it on"),
        Text(
            "Perangkat milik pengguna, bukan server; yang dibuka di peramban adalah `web`. Boleh beberapa.",
            "The users' machines, not the server; what opens in a browser is `web`. There may be several.",
        ),
        kind="words",
        choices=PLATFORMS,
        required=True,
    ),
    Question(
        "categories",
        Text("Kategori", "Categories"),
        Text(
            "Kata dari daftar publiccode.yml supaya aplikasi ditemukan, dipisahkan koma. Daftarnya: "
            + ", ".join(terms.CATEGORIES),
            "Words of publiccode.yml's list by which it is found, separated by commas. The list: "
            + ", ".join(terms.CATEGORIES),
        ),
        kind="words",
        choices=terms.CATEGORIES,
    ),
    Question(
        "developmentStatus",
        Text("Tahap pengembangan", "Stage of development"),
        Text(
            "concept: baru gagasan; development: sedang dibuat; beta: sedang diuji; stable: siap dipakai; "
            "obsolete: tidak dikembangkan lagi.",
            "concept: an idea; development: being made; beta: being tried; stable: ready for use; "
            "obsolete: no longer developed.",
        ),
        kind="choice",
        choices=terms.STATUSES,
        required=True,
    ),
    Question(
        "softwareType",
        Text("Jenis perangkat lunak", "Kind of software"),
        Text(
            "standalone/web: aplikasi yang dibuka di peramban; standalone/backend: hanya API; addon: "
            "tambahan untuk aplikasi lain seperti WordPress; library: pustaka untuk pemrogram.",
            "standalone/web: opened in a browser; standalone/backend: an API only; addon: a part for another "
            "application such as WordPress; library: for programmers.",
        ),
        kind="choice",
        choices=terms.SOFTWARE_TYPES,
        required=True,
    ),
    Question(
        "description.*.shortDescription",
        Text("Uraian singkat", "Short description"),
        Text(
            "Satu kalimat, paling banyak 150 huruf: apa yang dikerjakan aplikasi ini, dan untuk siapa.",
            "One sentence of at most 150 characters: what this application does, and for whom.",
        ),
        required=True,
    ),
    Question(
        "description.*.longDescription",
        Text("Uraian panjang", "Long description"),
        Text(
            "Beberapa kalimat, 150 sampai 10.000 huruf: masalah yang diselesaikan, siapa pemakainya, "
            "apa yang diperlukan daerah lain untuk memakainya. Akhiri dengan baris kosong.",
            "Some sentences, 150 to 10,000 characters: which problem it solves, who uses it, "
            "what another region needs in order to use it. End with an empty line.",
        ),
        kind="long",
        required=True,
    ),
    Question(
        "description.*.features",
        Text("Fitur", "Features"),
        Text(
            "Yang dapat dilakukan dengannya, satu fitur per baris, 5 sampai 20. Akhiri dengan baris kosong.",
            "What one can do with it, one feature a line, 5 to 20. End with an empty line.",
        ),
        kind="lines",
        required=True,
    ),
    Question(
        "legal.license",
        Text("Lisensi", "Licence"),
        Text(
            "Nama SPDX lisensi yang dipilih pemilik aplikasi, misalnya EUPL-1.2, MIT, GPL-3.0-or-later. "
            "Lisensi bawaan framework bukan pilihan pemilik. Teksnya disimpan dalam berkas LICENSE.",
            "The SPDX name of the licence that the owner chose, such as EUPL-1.2, MIT or GPL-3.0-or-later. A "
            "framework's own licence is nobody's choice. Its text belongs into a file LICENSE.",
        ),
        required=True,
    ),
    Question(
        "legal.mainCopyrightOwner",
        Text("Pemegang hak cipta", "Holder of the copyright"),
        Text(
            "Instansi atau orang yang memiliki kodenya, misalnya Pemerintah Kabupaten Sumedang.",
            "The institution or person that owns the code, such as Pemerintah Kabupaten Sumedang.",
        ),
    ),
    Question(
        "maintenance.type",
        Text("Siapa yang memelihara", "Who maintains it"),
        Text(
            "internal: pegawai instansi pemilik; contract: penyedia dengan kontrak; community: komunitas; "
            "none: tidak ada.",
            "internal: the owner's own staff; contract: a company under contract; community; none: nobody.",
        ),
        kind="choice",
        choices=terms.MAINTENANCE,
        required=True,
    ),
    Question(
        "maintenance.contractors",
        Text("Penyedia pemeliharaan", "Who maintains it under contract"),
        Text("Nama penyedia dan akhir kontraknya.", "The company's name and the end of its contract."),
        kind="contractor",
        required=True,
        when=_maintained_by("contract"),
    ),
    Question(
        "maintenance.contacts",
        Text("Orang yang dapat dihubungi", "A person to ask"),
        Text(
            "Nama orang, bukan instansi; surelnya akan terbaca semua orang, jadi mintalah izinnya.",
            "A person's name, not an institution's; everybody will read the address, so ask for consent.",
        ),
        kind="contact",
        required=True,
        when=_maintained_by("internal", "community"),
    ),
    Question(
        "localisation.localisationReady",
        Text("Siap diterjemahkan", "Ready to be translated"),
        Text(
            "true bila teks di layar terpisah dari kode, sehingga bahasa lain dapat ditambahkan; "
            "kalau tidak, false.",
            "true if the texts on the screen stand apart from the code, so that a language can be added; "
            "else false.",
        ),
        kind="boolean",
        required=True,
    ),
    Question(
        "localisation.availableLanguages",
        Text("Bahasa di layar aplikasi", "Languages on the application's screens"),
        Text("Kode bahasa, dipisahkan koma: id, en, jv.", "Language codes, separated by commas: id, en, jv."),
        kind="words",
        required=True,
    ),
    Question(
        "dependsOn.open",
        Text("Yang diperlukan untuk menjalankannya", "What it needs to run"),
        Text("Perangkat lunak terbuka, misalnya PHP dan MySQL.", "Open software, such as PHP and MySQL."),
        asked=False,
    ),
)


def keys(language: str) -> tuple[Question, ...]:
    """Return the table with the description's language in its place."""
    return tuple(replace(each, key=each.key.replace("*", language)) for each in DOCUMENT)
