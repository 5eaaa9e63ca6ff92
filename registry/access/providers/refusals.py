"""Why somebody who comes back from the identity provider is not let in, and what they can do."""

import shlex

from livinglab.language import Text
from registry.errors import RegistryError

AGAIN = Text(id="Masuk lagi: buka /sign-in.", en="Sign in again: open /sign-in.")


class NotSetUp(RegistryError):
    """This registry has no identity provider."""

    status = 404
    title = Text(id="Tidak ada penyedia identitas", en="No identity provider")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Katalog ini tidak memakai penyedia identitas. Masuklah dengan akun Anda di /sign-in.",
                en="This registry uses no identity provider. Sign in with your account at /sign-in.",
            )
        )


class NotUnderWay(RegistryError):
    """No sign-in is expected back in this browser: over, used, or begun in another one."""

    status = 400
    title = Text(id="Proses masuk tidak dikenal", en="Unknown sign-in")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Proses masuk ini tidak dimulai di peramban ini, sudah dipakai, atau lebih dari 10 menit. "
                "Bila Anda tidak merasa memulainya, abaikan saja. " + AGAIN.id,
                en="This sign-in was not begun in this browser, was used already, or took over 10 minutes. "
                "If it was not you who began it, do nothing. " + AGAIN.en,
            )
        )


class Denied(RegistryError):
    """The provider says no, or the person did."""

    status = 403
    title = Text(id="Penyedia identitas menolak", en="The identity provider refused")

    def __init__(self, error: str) -> None:
        super().__init__(
            Text(
                id=f"Penyedia identitas tidak mengizinkan Anda masuk ({error}). Bila Anda membatalkannya "
                "sendiri, mulai lagi di /sign-in; bila akun Anda belum terdaftar atau dinonaktifkan di sana, "
                "hubungi pengelola penyedia identitas instansi Anda.",
                en=f"The identity provider did not let you in ({error}). If you cancelled it yourself, begin "
                "again at /sign-in; if your account there is missing or disabled, ask whoever runs your "
                "office's identity provider.",
            )
        )


class NotProved(RegistryError):
    """The provider's answer does not prove who this is."""

    status = 400
    title = Text(id="Identitas tidak terbukti", en="Identity not proved")

    def __init__(self, why: str) -> None:
        super().__init__(
            Text(
                id="Jawaban penyedia identitas tidak membuktikan siapa Anda, jadi Anda belum masuk. "
                + AGAIN.id
                + " Bila berulang, hubungi pengelola katalog ini.",
                en="The identity provider's answer does not prove who you are, so you are not signed in. "
                + AGAIN.en
                + " If it happens again, tell the operator of this registry.",
            )
        )
        self.why = why  # for the log


class Unverified(RegistryError):
    """The provider does not vouch for an e-mail address."""

    status = 403
    title = Text(id="Surel belum terverifikasi", en="E-mail address not verified")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Penyedia identitas tidak menjamin alamat surel Anda. Verifikasilah alamat itu di sana "
                "(biasanya lewat tautan di surel), lalu masuk lagi di /sign-in.",
                en="The identity provider does not vouch for your e-mail address. Verify the address there "
                "(mostly by a link in a mail), then sign in again at /sign-in.",
            )
        )


class NotJoined(RegistryError):
    """An account here has the same e-mail address, and nobody has said that both are one person."""

    status = 409
    title = Text(id="Akun belum digabungkan", en="Accounts not joined")

    def __init__(self, subject: str) -> None:
        # The provider's word for somebody, which an operator may paste into a shell.
        quoted = shlex.quote(subject) if subject.isprintable() else "SUBJECT"
        super().__init__(
            Text(
                id="Di katalog ini sudah ada akun dengan alamat surel Anda. Demi keamanan, keduanya tidak "
                "digabungkan dengan sendirinya. Masuklah dengan akun itu di /sign-in, atau mintalah "
                f"pengelola menjalankan `python -m registry provider join SUREL {quoted}`.",
                en="An account of this registry has your e-mail address already. To be safe, the two are not "
                "joined by themselves. Sign in with that account at /sign-in, or ask the operator to run "
                f"`python -m registry provider join EMAIL {quoted}`.",
            )
        )


class ShutOut(RegistryError):
    """The account here is disabled."""

    status = 403
    title = Text(id="Akun dinonaktifkan", en="Account disabled")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Akun Anda di katalog ini dinonaktifkan. Hubungi pengelola katalog ini.",
                en="Your account in this registry is disabled. Ask the operator of this registry.",
            )
        )
