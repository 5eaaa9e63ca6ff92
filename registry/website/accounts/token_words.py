"""The words of what a token may do."""

from livinglab.language import Text
from registry.access.callers import Scope

SCOPES = {
    Scope.READ: Text(
        "membaca apa yang boleh Anda baca, termasuk kode yang tidak terbuka",
        "read what you may read, source that is not public included",
    ),
    Scope.RECORD: Text("mencatat adopsi daerah Anda", "record adoptions of your region"),
    Scope.PUBLISH: Text(
        "menerbitkan: mengajukan aplikasi, menarik rilis, mengubah keterbukaan",
        "publish: submit applications, yank releases, change visibility",
    ),
    Scope.CURATE: Text(
        "mengurasi: antrean, karantina, pengecualian", "curate: the queue, quarantine, exceptions"
    ),
}
NO_SCOPE = Text(
    "Pilih hak dari daftar: read, record, publish, curate.",
    "Choose scopes of the list: read, record, publish, curate.",
)
