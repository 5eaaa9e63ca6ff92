"""The error tree: each error has a status and a sentence that says what to do next."""

from livinglab.language import Text


class RegistryError(Exception):
    """The root. `status` is the HTTP status that a face answers with; `title` names the kind of error.

    RegistryError
    ├── Invalid 422         the request is understood but cannot be right
    ├── BadCursor 400       a cursor that we did not give
    ├── Unauthenticated 401 no token, or one we do not know
    ├── Forbidden 403       a known token without the right
    ├── NotFound 404
    ├── Conflict 409        somebody else already has it
    ├── TooLarge 413
    ├── TooMany 429         a limit is reached; wait
    ├── Unavailable 503     the database is away; try again
    └── Full 507            no room on the disk
    """

    status = 500
    title = Text(id="Kesalahan di sisi katalog", en="The registry failed")

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Invalid(RegistryError):
    """The request is understood but cannot be right. `field` names the part that is wrong."""

    status = 422
    title = Text(id="Isian tidak sah", en="Invalid request")

    def __init__(self, text: Text, *, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class BadCursor(RegistryError):
    """A cursor that this list did not give."""

    status = 400
    title = Text(id="Penanda halaman tidak dikenal", en="Unknown cursor")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Penanda halaman ini tidak dikenal. Mulailah dari halaman pertama, tanpa `cursor`.",
                en="This cursor is not one that the list gave. Start at the first page, without `cursor`.",
            )
        )


class Unauthenticated(RegistryError):
    """No token, or one that the registry does not know."""

    status = 401
    title = Text(id="Perlu token", en="A token is needed")


class Forbidden(RegistryError):
    """A known token without the right that this needs."""

    status = 403
    title = Text(id="Tidak berhak", en="Not allowed")


class NotFound(RegistryError):
    """Nothing of that name is here."""

    status = 404
    title = Text(id="Tidak ditemukan", en="Not found")


class Conflict(RegistryError):
    """Somebody else already has it."""

    status = 409
    title = Text(id="Bertentangan dengan yang ada", en="Conflict")


class TooLarge(RegistryError):
    """The body is over the limit."""

    status = 413
    title = Text(id="Terlalu besar", en="Too large")


class TooMany(RegistryError):
    """A limit is reached. `seconds` says how long to wait."""

    status = 429
    title = Text(id="Terlalu banyak permintaan", en="Too many requests")

    def __init__(self, seconds: int) -> None:
        super().__init__(
            Text(
                id=f"Terlalu banyak permintaan. Coba lagi dalam {seconds} detik.",
                en=f"Too many requests. Try again in {seconds} seconds.",
            )
        )
        self.seconds = seconds


class Unavailable(RegistryError):
    """The database is away. What is published can still be fetched."""

    status = 503
    title = Text(id="Sedang tidak tersedia", en="Unavailable")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Basis data katalog sedang tidak dapat dihubungi. Coba lagi sebentar; "
                "arsip yang sudah terbit tetap dapat diambil.",
                en="The registry's database cannot be reached. Try again shortly; "
                "published archives can still be fetched.",
            )
        )


class Full(RegistryError):
    """The disk is full. Nothing was changed, and reading goes on."""

    status = 507
    title = Text(id="Penyimpanan penuh", en="Storage is full")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Disk katalog penuh, sehingga perubahan ini tidak disimpan. "
                "Kosongkan ruang, lalu coba lagi.",
                en="The registry's disk is full, so this change was not kept. Free some room and try again.",
            )
        )
