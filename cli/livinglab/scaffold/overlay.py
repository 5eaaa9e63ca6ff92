"""What rendering gives back: files by path, apart by owner."""

import hashlib
from dataclasses import dataclass

from livinglab.language import Text

Values = dict[str, str | bool | list[str]]
"""What templates may know: texts, truths and lists of texts."""


@dataclass(frozen=True)
class File:
    """One file of an overlay; the bytes are final."""

    content: bytes
    executable: bool = False


@dataclass(frozen=True)
class Overlay:
    """`machine` is rendered again at each update; `region` is written once and then belongs to the region."""

    id: str
    machine: dict[str, File]
    region: dict[str, File]
    risks: tuple[Text, ...] = ()

    @property
    def sha256(self) -> str:
        """Over the machine-owned files: path, mode and bytes, in the order of their paths."""
        digest = hashlib.sha256()
        for path, file in sorted(self.machine.items()):
            mode = "755" if file.executable else "644"
            digest.update(f"{mode} {len(file.content)} {path}\0".encode())
            digest.update(file.content)
        return digest.hexdigest()
