"""What stages, states and the rest of an adoption are called, for people: in Indonesian and in English.

Keys are what travels (the values of `contract.adoptions`). The words for stages and documents are those of
the field: permohonan replikasi, nota kesepakatan, PKS, BAST, bimtek.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from livinglab.contract.adoptions import Basis, DocumentKind, Stage, State, StopReason
from livinglab.language import Text

Kind = TypeVar("Kind", bound=str)

STAGES: Final[Mapping[Stage, Text]] = MappingProxyType(
    {
        Stage.INTEREST: Text("minat", "interest"),
        Stage.STUDY_VISIT: Text("studi tiru", "study visit"),
        Stage.REQUEST: Text("permohonan", "request"),
        Stage.MEMORANDUM: Text("nota kesepakatan", "memorandum"),
        Stage.AGREEMENT: Text("perjanjian kerja sama (PKS)", "cooperation agreement (PKS)"),
        Stage.GRANT_OR_LOAN: Text("hibah atau pinjam pakai", "grant or loan"),
        Stage.SOURCE_HANDOVER: Text("serah terima kode sumber", "source handover"),
        Stage.INSTALLATION: Text("instalasi dan penyesuaian", "installation"),
        Stage.TRAINING: Text("bimbingan teknis", "training"),
        Stage.ACCEPTANCE_TEST: Text("uji terima (UAT)", "acceptance test (UAT)"),
        Stage.GO_LIVE: Text("mulai dipakai (go-live)", "go-live"),
        Stage.REGISTRATION: Text("pendaftaran (PSE, SIA-SPBE)", "registration (PSE, SIA-SPBE)"),
        Stage.EVALUATION: Text("evaluasi", "evaluation"),
        Stage.STOPPED: Text("dihentikan", "stopped"),
        Stage.CONFIRMATION: Text("konfirmasi: masih dipakai", "confirmation: still in use"),
        Stage.RETRACTION: Text("pencabutan catatan", "retraction of a record"),
    }
)
STATES: Final[Mapping[State, Text]] = MappingProxyType(
    {
        State.NONE: Text("tidak ada catatan yang berlaku", "no record stands"),
        State.INTERESTED: Text("berminat", "interested"),
        State.PREPARING: Text("dipersiapkan", "preparing"),
        State.PILOTING: Text("uji coba", "piloting"),
        State.IN_USE: Text("dipakai", "in use"),
        State.LAPSED: Text("kedaluwarsa: lama tidak dikonfirmasi", "lapsed: not confirmed for long"),
        State.STOPPED: Text("dihentikan", "stopped"),
    }
)
REASONS: Final[Mapping[StopReason, Text]] = MappingProxyType(
    {
        StopReason.DOES_NOT_FIT: Text("tidak sesuai kebutuhan", "does not fit"),
        StopReason.NO_STAFF: Text("kekurangan tenaga", "no staff"),
        StopReason.NO_BUDGET: Text("tidak ada anggaran", "no budget"),
        StopReason.NO_INFRASTRUCTURE: Text("infrastruktur kurang", "no infrastructure"),
        StopReason.TECHNICAL: Text("kendala teknis", "technical trouble"),
        StopReason.SECURITY: Text("keamanan", "security"),
        StopReason.NO_SUPPORT: Text("tidak ada dukungan", "no support"),
        StopReason.LICENSE_OR_AGREEMENT: Text("lisensi atau perjanjian", "licence or agreement"),
        StopReason.NATIONAL_APPLICATION: Text(
            "aplikasi umum pusat wajib dipakai", "a national application must be used"
        ),
        StopReason.REPLACED: Text("diganti aplikasi lain", "replaced by another"),
        StopReason.LEADERSHIP: Text("keputusan pimpinan", "a decision of the leadership"),
        StopReason.OTHER: Text("lainnya", "other"),
    }
)
DOCUMENTS: Final[Mapping[DocumentKind, Text]] = MappingProxyType(
    {
        DocumentKind.ASSIGNMENT: Text("surat tugas", "assignment letter"),
        DocumentKind.VISIT_REPORT: Text("laporan studi tiru", "report of a study visit"),
        DocumentKind.REQUEST_LETTER: Text("surat permohonan", "letter of request"),
        DocumentKind.MEMORANDUM: Text("nota kesepakatan", "memorandum of understanding"),
        DocumentKind.AGREEMENT: Text("PKS", "cooperation agreement (PKS)"),
        DocumentKind.GRANT: Text("naskah hibah", "deed of grant"),
        DocumentKind.LOAN: Text("perjanjian pinjam pakai", "loan agreement"),
        DocumentKind.HANDOVER: Text("BAST", "handover protocol (BAST)"),
        DocumentKind.CONFIDENTIALITY: Text("surat pernyataan", "confidentiality statement"),
        DocumentKind.INSTALLATION_REPORT: Text("laporan instalasi", "installation report"),
        DocumentKind.ATTENDANCE: Text("daftar hadir", "list of attendance"),
        DocumentKind.ACCEPTANCE_REPORT: Text("berita acara UAT", "acceptance report"),
        DocumentKind.SECURITY_REPORT: Text("laporan VA/pentest", "security report"),
        DocumentKind.DECREE: Text("SK", "decree (SK)"),
        DocumentKind.REGISTRATION: Text("TDPSE", "certificate of registration (TDPSE)"),
        DocumentKind.EVALUATION_REPORT: Text("laporan evaluasi", "evaluation report"),
        DocumentKind.OTHER: Text("dokumen lain", "other document"),
    }
)
BASES: Final[Mapping[Basis, Text]] = MappingProxyType(
    {
        Basis.LICENSE: Text("lisensi terbuka", "open licence"),
        Basis.COOPERATION: Text("PKS", "cooperation agreement (PKS)"),
        Basis.GRANT: Text("hibah", "grant"),
        Basis.LOAN: Text("pinjam pakai", "loan for use"),
    }
)
PERMISSIONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "allowed": Text("boleh", "allowed"),
        "forbidden": Text("dilarang", "forbidden"),
        "with-consent": Text("dengan izin", "with consent"),
        "not-said": Text("tidak disebut", "not said"),
    }
)
OWNERS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "donor": Text("donor", "the donor"),
        "adopter": Text("daerah pemakai", "the adopter"),
        "both": Text("keduanya", "both"),
        "not-said": Text("tidak disebut", "not said"),
    }
)
VERDICTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "confirmed": Text("dibenarkan donor", "confirmed by the donor"),
        "disputed": Text("disanggah donor", "disputed by the donor"),
        "withdrawn": Text("pernyataan donor ditarik", "the donor's word is withdrawn"),
    }
)

# Documents that a stage mostly comes with, the commonest first; none is ever required.
USUAL_DOCUMENTS: Final[Mapping[Stage, tuple[DocumentKind, ...]]] = MappingProxyType(
    {
        Stage.STUDY_VISIT: (DocumentKind.VISIT_REPORT, DocumentKind.ASSIGNMENT),
        Stage.REQUEST: (DocumentKind.REQUEST_LETTER,),
        Stage.MEMORANDUM: (DocumentKind.MEMORANDUM,),
        Stage.AGREEMENT: (DocumentKind.AGREEMENT,),
        Stage.GRANT_OR_LOAN: (DocumentKind.GRANT, DocumentKind.LOAN),
        Stage.SOURCE_HANDOVER: (DocumentKind.HANDOVER, DocumentKind.CONFIDENTIALITY),
        Stage.INSTALLATION: (DocumentKind.INSTALLATION_REPORT,),
        Stage.TRAINING: (DocumentKind.ATTENDANCE,),
        Stage.ACCEPTANCE_TEST: (DocumentKind.ACCEPTANCE_REPORT, DocumentKind.SECURITY_REPORT),
        Stage.GO_LIVE: (DocumentKind.DECREE,),
        Stage.REGISTRATION: (DocumentKind.REGISTRATION,),
        Stage.EVALUATION: (DocumentKind.EVALUATION_REPORT,),
    }
)

# What people also write for them, beside what travels.
STAGE_ALIASES: Final[Mapping[str, Stage]] = MappingProxyType(
    {
        "minat": Stage.INTEREST,
        "studi-tiru": Stage.STUDY_VISIT,
        "visit": Stage.STUDY_VISIT,
        "permohonan": Stage.REQUEST,
        "nota-kesepakatan": Stage.MEMORANDUM,
        "mou": Stage.MEMORANDUM,
        "pks": Stage.AGREEMENT,
        "perjanjian": Stage.AGREEMENT,
        "hibah": Stage.GRANT_OR_LOAN,
        "pinjam-pakai": Stage.GRANT_OR_LOAN,
        "grant": Stage.GRANT_OR_LOAN,
        "loan": Stage.GRANT_OR_LOAN,
        "serah-terima": Stage.SOURCE_HANDOVER,
        "handover": Stage.SOURCE_HANDOVER,
        "instalasi": Stage.INSTALLATION,
        "install": Stage.INSTALLATION,
        "bimtek": Stage.TRAINING,
        "pelatihan": Stage.TRAINING,
        "uat": Stage.ACCEPTANCE_TEST,
        "uji-terima": Stage.ACCEPTANCE_TEST,
        "golive": Stage.GO_LIVE,
        "mulai-dipakai": Stage.GO_LIVE,
        "pendaftaran": Stage.REGISTRATION,
        "evaluasi": Stage.EVALUATION,
        "dihentikan": Stage.STOPPED,
        "berhenti": Stage.STOPPED,
        "stop": Stage.STOPPED,
        "konfirmasi": Stage.CONFIRMATION,
        "confirm": Stage.CONFIRMATION,
    }
)
STATE_ALIASES: Final[Mapping[str, State]] = MappingProxyType(
    {
        "berminat": State.INTERESTED,
        "dipersiapkan": State.PREPARING,
        "uji-coba": State.PILOTING,
        "dipakai": State.IN_USE,
        "kedaluwarsa": State.LAPSED,
        "dihentikan": State.STOPPED,
    }
)


def spelt(said: str) -> str:
    """Return a word as it travels: `Studi Tiru` and `studi_tiru` are `studi-tiru`."""
    return "-".join(said.strip().lower().replace("_", " ").replace("-", " ").split())


def names(kinds: Iterable[Kind], words: Mapping[Kind, Text], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return what travels by every name for it: its own, the words in both languages, and the aliases."""
    travelling = list(kinds)
    shown = {spelt(word): str(kind) for kind in travelling for word in words[kind]}
    plain = {word: value for word, value in shown.items() if re.fullmatch(r"[a-z-]+", word)}
    return (
        plain
        | {name: str(value) for name, value in aliases.items()}
        | {str(kind): str(kind) for kind in travelling}
    )
