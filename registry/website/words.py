"""Words that belong to a value, in both languages: how a licence is known, levels of findings, states."""

from livinglab.language import Text

PROVENANCE = {
    "declared": Text("dinyatakan pemiliknya, dan berkasnya cocok", "declared by its owner, and files agree"),
    "boilerplate": Text(
        "hanya bawaan kerangka kerja, bukan pernyataan pemiliknya",
        "only from a framework's skeleton, not stated by its owner",
    ),
    "conflicting": Text("sumber-sumbernya saling bertentangan", "its sources contradict each other"),
    "none": Text("tidak ada lisensi di berkasnya", "there is no licence in its files"),
    "by-agreement": Text("dengan perjanjian", "by agreement"),
}
SOURCES = {
    "manifest": Text("publiccode.yml", "publiccode.yml"),
    "file": Text("berkas lisensi", "licence file"),
    "package": Text("keterangan paket", "package metadata"),
    "header": Text("kepala berkas", "file header"),
}
LEVELS = {
    "block": Text("Harus diperbaiki sebelum terbit", "To be mended before publication"),
    "warn": Text("Akan menyulitkan yang memakai", "Will hurt those who use it"),
    "info": Text("Untuk diketahui", "Good to know"),
}
STATES = {
    "good": Text("baik", "good"),
    "fair": Text("cukup", "fair"),
    "bad": Text("kurang", "bad"),
    "unknown": Text("belum diketahui", "unknown"),
}
