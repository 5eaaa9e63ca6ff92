"""What is said where an index does not hold: what happened, what it may mean, and what to do."""

from collections.abc import Sequence
from datetime import datetime

from livinglab.client.index.pins import Pin, path_of
from livinglab.contract.index import Index
from livinglab.contract.signed import grouped
from livinglab.errors import NotVerified
from livinglab.language import Text

NOT_CONTINUED = Text(
    id="Tidak ada yang diambil. Coba dari jaringan lain; bila berulang, laporkan ke pengelola registri.",
    en="Nothing was fetched. Try another network; if it happens again, tell the registry's operator.",
)


def missing(address: str, pin: Pin) -> NotVerified:
    """An index was here before, and is not any more."""
    return NotVerified(
        Text(
            id=f"{address} tidak lagi memberikan indeks bertanda tangan, padahal dulu ada ({_day(pin)}).",
            en=f"{address} does not give its signed index any more, and did before ({_day(pin)}).",
        ),
        Text(
            id=f"{NOT_CONTINUED.id} Bila memang isinya lain sekarang, hapus {path_of(pin.registry)}.",
            en=f"{NOT_CONTINUED.en} If something else is there on purpose, remove {path_of(pin.registry)}.",
        ),
    )


def endless(path: str, most: int) -> NotVerified:
    """A file is longer than it may be."""
    return NotVerified(
        Text(
            id=f"{path} lebih panjang daripada yang diperbolehkan ({most} byte).",
            en=f"{path} is longer than it may be ({most} bytes).",
        ),
        NOT_CONTINUED,
    )


def unreadable(what: str) -> NotVerified:
    """A file is not what it should be."""
    return NotVerified(
        Text(
            id=f"Indeks registri tidak terbaca ({what}).", en=f"The registry's index cannot be read ({what})."
        ),
        NOT_CONTINUED,
    )


def wrong_registry(address: str, wanted: str, found: str) -> NotVerified:
    """The index is of another registry than the one that was here."""
    return NotVerified(
        Text(
            id=f"{address} memberikan indeks milik registri lain: {found}, bukan {wanted}.",
            en=f"{address} gives the index of another registry: {found}, not {wanted}.",
        ),
        Text(
            id=f"{NOT_CONTINUED.id} Bila registri pindah alamat, hapus {path_of(wanted)}.",
            en=f"{NOT_CONTINUED.en} If the registry moved on purpose, remove {path_of(wanted)}.",
        ),
    )


def bad_signature(registry: str) -> NotVerified:
    """The signature is not the key's."""
    return NotVerified(
        Text(
            id=f"Tanda tangan indeks {registry} tidak sah.",
            en=f"The signature on the index of {registry} is not valid.",
        ),
        NOT_CONTINUED,
    )


def other_key(pin: Pin, key: str) -> NotVerified:
    """The key is neither the pinned one nor led to from it."""
    return NotVerified(
        Text(
            id=f"Indeks {pin.registry} ditandatangani kunci yang tidak dikenal.\n"
            f"  dikenal: {grouped(pin.key)}\n  sekarang: {grouped(key)}",
            en=f"The index of {pin.registry} is signed with an unknown key.\n"
            f"  known: {grouped(pin.key)}\n  now:   {grouped(key)}",
        ),
        Text(
            id="Telepon pengelola registri dan cocokkan sidik jari. Hanya bila kunci baru itu benar "
            f"miliknya: hapus {path_of(pin.registry)} lalu ulangi.",
            en="Phone the registry's operator and compare fingerprints. Only if the new key is theirs: "
            f"remove {path_of(pin.registry)} and repeat.",
        ),
    )


def rolled_back(pin: Pin, index: Index) -> NotVerified:
    """An older index than the one that was seen."""
    return NotVerified(
        Text(
            id=f"Indeks {index.registry} ini lebih tua ({index.made_at:%Y-%m-%d %H:%M}) daripada yang pernah "
            f"dilihat komputer ini ({_day(pin)}): rilis atau penarikan yang baru bisa disembunyikan.",
            en=f"This index of {index.registry} is older ({index.made_at:%Y-%m-%d %H:%M}) than one that this "
            f"machine has seen ({_day(pin)}): newer releases or withdrawals may be hidden.",
        ),
        Text(
            id="Pakai registri itu sendiri, atau salinan yang lebih baru dari cermin atau flash disk.",
            en="Use the registry itself, or a newer copy of the mirror or stick.",
        ),
    )


def expired(index: Index) -> NotVerified:
    """The index's time is over."""
    return NotVerified(
        Text(
            id=f"Indeks {index.registry} kedaluwarsa sejak {index.expires_at:%Y-%m-%d}: yang lebih baru bisa "
            "sedang ditahan, atau jam komputer ini salah.",
            en=f"The index of {index.registry} expired on {index.expires_at:%Y-%m-%d}: newer ones may be held"
            " back, or this machine's clock is wrong.",
        ),
        Text(
            id="Periksa jam: livinglab doctor. Untuk folder atau flash disk: minta salinan baru, atau terima "
            "risikonya dengan --allow-expired-index.",
            en="Check the clock: livinglab doctor. For a folder or a stick: ask for a new copy, or take the "
            "risk with --allow-expired-index.",
        ),
    )


def ahead(index: Index) -> NotVerified:
    """Version or times that nobody can have reached."""
    return NotVerified(
        Text(
            id=f"Indeks {index.registry} berasal dari masa depan (versi {index.version}, "
            f"{index.made_at:%Y-%m-%d}).",
            en=f"The index of {index.registry} is from the future (version {index.version}, "
            f"{index.made_at:%Y-%m-%d}).",
        ),
        Text(
            id="Periksa jam komputer ini: livinglab doctor. Bila jam benar, laporkan ke pengelola registri.",
            en="Check this machine's clock: livinglab doctor. If it is right, tell the registry's operator.",
        ),
    )


def wrong_shard(digest: str) -> NotVerified:
    """A part of the index is not the one that is named."""
    return NotVerified(
        Text(
            id=f"Bagian indeks {digest[:12]} tidak ada atau bukan yang ditandatangani.",
            en=f"The index's part {digest[:12]} is absent or not the one that was signed.",
        ),
        Text(
            id="Cermin atau flash disk mungkin disalin separuh: salin lagi. "
            "Bila berulang, laporkan ke pengelola registri.",
            en="A mirror or stick may be copied by half: copy it again. "
            "If it happens again, tell the registry's operator.",
        ),
    )


def not_listed(slug: str, version: str) -> NotVerified:
    """The catalog speaks of a release that is not signed."""
    return NotVerified(
        Text(
            id=f"{slug} {version} tidak ada di indeks bertanda tangan.",
            en=f"{slug} {version} is not in the signed index.",
        ),
        _AGAIN,
    )


def different(slug: str, version: str, what: Sequence[str]) -> NotVerified:
    """The catalog and the index disagree."""
    named = ", ".join(what)
    return NotVerified(
        Text(
            id=f"Katalog dan indeks bertanda tangan berbeda tentang {slug} {version}: {named}.",
            en=f"The catalog and the signed index differ on {slug} {version}: {named}.",
        ),
        _AGAIN,
    )


def hidden(slug: str, version: str) -> NotVerified:
    """The catalog leaves out a release."""
    return NotVerified(
        Text(
            id=f"Katalog tidak menyebut rilis {slug} {version}, yang ada di indeks bertanda tangan.",
            en=f"The catalog leaves out release {slug} {version}, which the signed index lists.",
        ),
        _AGAIN,
    )


_AGAIN = Text(
    id="Tidak ada yang diambil. Bila baru saja berubah, ulangi sebentar lagi; bila berulang, laporkan ke "
    "pengelola registri.",
    en="Nothing was fetched. If it has changed just now, repeat in a moment; if it happens again, tell the "
    "registry's operator.",
)


def _day(pin: Pin) -> str:
    try:
        return f"{datetime.fromisoformat(pin.made_at):%Y-%m-%d %H:%M}"
    except ValueError:
        return pin.made_at[:16]
