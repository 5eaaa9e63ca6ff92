"""The words of roles, what the account pages refuse, and the name of a browser."""

from livinglab.language import Language, Text
from registry.access.callers import RegistryRole, Role

ROLES = {
    Role.READER: Text("pembaca", "reader"),
    Role.RECORDER: Text("pencatat", "recorder"),
    Role.PUBLISHER: Text("penerbit", "publisher"),
    Role.MANAGER: Text("pengelola", "manager"),
}
REGISTRY_ROLES = {
    RegistryRole.AUDITOR: Text("auditor", "auditor"),
    RegistryRole.CURATOR: Text("kurator", "curator"),
    RegistryRole.OPERATOR: Text("operator", "operator"),
}
DIFFER = Text(
    "Kedua isian tidak sama. Tulis kata sandi baru yang sama dua kali.",
    "The two differ. Write the same new password twice.",
)
NOT_CURRENT = Text(
    "Kata sandi saat ini tidak cocok. Tidak ada yang diubah; coba lagi.",
    "The present password does not match. Nothing was changed; try again.",
)
AT_PROVIDER = Text(
    "Akun ini masuk melalui penyedia identitas. Kata sandinya diganti di sana.",
    "This account signs in at its identity provider. Its password is changed there.",
)
PROVE_FIRST = Text(
    "Untuk ini Anda harus masuk dengan faktor kedua. Keluarlah, masuk kembali dengan kode, lalu ulangi.",
    "For this you must be signed in with your second factor. Sign out, come back with a code and repeat.",
)
TOO_LONG_AGO = Text(
    "Anda masuk lebih dari 10 menit yang lalu. Keluarlah, masuk kembali, lalu ulangi.",
    "You signed in more than 10 minutes ago. Sign out, come back and repeat it.",
)
KEPT_BY_ROLE = Text(
    "Peran Anda mewajibkan faktor kedua, jadi tidak dilepaskan. Anda dapat menggantinya.",
    "Your role demands a second factor, so it was not removed. You can replace it.",
)
NO_FACTOR_YET = Text(
    "Belum ada faktor kedua. Pasanglah dahulu; kode pemulihan dibuat bersamanya.",
    "There is no second factor yet. Set one up first; recovery codes come with it.",
)
FAMILIES = ("Firefox", "Edg", "OPR", "Chrome", "Safari", "curl")
FAMILY_NAMES = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
UNKNOWN = Text("tidak dikenal", "unknown")


def browser(agent: str, language: Language) -> str:
    """Name a browser and its system from what it says of itself: `Firefox, Linux`."""
    family = next((name for name in FAMILIES if f"{name}/" in agent), None)
    system = next((name for name in SYSTEMS if name in agent), None)
    parts = [FAMILY_NAMES.get(family, family) if family else None, system]
    return ", ".join(part for part in parts if part) or UNKNOWN.to(language)
