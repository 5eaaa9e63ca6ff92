"""The words of the curators' queue: states, decisions, and what was decided about an application."""

from livinglab.contract.moderation import Decision, QueueState
from livinglab.language import Text

STATES = {
    QueueState.SUBMITTED: Text("Menunggu kunjungan", "Waiting for a visit"),
    QueueState.NEEDS_CHANGES: Text("Perlu diperbaiki donor", "Needs changes by its donor"),
    QueueState.IN_REVIEW: Text("Menunggu keputusan kurator", "Waiting for a curator"),
    QueueState.PUBLISHED: Text("Terbit", "Published"),
    QueueState.QUARANTINED: Text("Dikarantina", "In quarantine"),
    QueueState.RETIRED: Text("Dipensiunkan", "Retired"),
}
DECISIONS = {
    Decision.APPROVE: Text("Setujui: tampilkan di katalog", "Approve: list it in the catalog"),
    Decision.REQUEST_CHANGES: Text("Minta donor memperbaiki", "Ask its donor for changes"),
    Decision.QUARANTINE: Text("Karantina: sembunyikan seketika", "Quarantine: hide it at once"),
    Decision.RELEASE: Text("Akhiri karantina", "End its quarantine"),
    Decision.RETIRE: Text("Pensiunkan: keluarkan dari daftar", "Retire: take it off the lists"),
    Decision.REOPEN: Text("Buka kembali", "Open it again"),
}
ACTIONS = {
    "application.approved": Text("Disetujui", "Approved"),
    "application.changes-requested": Text("Diminta diperbaiki", "Changes asked for"),
    "application.quarantined": Text("Dikarantina", "Quarantined"),
    "application.released": Text("Karantina diakhiri", "Quarantine ended"),
    "application.retired": Text("Dipensiunkan", "Retired"),
    "application.reopened": Text("Dibuka kembali", "Opened again"),
    "release.yanked": Text("Rilis ditarik", "Release yanked"),
    "release.unyanked": Text("Rilis ditawarkan lagi", "Release offered again"),
}
# For everybody, on the page of an application.
STANDINGS = {
    "retired": Text(
        "Aplikasi ini sudah dipensiunkan dan tidak lagi ditawarkan.",
        "This application is retired and not offered any more.",
    ),
    "exact": Text(
        "Rilisnya masih dapat diambil dengan menyebut versinya:",
        "Its releases can still be fetched by their version:",
    ),
    "none_offered": Text("Saat ini tidak ada rilis yang ditawarkan.", "No release is offered at present."),
    "yanked": Text("ditarik", "yanked"),
    "queue": Text("antrean kurator", "the curators' queue"),
}
