"""The website's sentences in both languages, and numbers and dates as its readers write them."""

from datetime import datetime

from livinglab.language import Language, Text

MONTHS = (
    Text("Januari", "January"),
    Text("Februari", "February"),
    Text("Maret", "March"),
    Text("April", "April"),
    Text("Mei", "May"),
    Text("Juni", "June"),
    Text("Juli", "July"),
    Text("Agustus", "August"),
    Text("September", "September"),
    Text("Oktober", "October"),
    Text("November", "November"),
    Text("Desember", "December"),
)
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
    "none": Text("belum jelas", "not clear yet"),
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
    "restricted": Text(
        "Kode sumber aplikasi ini tidak terbuka untuk umum. Hubungi donor untuk memperolehnya.",
        "The source of this application is not public. Ask the donor for it.",
    ),
    "by_catalog": Text(
        "Keterangan ini ditulis oleh katalog, belum oleh pembuatnya.",
        "Described by the catalog, not yet by its authors.",
    ),
    "unreachable": Text(
        "Repositori donor tidak dapat dihubungi pada kunjungan terakhir. "
        "Rilis yang sudah terbit tetap dapat diambil.",
        "The donor's repository could not be reached at the last visit. "
        "Published releases can still be fetched.",
    ),
    "home": Text("Katalog", "Catalog"),
    "api": Text("API", "API"),
    "other_language": Text("English", "Bahasa Indonesia"),
    "error": Text("Maaf, ada yang tidak beres", "Sorry, something is not right"),
    "skip": Text("Langsung ke isi", "Skip to content"),
}


def day(moment: datetime, language: Language) -> str:
    """Write a date as readers do: `21 November 2022`."""
    return f"{moment.day} {MONTHS[moment.month - 1].to(language)} {moment.year}"


def size(count: int, language: Language) -> str:
    """Write a number of bytes: `1,5 MB` in Indonesian, `1.5 MB` in English."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    text = f"{amount:.1f}" if unit != "B" else f"{count}"
    return f"{text.replace('.', ',') if language == 'id' else text} {unit}"
