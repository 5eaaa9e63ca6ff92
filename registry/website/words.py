"""The website's words in both languages."""

from livinglab.language import Text

WORDS = {
    "title": Text(
        "livinglab: aplikasi daerah untuk dipakai bersama", "livinglab: software that regions share"
    ),
    "tagline": Text(
        "Katalog aplikasi pemerintah daerah yang dapat diambil, dijalankan, dan terus diperbarui.",
        "A catalog of regional government software to fetch, run and keep up to date.",
    ),
    "search": Text("Cari", "Search"),
    "search_label": Text("Cari aplikasi", "Search applications"),
    "clear": Text("Tampilkan semua", "Show all"),
    "did_you_mean": Text("Mungkin maksud Anda:", "Did you mean:"),
    "nothing": Text(
        "Tidak ada aplikasi yang cocok. Coba kata yang lebih umum, atau tampilkan semua.",
        "No application matches. Try a more common word, or show all.",
    ),
    "empty": Text(
        "Katalog ini belum berisi aplikasi. Donasikan yang pertama dengan `livinglab submit`.",
        "This catalog holds no application yet. Donate the first with `livinglab submit`.",
    ),
    "next": Text("Berikutnya", "Next"),
    "first": Text("Halaman pertama", "First page"),
    "donated_by": Text("Didonasikan oleh", "Donated by"),
    "version": Text("Rilis terbaru", "Latest release"),
    "license": Text("Lisensi", "License"),
    "none": Text("lisensi belum jelas", "licence not clear yet"),
    "not_yet": Text("kode belum boleh diambil", "code may not be fetched yet"),
    "withheld_title": Text("Kode belum boleh diambil", "The code may not be fetched yet"),
    "withheld_text": Text(
        "Aplikasi ini ada, tetapi belum ada lisensi yang mengizinkan daerah lain memakai kodenya.",
        "This application exists, but no licence allows other regions to use its code yet.",
    ),
    "whom": Text("Yang dapat dihubungi", "Whom to ask"),
    "whom_letter": Text(
        "Surat permohonan siap pakai dibuat oleh perintah ini:",
        "This command writes a letter of request, in Indonesian:",
    ),
    "license_from": Text("Dari mana lisensi ini diketahui", "Where this licence is known from"),
    "place": Text("Tempat", "Place"),
    "says": Text("Menyebut", "Says"),
    "resembles": Text("Teks yang cocok", "Text it matches"),
    "unknown_text": Text("teks yang tidak dikenal", "a text that is not known"),
    "skeleton_of": Text("bawaan", "from the skeleton of"),
    "declared_license": Text("Dinyatakan di publiccode.yml:", "Declared in publiccode.yml:"),
    "checks": Text("Pemeriksaan", "Checks"),
    "checks_of": Text("Temuan pada rilis", "Findings at release"),
    "checks_none": Text("Tidak ada temuan.", "Nothing was found."),
    "checks_more": Text("Selebihnya ada di API:", "The rest is in the API:"),
    "overridden": Text("Dikecualikan oleh", "Let pass by"),
    "bill": Text("Daftar komponen (SBOM)", "Bill of materials (SBOM)"),
    "components": Text("komponen", "components"),
    "risks": Text("Perlu diketahui sebelum mengambil", "Know this before fetching"),
    "health": Text("Kesehatan", "Health"),
    "health_of": Text("dari 100", "of 100"),
    "health_none": Text(
        "Belum cukup yang diketahui untuk menilai.", "Too little is known yet for a judgement."
    ),
    "health_text": Text(
        "Nilai turun sampai nol bila lama tidak ada perubahan. Yang belum diketahui tidak dihitung.",
        "It falls to zero with long silence. What is not known does not count.",
    ),
    "input": Text("Yang dilihat", "What is looked at"),
    "share": Text("Bobot", "Share"),
    "value": Text("Nilai", "Value"),
    "features": Text("Fitur", "Features"),
    "releases": Text("Rilis", "Releases"),
    "incidents": Text("Kejadian", "Incidents"),
    "how": Text("Ambil aplikasi ini", "Fetch this application"),
    "how_text": Text(
        "Jalankan perintah ini di komputer Anda; ganti 32.16 dengan kode wilayah Anda.",
        "Run this command on your computer; replace 32.16 with your region's code.",
    ),
    "source": Text("Kode sumber", "Source code"),
    "site": Text("Situs", "Site"),
    "status": Text("Status", "Status"),
    "date": Text("Tanggal", "Date"),
    "size": Text("Ukuran", "Size"),
    "published": Text("terbit", "published"),
    "sent_back": Text("dikembalikan", "sent back"),
    "quarantined": Text("dikarantina", "quarantined"),
    "withheld": Text("ditahan: lisensi belum jelas", "withheld: licence not clear"),
    "source_government": Text(
        "hanya untuk instansi pemerintah terverifikasi", "only for verified government organisations"
    ),
    "source_agreement": Text("berdasarkan perjanjian dengan donor", "under an agreement with the donor"),
    "checks_kept": Text(
        "Temuan menyebut tempat di kode sumber, jadi hanya ditunjukkan kepada yang berhak atasnya.",
        "Findings name places in the source, so only those who may have it are shown them.",
    ),
    "by_catalog": Text(
        "Keterangan ini ditulis oleh katalog, belum oleh pembuatnya.",
        "Described by the catalog, not yet by its authors.",
    ),
    "origin": Text(id="Diimpor dari", en="Imported from"),
    "unreachable": Text(
        "Repositori donor tidak dapat dihubungi pada kunjungan terakhir. "
        "Rilis yang sudah terbit tetap dapat diambil.",
        "The donor's repository could not be reached at the last visit. "
        "Published releases can still be fetched.",
    ),
    "home": Text("Katalog", "Catalog"),
    "organisations": Text("Organisasi", "Organisations"),
    "api": Text("API", "API"),
    "sign_in": Text("Masuk", "Sign in"),
    "account": Text("Akun", "Account"),
    "other_language": Text("English", "Bahasa Indonesia"),
    "error": Text("Maaf, ada yang tidak beres", "Sorry, something is not right"),
    "skip": Text("Langsung ke isi", "Skip to content"),
}
PROVENANCE = {
    "declared": Text("dinyatakan pemiliknya, dan berkasnya cocok", "declared by its owner, and files agree"),
    "boilerplate": Text(
        "hanya bawaan kerangka kerja, bukan pernyataan pemiliknya",
        "only from a framework's skeleton, not stated by its owner",
    ),
    "conflicting": Text("sumber-sumbernya saling bertentangan", "its sources contradict each other"),
    "none": Text("tidak ada lisensi di berkasnya", "there is no licence in its files"),
    "by-agreement": Text("dengan perjanjian", "by agreement"),
}
SOURCES = {
    "manifest": Text("publiccode.yml", "publiccode.yml"),
    "file": Text("berkas lisensi", "licence file"),
    "package": Text("keterangan paket", "package metadata"),
    "header": Text("kepala berkas", "file header"),
}
LEVELS = {
    "block": Text("Harus diperbaiki sebelum terbit", "To be mended before publication"),
    "warn": Text("Akan menyulitkan yang memakai", "Will hurt those who use it"),
    "info": Text("Untuk diketahui", "Good to know"),
}
STATES = {
    "good": Text("baik", "good"),
    "fair": Text("cukup", "fair"),
    "bad": Text("kurang", "bad"),
    "unknown": Text("belum diketahui", "unknown"),
}
