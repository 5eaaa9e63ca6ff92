"""The English of every sentence that a visitor reads; the key is the Indonesian text."""

ENGLISH = {
    # the frame
    "Langsung ke isi": "Skip to content",
    "Menu utama": "Main menu",
    "Hasil": "Result",
    "Masuk": "Sign in",
    "Keluar": "Sign out",
    "Indeks SPBE versi": "SPBE index version",
    "implementasi rujukan livinglab, lisensi EUPL-1.2": "livinglab reference implementation, licence EUPL-1.2",
    # the result
    "DATA CONTOH.": "EXAMPLE DATA.",
    "Semua tingkat pada tahun ini rekaan, bukan penilaian daerah mana pun.": (
        "All levels of this year are invented; they are no region's assessment."
    ),
    "Tahun": "Year",
    "Tampilkan": "Show",
    "Indeks SPBE": "SPBE index",
    "Belum lengkap": "Not complete",
    "Sebelum dibulatkan": "Before rounding",
    "indikator terisi": "indicators filled in",
    "Menurut Permen PANRB 59/2020. Predikat diambil dari indeks sebelum dibulatkan; hasil resmi ditetapkan asesor.": (
        "By Permen PANRB 59/2020. The rating is taken before rounding; assessors decide the official result."
    ),
    "Domain": "Domain",
    "Aspek": "Aspect",
    "bobot": "weight",
    "Bobot (%)": "Weight (%)",
    "Nomor": "Number",
    "Indikator": "Indicator",
    "Tingkat": "Level",
    "Masuk untuk mengisi tingkat": "Sign in to enter levels",
    # the form
    "Isi tingkat": "Enter levels",
    "Pilih tingkat tertinggi yang buktinya lengkap; tingkat di bawahnya harus sudah terpenuhi.": (
        "Choose the highest level whose evidence is complete; the levels below it must be met."
    ),
    "Pilih tingkat 1 sampai 5.": "Choose a level from 1 to 5.",
    "Simpan": "Save",
    "Belum disimpan. Perbaiki isian ini:": "Not saved. Please correct:",
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
    "Aspek tidak ditemukan.": "There is no such aspect.",
    "Instrumen Permen PANRB 59/2020 tidak berlaku untuk tahun itu.": (
        "The instrument of Permen PANRB 59/2020 does not hold for that year."
    ),
    "Formulir terlalu besar.": "The form is too large.",
    "Formulir tidak dapat dibaca.": "The form cannot be read.",
    "Formulir sudah kedaluwarsa atau bukan dari situs ini. Muat ulang lalu coba lagi.": (
        "The form has expired or is not from this site. Reload and try again."
    ),
    # evidence, targets, export
    "Bukti dukung": "Evidence",
    "Target": "Target",
    "boleh kosong": "optional",
    "Teks terlalu panjang.": "The text is too long.",
    "Pilih tingkat sebelum mengisi bukti.": "Choose a level before entering evidence.",
    "Target di bawah tingkat sekarang.": "The target is below the present level.",
    "Target indeks daerah": "The region's target index",
    "kurang": "short by",
    "tercapai": "reached",
    "Bila semua target tingkat tercapai": "When every target level is reached",
    "Unduh CSV": "Download CSV",
}
