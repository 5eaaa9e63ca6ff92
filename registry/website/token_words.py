"""The sentences of the pages on which people let command lines in and look after their tokens."""

from types import SimpleNamespace

from livinglab.language import Language, Text

WORDS = {
    "device": Text("Izinkan baris perintah", "Let a command line in"),
    "device_text": Text(
        "Tulis kode yang ditampilkan `livinglab login` di terminal Anda.",
        "Enter the code that `livinglab login` shows in your terminal.",
    ),
    "code": Text("Kode", "Code"),
    "go_on": Text("Lanjutkan", "Go on"),
    "asks": Text("Sebuah baris perintah meminta masuk atas nama Anda", "A command line asks to act for you"),
    "compare": Text(
        "Setujui hanya bila Anda sendiri yang baru saja menjalankan `livinglab login`, dan kode ini sama "
        "dengan yang ada di terminal Anda. Jangan pernah menyetujui kode dari orang lain.",
        "Approve only if you ran `livinglab login` yourself just now, and this code is the one in your "
        "terminal. Never approve a code that somebody else gave you.",
    ),
    "machine": Text("Komputer (menurut pengakuannya)", "Machine (as it names itself)"),
    "may": Text("Yang akan boleh dilakukan", "What it will be allowed to do"),
    "for": Text("Untuk organisasi", "For the organisation"),
    "all": Text("semua organisasi saya", "all organisations of mine"),
    "none": Text("tanpa organisasi", "no organisation"),
    "not_yours": Text("peran Anda sekarang tidak mengizinkan", "your role does not allow it now"),
    "lasts": Text(
        "Berlaku 90 hari; dapat dicabut kapan saja di halaman token Anda.",
        "Valid for 90 days; you can revoke it at any time on the page of your tokens.",
    ),
    "approve": Text("Izinkan", "Let it in"),
    "deny": Text("Tolak", "Turn it away"),
    "approved": Text(
        "Baris perintah itu diizinkan. Kembalilah ke terminal Anda.",
        "The command line is let in. Go back to your terminal.",
    ),
    "denied": Text(
        "Permintaan itu ditolak. Bila bukan Anda yang memulainya, tidak ada lagi yang perlu dilakukan.",
        "The request was turned away. If you did not start it, there is nothing more to do.",
    ),
    "needs_factor": Text(
        "Hak menerbitkan dan mengurasi baru tersedia setelah faktor kedua ditunjukkan pada sesi ini.",
        "Publishing and curating need a second factor that was shown in this session.",
    ),
    "factor": Text("Tunjukkan faktor kedua", "Show a second factor"),
    "tokens": Text("Token Anda", "Your tokens"),
    "tokens_text": Text(
        "Dengan token, sebuah program bertindak atas nama Anda. Cabut yang tidak Anda kenal atau tidak "
        "dipakai lagi.",
        "With a token a program acts for you. Revoke those that you do not know or use no more.",
    ),
    "no_tokens": Text("Belum ada token yang berlaku.", "There is no valid token yet."),
    "name": Text("Nama", "Name"),
    "name_hint": Text(
        "Siapa atau apa yang akan memegangnya, misalnya: CI e-SAKIP.",
        "Who or what will hold it, such as: CI of e-SAKIP.",
    ),
    "scopes": Text("Hak", "Scopes"),
    "limits": Text("Batas", "Limits"),
    "made": Text("Dibuat", "Made"),
    "used": Text("Terakhir dipakai", "Last used"),
    "never": Text("belum pernah", "never"),
    "expires": Text("Berakhir", "Expires"),
    "revoke": Text("Cabut", "Revoke"),
    "new": Text("Buat token", "Make a token"),
    "application": Text("Hanya untuk aplikasi (boleh kosong)", "Only for the application (may be empty)"),
    "application_hint": Text("Seperti pada alamatnya: e-sakip.", "As in its address: e-sakip."),
    "region": Text("Hanya untuk wilayah (boleh kosong)", "Only for the region (may be empty)"),
    "region_hint": Text(
        "Kode Kemendagri, misalnya 32.16; termasuk wilayah di dalamnya.",
        "Its Kemendagri code, such as 32.16; regions within it are included.",
    ),
    "days": Text("Berlaku (hari, 1 sampai 365)", "Valid for (days, 1 to 365)"),
    "make": Text("Buat", "Make it"),
    "once": Text(
        "Salin token ini sekarang: ia tidak akan ditampilkan lagi. Siapa pun yang memilikinya bertindak "
        "atas nama Anda.",
        "Copy this token now: it is not shown again. Whoever has it acts for you.",
    ),
    "back": Text("Ke daftar token", "To the list of tokens"),
    "read": Text(
        "membaca apa yang boleh Anda baca, termasuk kode yang tidak terbuka",
        "read what you may read, source that is not public included",
    ),
    "record": Text("mencatat adopsi daerah Anda", "record adoptions of your region"),
    "publish": Text(
        "menerbitkan: mengajukan aplikasi, menarik rilis, mengubah keterbukaan",
        "publish: submit applications, yank releases, change visibility",
    ),
    "curate": Text(
        "mengurasi: antrean, karantina, pengecualian", "curate: the queue, quarantine, exceptions"
    ),
    "reader": Text("pembaca", "reader"),
    "recorder": Text("pencatat", "recorder"),
    "publisher": Text("penerbit", "publisher"),
    "manager": Text("pengelola", "manager"),
}
NO_SCOPE = Text(
    "Pilih hak dari daftar: read, record, publish, curate.",
    "Choose scopes of the list: read, record, publish, curate.",
)


def words(language: Language) -> SimpleNamespace:
    """Return these sentences in one language."""
    return SimpleNamespace(**{name: text.to(language) for name, text in WORDS.items()})
