"""The words used here, explained for who reads them for the first time (docs: the project's glossary)."""

import re
from dataclasses import dataclass

from livinglab.language import Language, Text


@dataclass(frozen=True)
class Word:
    """A word in both languages, and what it means here."""

    name: Text
    meaning: Text

    @property
    def anchor(self) -> str:
        """Where the page has it: the English word, so that a link leads there in both languages."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.en.lower()).strip("-")

    def other(self, language: Language) -> str:
        """Return the word in the other language, empty where it is the same."""
        there = self.name.to("en" if language == "id" else "id")
        return "" if there == self.name.to(language) else there


def in_order(language: Language) -> list[Word]:
    """Return all words in the alphabetical order of a language."""
    return sorted(WORDS, key=lambda word: word.name.to(language).lower())


def _word(id: str, en: str, means_id: str, means_en: str) -> Word:
    return Word(Text(id, en), Text(means_id, means_en))


WORDS = (
    _word(
        "adopsi",
        "adoption",
        "Satu organisasi memakai satu aplikasi: dari minat sampai dipakai, dicatat oleh pemakainya sendiri.",
        "One organisation uses one application: from interest to use, recorded by the user itself.",
    ),
    _word(
        "aplikasi umum",
        "common application (aplikasi umum)",
        "Aplikasi SPBE yang sama untuk semua instansi, ditetapkan Menteri PANRB dan wajib dipakai "
        "(Perpres 95/2018 Pasal 36).",
        "An SPBE application that is the same for all, set by the Minister of PANRB and to be used by "
        "everybody (Perpres 95/2018 art. 36).",
    ),
    _word(
        "aplikasi khusus",
        "special-purpose application (aplikasi khusus)",
        "Aplikasi SPBE untuk kebutuhan instansi atau daerah tertentu (Perpres 95/2018 Pasal 39).",
        "An SPBE application for the needs of one agency or region (Perpres 95/2018 art. 39).",
    ),
    _word(
        "arsip",
        "archive",
        "Satu rilis sebagai berkas yang tidak pernah berubah; dapat diambil juga bila server donor mati.",
        "A release as a file that never changes; it can be fetched also while the donor's server is away.",
    ),
    _word(
        "BAST (berita acara serah terima)",
        "handover record (BAST)",
        "Catatan bertanda tangan tentang apa yang diserahkan: versi, checksum, dan daftar isinya.",
        "The signed record of what was handed over: version, checksum and contents.",
    ),
    _word(
        "checksum (sidik berkas)",
        "checksum",
        "Angka panjang yang dihitung dari sebuah berkas; bila satu huruf berubah, angkanya berubah.",
        "A long number reckoned from a file; if one letter changes, the number changes.",
    ),
    _word(
        "commit",
        "commit",
        "Satu keadaan kode yang tersimpan di repositori, dengan sidiknya.",
        "One state of the code as a repository keeps it, with its digest.",
    ),
    _word(
        "daerah asal",
        "region of origin",
        "Daerah yang mendonasikan aplikasi.",
        "The region that donates an application.",
    ),
    _word(
        "dikembalikan",
        "sent back",
        "Rilis belum terbit karena ada yang harus diperbaiki; alasannya menyebut berkas dan baris.",
        "A release is not published because something has to be mended; the reasons name file and line.",
    ),
    _word(
        "donor",
        "donor",
        "Organisasi yang memberikan aplikasinya untuk dipakai bersama dan tetap memilikinya.",
        "The organisation that lets others share its application, and goes on owning it.",
    ),
    _word(
        "hibah",
        "grant (hibah)",
        "Penyerahan barang milik daerah kepada pihak lain tanpa imbalan, dengan naskah hibah.",
        "Regional property that is given to another party for nothing, by a deed.",
    ),
    _word(
        "jurnal",
        "journal",
        "Daftar semua perubahan di registri ini; setiap baris mengunci baris sebelumnya.",
        "The list of all changes in this registry; each row seals the one before it.",
    ),
    _word(
        "kedaluwarsa",
        "lapsed",
        "Adopsi yang dua belas bulan tidak dikonfirmasi; mungkin masih dipakai, tetapi tidak ada yang tahu.",
        "An adoption that nobody confirmed for twelve months; perhaps still in use, but nobody knows.",
    ),
    _word(
        "kesehatan",
        "health",
        "Nilai 0–100 tentang seberapa hidup suatu aplikasi: perubahan, rilis, narahubung, peringatan.",
        "A value of 0–100 for how alive an application is: changes, releases, contacts, warnings.",
    ),
    _word(
        "kesepakatan bersama",
        "memorandum of understanding",
        "Dokumen antara dua kepala daerah; disusul PKS yang memuat rinciannya.",
        "The paper between two heads of region; a cooperation agreement with the details follows.",
    ),
    _word(
        "kode wilayah",
        "region code",
        "Kode Kemendagri suatu daerah, misalnya 32.11 untuk Kabupaten Sumedang.",
        "The Ministry of Home Affairs' code of a region, such as 32.11 for Kabupaten Sumedang.",
    ),
    _word(
        "kurator",
        "curator",
        "Orang yang melihat pengajuan yang meragukan dan memutuskan dengan alasan tertulis.",
        "Somebody who looks at doubtful submissions and decides with a written reason.",
    ),
    _word(
        "lisensi",
        "licence",
        "Izin tertulis dari pemilik: apa yang boleh dan apa yang wajib.",
        "The owner's permission in writing: what you may and what you must.",
    ),
    _word(
        "OPD (perangkat daerah)",
        "regional agency (OPD)",
        "Satuan kerja pemerintah daerah: dinas, badan, bagian, kecamatan.",
        "A unit of a regional government: service, board, division, district office.",
    ),
    _word(
        "konfirmasi",
        "confirmation",
        "Pernyataan tahunan pengadopsi bahwa aplikasi masih dipakai.",
        "The adopter's yearly word that an application is still in use.",
    ),
    _word(
        "pinjam pakai",
        "loan for use (pinjam pakai)",
        "Penggunaan barang milik daerah untuk waktu tertentu; kepemilikannya tidak berpindah.",
        "The use of regional property for a time; its ownership does not change.",
    ),
    _word(
        "PKS (perjanjian kerja sama)",
        "cooperation agreement (PKS)",
        "Perjanjian dengan rincian: siapa melakukan apa, sampai kapan, dan milik siapa hasilnya.",
        "The agreement with the details: who does what, until when, and who owns the result.",
    ),
    _word(
        "PSE lingkup publik",
        "public electronic system operator (PSE)",
        "Instansi yang menyelenggarakan sistem elektronik; sistemnya wajib didaftarkan (PP 71/2019 Pasal 6).",
        "A government body that operates an electronic system, which has to be registered "
        "(PP 71/2019 art. 6).",
    ),
    _word(
        "publiccode.yml",
        "publiccode.yml",
        "Berkas standar yang menerangkan aplikasi pemerintah: nama, lisensi, narahubung, status.",
        "A standard file that describes public software: name, licence, contact, status.",
    ),
    _word(
        "repositori",
        "repository",
        "Tempat kode dan seluruh riwayatnya tersimpan, biasanya di server git.",
        "The place where code and all of its history are kept, mostly on a git server.",
    ),
    _word(
        "rilis",
        "release",
        "Satu versi aplikasi yang siap dipakai; setelah terbit tidak berubah lagi.",
        "One version of an application, ready for use; once published it does not change.",
    ),
    _word(
        "sertifikat TDPSE",
        "registration certificate (TDPSE)",
        "Tanda bahwa suatu sistem elektronik sudah terdaftar.",
        "The proof that an electronic system is registered.",
    ),
    _word(
        "SPBE",
        "electronic-based government system (SPBE)",
        "Sistem Pemerintahan Berbasis Elektronik; indeksnya mengukur kematangannya di setiap instansi.",
        "The electronic-based government system; its index measures how mature it is in each institution.",
    ),
    _word(
        "SPDX",
        "SPDX",
        "Daftar baku nama pendek lisensi, misalnya EUPL-1.2.",
        "The standard list of short names of licences, such as EUPL-1.2.",
    ),
    _word(
        "studi tiru",
        "learn-and-copy visit (studi tiru)",
        "Kunjungan untuk belajar dan langsung meniru, bukan sekadar membandingkan.",
        "A visit to learn and to copy at once, not only to compare.",
    ),
    _word(
        "tag",
        "tag",
        "Nama yang ditempelkan pada satu commit, misalnya v1.0.0; tag menjadi rilis.",
        "A name put on one commit, such as v1.0.0; tags become releases.",
    ),
    _word(
        "UAT (uji terima)",
        "acceptance test (UAT)",
        "Pengujian oleh calon pengguna sebelum aplikasi dipakai.",
        "The test by future users before an application is used.",
    ),
    _word(
        "VA dan pentest",
        "vulnerability assessment and penetration test",
        "Pengujian apakah aplikasi dapat ditembus; dilakukan sebelum data sebenarnya dimasukkan.",
        "The test whether an application can be broken into; done before real data goes in.",
    ),
    _word(
        "keterlihatan",
        "visibility",
        "Siapa yang boleh memperoleh kode sumber; keterangannya selalu terbuka.",
        "Who may have the source; the description is always open.",
    ),
)
