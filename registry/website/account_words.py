"""The sentences of the pages on which people sign in and look after their accounts."""

from types import SimpleNamespace

from livinglab.language import Language, Text

WORDS = {
    "sign_in": Text("Masuk", "Sign in"),
    "sign_in_text": Text(
        "Akun dibuat oleh pengelola katalog. Melihat katalog tidak memerlukan akun.",
        "Accounts are made by the registry's operator. Reading the catalog needs none.",
    ),
    "email": Text("Surel", "E-mail"),
    "password": Text("Kata sandi", "Password"),
    "current_password": Text("Kata sandi saat ini", "Present password"),
    "new_password": Text("Kata sandi baru", "New password"),
    "repeat_password": Text("Kata sandi baru, sekali lagi", "New password, once more"),
    "password_rule": Text(
        "12 sampai 200 karakter. Beberapa kata yang tidak berhubungan mudah diingat dan sulit ditebak.",
        "12 to 200 characters. A few unrelated words are easy to keep in mind and hard to guess.",
    ),
    "differ": Text(
        "Kedua isian tidak sama. Tulis kata sandi baru yang sama dua kali.",
        "The two differ. Write the same new password twice.",
    ),
    "not_current": Text(
        "Kata sandi saat ini tidak cocok. Tidak ada yang diubah; coba lagi.",
        "The present password does not match. Nothing was changed; try again.",
    ),
    "code_title": Text("Kode dari aplikasi Anda", "The code from your app"),
    "code": Text("Kode", "Code"),
    "code_text": Text(
        "Tulis enam angka dari aplikasi autentikator Anda, atau satu kode pemulihan.",
        "Write the six digits from your authenticator app, or one recovery code.",
    ),
    "welcome": Text("Selamat datang", "Welcome"),
    "link_text": Text(
        "Pilih kata sandi untuk akun ini. Tautan ini hanya berlaku sekali; menyimpan kata sandi "
        "mengakhiri semua sesi lama.",
        "Choose a password for this account. The link works once; saving the password ends all old sessions.",
    ),
    "save_and_enter": Text("Simpan dan masuk", "Save and sign in"),
    "account": Text("Akun Anda", "Your account"),
    "name": Text("Nama", "Name"),
    "role": Text("Peran di katalog ini", "Role in this registry"),
    "roles_in": Text("Peran di organisasi", "Roles in organisations"),
    "tokens": Text("Token Anda", "Your tokens"),
    "organisations": Text("Organisasi", "Organisations"),
    "by_provider": Text("Masuk melalui penyedia identitas", "Sign in at your identity provider"),
    "sign_out": Text("Keluar", "Sign out"),
    "needs_factor": Text(
        "Peran Anda baru berlaku penuh setelah faktor kedua dipasang.",
        "Your role takes full effect once you have set up a second factor.",
    ),
    "sessions": Text("Sesi", "Sessions"),
    "sessions_text": Text(
        "Peramban tempat Anda sedang masuk. Akhiri yang tidak Anda kenal, lalu ganti kata sandi.",
        "Browsers in which you are signed in. End those that you do not know, then change your password.",
    ),
    "browser": Text("Peramban", "Browser"),
    "since": Text("Sejak", "Since"),
    "seen": Text("Terakhir", "Last seen"),
    "this_one": Text("yang ini", "this one"),
    "end": Text("Akhiri", "End"),
    "end_others": Text("Akhiri semua yang lain", "End all others"),
    "change_password": Text("Ganti kata sandi", "Change password"),
    "change_text": Text(
        "Semua sesi lain berakhir saat kata sandi diganti.", "All other sessions end when it is changed."
    ),
    "save": Text("Simpan", "Save"),
    "factor": Text("Faktor kedua", "Second factor"),
    "factor_on": Text("Terpasang sejak", "Set up since"),
    "factor_off": Text(
        "Belum terpasang. Dengan faktor kedua, kata sandi yang bocor saja tidak cukup untuk masuk.",
        "Not set up. With one, a leaked password alone is not enough to sign in.",
    ),
    "factor_setup": Text("Pasang faktor kedua", "Set up a second factor"),
    "factor_replace": Text("Ganti faktor kedua", "Replace the second factor"),
    "factor_remove": Text("Lepaskan faktor kedua", "Remove the second factor"),
    "factor_kept": Text(
        "Peran Anda mewajibkan faktor kedua: gantilah, tetapi tidak dapat dilepaskan.",
        "Your role demands a second factor: you can replace it, not remove it.",
    ),
    "setup_scan": Text(
        "1. Buka aplikasi autentikator (misalnya FreeOTP atau Aegis) dan pindai gambar ini.",
        "1. Open an authenticator app (such as FreeOTP or Aegis) and scan this picture.",
    ),
    "setup_type": Text("Atau ketik kunci ini:", "Or type this key:"),
    "setup_code": Text(
        "2. Tulis kode enam angka yang kini ditunjukkan aplikasi.",
        "2. Write the six digits that the app shows now.",
    ),
    "setup_ends": Text(
        "Sesi di peramban lain berakhir, dan kode pemulihan yang lama tidak berlaku lagi.",
        "Sessions in other browsers end, and recovery codes from before are void.",
    ),
    "codes": Text("Kode pemulihan", "Recovery codes"),
    "codes_text": Text(
        "Simpan kesepuluh kode ini di tempat aman, misalnya dicetak. Masing-masing menggantikan kode "
        "aplikasi satu kali. Kode ini tidak akan ditunjukkan lagi.",
        "Keep these ten codes in a safe place, on paper for example. Each stands in for the app's code once. "
        "They are not shown again.",
    ),
    "codes_left": Text("Kode yang belum dipakai:", "Codes not used yet:"),
    "codes_new": Text("Buat kode baru", "Make new codes"),
    "go_on": Text("Sudah saya simpan, lanjutkan", "I have kept them, go on"),
    "curator": Text("kurator", "curator"),
    "operator": Text("pengelola", "operator"),
    "auditor": Text("auditor", "auditor"),
    "reader": Text("pembaca", "reader"),
    "recorder": Text("pencatat", "recorder"),
    "publisher": Text("penerbit", "publisher"),
    "manager": Text("pengelola organisasi", "manager"),
    "at_provider": Text(
        "Akun ini masuk melalui penyedia identitas. Kata sandinya diganti di sana.",
        "This account signs in at its identity provider. Its password is changed there.",
    ),
    "prove_first": Text(
        "Untuk ini Anda harus masuk dengan faktor kedua. Keluarlah, masuk kembali dengan kode, lalu ulangi.",
        "For this you must be signed in with your second factor. Sign out, come back with a code and repeat.",
    ),
    "too_long_ago": Text(
        "Anda masuk lebih dari 10 menit yang lalu. Keluarlah, masuk kembali, lalu ulangi.",
        "You signed in more than 10 minutes ago. Sign out, come back and repeat it.",
    ),
    "kept_by_role": Text(
        "Peran Anda mewajibkan faktor kedua, jadi tidak dilepaskan. Anda dapat menggantinya.",
        "Your role demands a second factor, so it was not removed. You can replace it.",
    ),
    "no_factor_yet": Text(
        "Belum ada faktor kedua. Pasanglah dahulu; kode pemulihan dibuat bersamanya.",
        "There is no second factor yet. Set one up first; recovery codes come with it.",
    ),
}
FAMILIES = ("Firefox", "Edg", "OPR", "Chrome", "Safari", "curl")
FAMILY_NAMES = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
UNKNOWN = Text("tidak dikenal", "unknown")


def words(language: Language) -> SimpleNamespace:
    """Return these sentences in one language."""
    return SimpleNamespace(**{name: text.to(language) for name, text in WORDS.items()})


def browser(agent: str, language: Language) -> str:
    """Name a browser and its system from what it says of itself: `Firefox, Linux`."""
    family = next((name for name in FAMILIES if f"{name}/" in agent), None)
    system = next((name for name in SYSTEMS if name in agent), None)
    parts = [FAMILY_NAMES.get(family, family) if family else None, system]
    return ", ".join(part for part in parts if part) or UNKNOWN.to(language)
