"""What the steps of the funnel and the confidence in a cohort's members are called, for people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from livinglab.language import Text

STEPS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "interest": Text("Datang melihat", "Came to look"),
        "request": Text("Mengajukan permohonan", "Sent a request"),
        "agreement": Text("Bersepakat", "Came to an agreement"),
        "handover": Text("Menerima kode sumber", "Received the source"),
        "installation": Text("Memasang", "Installed it"),
        "in-use": Text("Memakai", "Put it into use"),
    }
)
EXPLAINED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "interest": Text("minat atau studi tiru", "interest or a study visit"),
        "request": Text("surat permohonan", "a letter of request"),
        "agreement": Text(
            "nota kesepakatan, PKS, hibah, atau pinjam pakai", "memorandum, agreement (PKS), grant or loan"
        ),
        "handover": Text("serah terima kode sumber", "handover of the source"),
        "installation": Text(
            "instalasi, bimbingan teknis, atau uji terima", "installation, training or acceptance test"
        ),
        "in-use": Text("mulai dipakai (go-live) atau dikonfirmasi", "go-live or a confirmation of use"),
    }
)
