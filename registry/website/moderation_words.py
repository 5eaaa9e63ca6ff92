"""The sentences of the curators' pages, and of what was decided about an application."""

from types import SimpleNamespace

from livinglab.contract.moderation import Decision, QueueState
from livinglab.language import Language, Text

WORDS = {
    "title": Text("Antrean kurator", "The curators' queue"),
    "nothing": Text("Tidak ada aplikasi di sini.", "No application is here."),
    "resembles": Text("Namanya mirip:", "Its name is close to:"),
    "publisher": Text("Penerbit", "Publisher"),
    "state": Text("Keadaan", "State"),
    "since": Text("Sejak", "Since"),
    "source": Text("Repositori", "Repository"),
    "reason": Text(
        "Alasan (20 huruf atau lebih; semua orang dapat membacanya)",
        "Reason (20 letters or more; everybody can read it)",
    ),
    "why": Text("Alasan", "Reason"),
    "decide": Text("Putuskan", "Decide"),
    "decision": Text("Keputusan", "Decision"),
    "releases": Text("Rilis", "Release"),
    "yank": Text("Tarik rilis", "Yank a release"),
    "yank_text": Text(
        "Rilis yang ditarik tidak lagi ditawarkan. Yang menyebut versinya masih mendapatkannya, dengan "
        "alasan Anda.",
        "A yanked release is offered no more. Who names its version still gets it, with your reason.",
    ),
    "yank_do": Text("Tarik", "Yank it"),
    "yank_undo": Text("Tawarkan lagi", "Offer it again"),
    "history": Text("Keputusan sejauh ini", "Decisions so far"),
    "none_yet": Text("Belum ada keputusan.", "Nothing was decided yet."),
    "by": Text("oleh", "by"),
    "page": Text("Halamannya di katalog", "Its page in the catalog"),
    "sent_back_for": Text("Dikembalikan karena:", "Sent back for:"),
    "next": Text("Berikutnya", "Next"),
    "queue": Text("Ke antrean", "To the queue"),
}
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


def say(language: Language) -> SimpleNamespace:
    """Return the pages' words in one language."""
    return SimpleNamespace(**{name: text.to(language) for name, text in WORDS.items()})
