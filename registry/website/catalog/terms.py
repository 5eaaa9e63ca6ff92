"""Categories and fields of government, which publiccode.yml names in English, as people read them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from livinglab.language import Text

# `intendedAudience.scope`: what regions call urusan.
_FIELDS = """
agriculture: pertanian
culture: kebudayaan
defence: pertahanan
education: pendidikan
emergency-services: kebencanaan dan kedaruratan
employment: ketenagakerjaan
energy: energi
environment: lingkungan hidup
finance-and-economic-development: keuangan dan pembangunan ekonomi
foreign-affairs: hubungan luar negeri
government: pemerintahan
healthcare: kesehatan
infrastructures: pekerjaan umum dan infrastruktur
justice: hukum
local-authorities: pemerintahan daerah
manufacturing: perindustrian
research: penelitian
science-and-technology: ilmu pengetahuan dan teknologi
security: keamanan dan ketertiban
society: kemasyarakatan
sport: olahraga
tourism: pariwisata
transportation: perhubungan
welfare: sosial
"""
_CATEGORIES = """
accounting: akuntansi
agile-project-management: manajemen proyek lincah
applicant-tracking: penerimaan pegawai
application-development: pengembangan aplikasi
appointment-scheduling: penjadwalan janji temu
backup: cadangan data
billing-and-invoicing: penagihan
blog: blog
budgeting: penganggaran
business-intelligence: analisis untuk keputusan
business-process-management: manajemen proses kerja
cad: gambar teknik
call-center-management: pusat panggilan
cloud-management: pengelolaan komputasi awan
collaboration: kerja bersama
communications: komunikasi
compliance-management: kepatuhan
contact-management: pengelolaan kontak
content-management: pengelolaan konten
crm: hubungan dengan warga
customer-service-and-support: layanan pengguna
data-analytics: analisis data
data-collection: pengumpulan data
data-visualization: penyajian data
design: desain
design-system: sistem desain
digital-asset-management: pengelolaan aset digital
digital-citizenship: layanan warga digital
document-management: pengelolaan dokumen
donor-management: pengelolaan donatur
e-commerce: perdagangan elektronik
e-signature: tanda tangan elektronik
educational-content: bahan ajar
email-management: pengelolaan surel
email-marketing: penyebaran surel
employee-management: kepegawaian
enterprise-project-management: manajemen proyek organisasi
enterprise-social-networking: jejaring sosial organisasi
erp: perencanaan sumber daya
event-management: penyelenggaraan acara
facility-management: pengelolaan sarana
feedback-and-reviews-management: pengaduan dan tanggapan
financial-reporting: pelaporan keuangan
fleet-management: pengelolaan kendaraan
fundraising: penggalangan dana
gamification: gamifikasi
geographic-information-systems: informasi geografis
grant-management: pengelolaan hibah
graphic-design: desain grafis
help-desk: meja bantuan
hr: sumber daya manusia
ide: alat pemrograman
identity-management: pengelolaan identitas
instant-messaging: pesan singkat
integrated-library-system: perpustakaan
inventory-management: persediaan
it-asset-management: aset TI
it-development: pengembangan TI
it-management: pengelolaan TI
it-security: keamanan TI
it-service-management: layanan TI
knowledge-management: pengelolaan pengetahuan
learning-management-system: pembelajaran daring
marketing: pemasaran
mind-mapping: peta pikiran
mobile-marketing: pemasaran seluler
mobile-payment: pembayaran seluler
network-management: pengelolaan jaringan
office: perkantoran
online-booking: pemesanan daring
online-community: komunitas daring
payment-gateway: gerbang pembayaran
payroll: penggajian
predictive-analysis: analisis prediksi
procurement: pengadaan
productivity-suite: paket perkantoran
project-collaboration: kerja bersama proyek
project-management: manajemen proyek
property-management: barang milik daerah
real-estate-management: pengelolaan tanah dan bangunan
regulations-and-directives: produk hukum
remote-support: bantuan jarak jauh
resource-management: pengelolaan sumber daya
sales-management: penjualan
seo: keterlihatan di mesin pencari
service-desk: meja layanan
social-media-management: pengelolaan media sosial
survey: survei
talent-management: manajemen talenta
task-management: pengelolaan tugas
taxes-management: pajak dan retribusi
test-management: pengelolaan pengujian
time-management: pengelolaan waktu
time-tracking: presensi dan pencatatan waktu
translation: penerjemahan
video-conferencing: rapat video
video-editing: penyuntingan video
visitor-management: buku tamu
voip: telepon lewat internet
warehouse-management: pergudangan
web-collaboration: kerja bersama lewat web
web-conferencing: rapat web
website-builder: pembuatan situs web
whistleblowing: pelaporan pelanggaran
workflow-management: alur kerja
other: lainnya
"""
_SPELT = {"cad", "crm", "erp", "hr", "ide", "it", "seo", "voip"}  # letters, not words


def _read(lines: str) -> Mapping[str, Text]:
    pairs = (line.split(": ", 1) for line in lines.strip().splitlines())
    return MappingProxyType({name: Text(said, _english(name)) for name, said in pairs})


def _english(name: str) -> str:
    first, *rest = name.split("-")
    if first == "e":
        return "-".join([first, *rest])
    return " ".join(word.upper() if word in _SPELT else word for word in (first, *rest))


FIELDS: Final[Mapping[str, Text]] = _read(_FIELDS)
CATEGORIES: Final[Mapping[str, Text]] = _read(_CATEGORIES)
