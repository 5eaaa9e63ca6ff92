"""The words of organisations: their kinds, who believes them, and what a page says after a form was sent."""

from livinglab.language import Language, Text
from registry.access.organisations import Kind, VerifiedBy

KINDS = {
    Kind.REGION: Text("pemerintah daerah", "regional government"),
    Kind.AGENCY: Text("instansi pusat", "central agency"),
    Kind.COMMUNITY: Text("komunitas", "community"),
}
VERIFIERS = {
    VerifiedBy.OPERATOR: Text("terverifikasi oleh operator", "verified by the operator"),
    VerifiedBy.PROVIDER: Text("terverifikasi oleh penyedia identitas", "verified by the identity provider"),
    VerifiedBy.MAIL: Text("terverifikasi lewat surel dinas", "verified by its office's mail"),
}
ONLY_REGENCIES = Text(
    "Hanya kabupaten dan kota yang dapat didaftarkan di sini. Provinsi, instansi, dan komunitas didaftarkan "
    "oleh operator.",
    "Only regencies and cities can be registered here. The operator adds provinces, agencies and "
    "communities.",
)
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


def said(code: str, language: Language) -> str | None:
    """Return what a page says after a form was sent, None for a code that we did not give."""
    text = SAID.get(code)
    return text.to(language) if text else None
