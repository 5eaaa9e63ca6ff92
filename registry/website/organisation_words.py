"""The sentences of the pages on organisations, their people and what they hand over."""

from types import SimpleNamespace

from livinglab.language import Language, Text

WORDS = {
    "organisations": Text("Organisasi", "Organisations"),
    "organisations_text": Text(
        "Pemerintah daerah, instansi pusat, dan komunitas yang mendonasikan atau memakai aplikasi di sini.",
        "Regional governments, central agencies and communities that donate or use applications here.",
    ),
    "none_yet": Text("Belum ada organisasi.", "There are no organisations yet."),
    "found_title": Text("Daftarkan pemerintah daerah Anda", "Register your regional government"),
    "found_text": Text(
        "Untuk kabupaten dan kota yang belum ada di daftar. Namanya diambil dari kode wilayah; setelah itu "
        "buktikan dengan surel dinas. Provinsi, instansi, dan komunitas didaftarkan oleh operator.",
        "For regencies and cities that are not in the list. The name is taken from the region's code; prove "
        "it with your office's mail afterwards. The operator adds provinces, agencies and communities.",
    ),
    "region_code": Text("Kode wilayah, misalnya 32.11", "Region code, such as 32.11"),
    "register": Text("Daftarkan", "Register"),
    "kind": Text("Jenis", "Kind"),
    "region": Text("Wilayah", "Region"),
    "state": Text("Status", "Status"),
    "verified": Text("terverifikasi", "verified"),
    "unverified": Text("belum terverifikasi", "not verified yet"),
    "closed": Text("ditutup", "closed"),
    "by_operator": Text("oleh operator", "by the operator"),
    "by_provider": Text("oleh penyedia identitas", "by the identity provider"),
    "by_mail": Text("lewat surel dinas", "by its office's mail"),
    "kind_region": Text("pemerintah daerah", "regional government"),
    "kind_agency": Text("instansi pusat", "central agency"),
    "kind_community": Text("komunitas", "community"),
    "members": Text("Anggota", "Members"),
    "name": Text("Nama", "Name"),
    "email": Text("Surel", "E-mail"),
    "role": Text("Peran", "Role"),
    "reader": Text("pembaca", "reader"),
    "recorder": Text("pencatat", "recorder"),
    "publisher": Text("penerbit", "publisher"),
    "manager": Text("pengelola", "manager"),
    "roles_text": Text(
        "Pembaca melihat kode yang terbatas; pencatat juga mencatat adopsi; penerbit juga menerbitkan; "
        "pengelola juga mengatur orang, token, dan perjanjian. Penerbit dan pengelola perlu faktor kedua.",
        "Readers see restricted source; recorders also record adoptions; publishers also publish; managers "
        "also look after people, tokens and agreements. Publishers and managers need a second factor.",
    ),
    "change": Text("Ubah", "Change"),
    "remove": Text("Keluarkan", "Remove"),
    "leave": Text("Keluar dari organisasi ini", "Leave this organisation"),
    "leave_text": Text(
        "Hak Anda di sini dan token yang Anda buat untuk organisasi ini berakhir saat itu juga.",
        "Your rights here and the tokens that you made for this organisation end at once.",
    ),
    "invite": Text("Tambahkan orang", "Add somebody"),
    "invite_text": Text(
        "Orang yang sudah punya akun langsung menjadi anggota. Rekan dengan surel di bawah domain organisasi "
        "ini dibuatkan akun dan menerima tautan masuk.",
        "Who has an account becomes a member at once. For colleagues with mail under this organisation's "
        "domain an account is made, and they are sent a link.",
    ),
    "add": Text("Tambahkan", "Add"),
    "proof": Text("Buktikan bahwa Anda bekerja di sini", "Prove that you work here"),
    "proof_text": Text(
        "Tulis alamat surel dinas Anda; tautan bukti dikirim ke sana. Alamatnya harus di bawah",
        "Write your office's mail address; a link is sent there. The address must be under",
    ),
    "proof_operator": Text(
        "Organisasi ini hanya dapat diverifikasi oleh operator katalog; mintalah kepadanya.",
        "Only the registry's operator can verify this organisation; ask there.",
    ),
    "proof_no_mail": Text(
        "Katalog ini tidak mengirim surel. Mintalah operator memverifikasi organisasi ini.",
        "This registry sends no mail. Ask its operator to verify this organisation.",
    ),
    "send_link": Text("Kirim tautan", "Send the link"),
    "confirm": Text("Ya, saya bekerja di sini", "Yes, I work here"),
    "confirm_text": Text(
        "Dengan tombol ini Anda menyatakan bekerja untuk organisasi berikut:",
        "With this button you state that you work for this organisation:",
    ),
    "offers": Text("Pengalihan aplikasi", "Applications that change hands"),
    "offer": Text("Tawarkan aplikasi kepada organisasi lain", "Offer an application to another organisation"),
    "offer_text": Text(
        "Setelah diterima, aplikasi menjadi milik penerima: token, alur kerja tepercaya, dan hak Anda "
        "atasnya berakhir saat itu juga. Perjanjian tetap berlaku.",
        "Once accepted it belongs to the receiver: your tokens, trusted pipelines and rights to it end at "
        "once. Agreements stay in force.",
    ),
    "application": Text("Aplikasi", "Application"),
    "to": Text("Kepada (nama organisasi)", "To (the organisation's name)"),
    "from_to": Text("Dari → kepada", "From → to"),
    "until": Text("Berlaku sampai", "Holds until"),
    "send_offer": Text("Tawarkan", "Offer"),
    "accept": Text("Terima", "Accept"),
    "refuse": Text("Tolak", "Refuse"),
    "withdraw": Text("Tarik kembali", "Withdraw"),
    "visited_from": Text(
        "Alamat repositori mulai sekarang. Ganti ke repositori Anda: siapa pun yang menulis di sana, "
        "menerbitkan atas nama Anda.",
        "The repository's address from now on. Make it yours: whoever writes there publishes in your name.",
    ),
}
SAID = {
    "created": Text("Terdaftar. Sekarang buktikan dengan surel dinas.", "Registered. Now prove it by mail."),
    "sent": Text(
        "Tautan sudah dikirim. Bukalah dengan akun ini dalam 24 jam.",
        "The link was sent. Open it with this account within 24 hours.",
    ),
    "proved": Text("Terbukti. Anda sekarang anggota.", "Proved. You are a member now."),
    "added": Text("Orang itu sekarang anggota.", "That person is a member now."),
    "invited": Text(
        "Orang itu sekarang anggota, dan tautan masuk sudah dikirim.",
        "That person is a member now and was sent a link.",
    ),
    "changed": Text("Perannya sudah diubah.", "The role was changed."),
    "removed": Text("Keanggotaan itu sudah berakhir.", "That membership has ended."),
    "offered": Text("Tawaran sudah dicatat.", "The offer was recorded."),
    "accepted": Text("Aplikasi itu sekarang milik organisasi ini.", "The application belongs here now."),
    "ended": Text("Tawaran itu sudah diakhiri.", "The offer was ended."),
}


def words(language: Language) -> SimpleNamespace:
    """Return the sentences in one language."""
    return SimpleNamespace(**{name: text.to(language) for name, text in WORDS.items()})


def said(code: str, language: Language) -> str | None:
    """Return what a page says after a form was sent, None for a code that we did not give."""
    text = SAID.get(code)
    return text.to(language) if text else None
