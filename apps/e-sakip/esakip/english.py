"""The English of every sentence that a visitor reads; the key is the Indonesian text."""

ENGLISH = {
    # the frame
    "Langsung ke isi": "Skip to content",
    "Menu utama": "Main menu",
    "Capaian kinerja": "Performance",
    "Masuk": "Sign in",
    "Keluar": "Sign out",
    "e-SAKIP versi": "e-SAKIP version",
    "implementasi rujukan livinglab, lisensi EUPL-1.2": "livinglab reference implementation, licence EUPL-1.2",
    # the overview
    "DATA CONTOH.": "EXAMPLE DATA.",
    "Semua perangkat daerah dan angka di halaman ini rekaan, bukan data daerah mana pun.": (
        "All agencies and figures on this page are invented; they are no region's data."
    ),
    "Tahun": "Year",
    "Tampilkan": "Show",
    "Sasaran, indikator kinerja utama (IKU), target, dan realisasi setiap perangkat daerah.": (
        "Objectives, key performance indicators, targets and actual figures of every regional agency."
    ),
    "Hijau mulai": "Green from",
    "kuning mulai": "yellow from",
    "Tercapai": "Achieved",
    "Perlu perhatian": "Needs attention",
    "Kritis": "Critical",
    "Belum diisi": "Not filled in",
    "Perangkat daerah": "Regional agency",
    "Sasaran": "Objective",
    "Indikator": "Indicator",
    "Satuan": "Unit",
    "Arah": "Direction",
    "Target": "Target",
    "Realisasi": "Actual",
    "Capaian": "Achievement",
    "Status": "Status",
    "Tindakan": "Action",
    "Makin besar makin baik": "More is better",
    "Makin kecil makin baik": "Less is better",
    "Belum ada sasaran untuk tahun ini. Pengelola mengisinya dari CSV dengan perintah: python -m esakip import BERKAS.csv": (  # noqa: E501 - one key
        "No objectives for this year yet. The operator loads them from CSV: python -m esakip import FILE.csv"
    ),
    "Masuk untuk mengisi realisasi": "Sign in to enter actual figures",
    # the form
    "Isi realisasi": "Enter actual figure",
    "Koma untuk desimal, misalnya 1.234,5.": "A comma for decimals, such as 1.234,5.",
    "Catatan": "Note",
    "Paling banyak 500 huruf.": "At most 500 characters.",
    "boleh kosong": "optional",
    "Simpan": "Save",
    "Riwayat isian": "Earlier entries",
    "Waktu (UTC)": "Time (UTC)",
    "Belum disimpan. Perbaiki isian ini:": "Not saved. Please correct:",
    "Angka wajib diisi.": "A number is needed.",
    "Tulis angka dengan koma desimal, misalnya 1.234,5.": "Write numbers with a decimal comma, such as 1.234,5.",
    "Terlalu banyak angka di belakang koma.": "Too many decimals.",
    "Angka terlalu besar.": "The number is too large.",
    "Teks terlalu panjang.": "The text is too long.",
    # signing in, errors
    "Kata sandi operator": "Operator password",
    "Kata sandi salah.": "Wrong password.",
    "Pengisian ditutup pada instalasi ini.": "Data entry is closed in this installation.",
    "Pengisian ditutup pada instalasi ini. Pengelola membukanya dengan mengisi OPERATOR_PASSWORD.": (
        "Data entry is closed in this installation. The operator opens it by setting OPERATOR_PASSWORD."
    ),
    "Masuk dahulu untuk mengisi data.": "Sign in first to enter data.",
    "Tidak dapat dilayani": "Cannot be served",
    "Kembali ke halaman awal": "Back to the first page",
    "Halaman tidak ditemukan.": "Page not found.",
    "Alamat halaman tidak benar.": "The address is not right.",
    "Permintaan tidak dapat dilayani.": "The request cannot be served.",
    "Indikator tidak ditemukan pada tahun itu.": "There is no such indicator in that year.",
    "Formulir terlalu besar.": "The form is too large.",
    "Formulir tidak dapat dibaca.": "The form cannot be read.",
    "Formulir sudah kedaluwarsa atau bukan dari situs ini. Muat ulang lalu coba lagi.": (
        "The form has expired or is not from this site. Reload and try again."
    ),
    # evaluation, evidence, export
    "Evaluasi (LKE)": "Evaluation (LKE)",
    "Lembar kerja evaluasi akuntabilitas kinerja menurut Permen PANRB 88/2021. Penilai": (
        "Performance accountability worksheet by Permen PANRB 88/2021. Evaluator"
    ),
    "Nilai per komponen": "Points by component",
    "bobot": "weight",
    "Nilai": "Points",
    "Predikat": "Rating",
    "Isi nilai": "Enter scores",
    "Isi persen pemenuhan 0 sampai 100 untuk setiap bagian; aplikasi mengalikan dengan bobot Permen PANRB 88/2021.": (
        "Enter the percentage fulfilled, 0 to 100, of each part; it is weighted by Permen PANRB 88/2021."
    ),
    "Isi 0 sampai 100.": "Enter 0 to 100.",
    "Predikat diambil dari nilai sebelum dibulatkan.": "The rating is taken before rounding.",
    "Belum ada perangkat daerah untuk tahun ini.": "No agency for this year yet.",
    "Perangkat daerah tidak ditemukan pada tahun itu.": "There is no such agency in that year.",
    "Perencanaan Kinerja": "Performance planning",
    "Pengukuran Kinerja": "Performance measurement",
    "Pelaporan Kinerja": "Performance reporting",
    "Evaluasi Akuntabilitas Kinerja Internal": "Internal accountability evaluation",
    "Keberadaan": "Existence",
    "Kualitas": "Quality",
    "Pemanfaatan": "Use",
    "Sangat Memuaskan": "Highly satisfactory",
    "Memuaskan": "Satisfactory",
    "Sangat Baik": "Very good",
    "Baik": "Good",
    "Cukup": "Fair",
    "Kurang": "Poor",
    "Sangat Kurang": "Very poor",
    "Bukti dukung": "Evidence",
    "Nomor dokumen atau alamat berkas, paling banyak 300 huruf.": (
        "Document number or file address, at most 300 characters."
    ),
    "Unduh CSV": "Download CSV",
    "Capaian (%)": "Achievement (%)",
}
