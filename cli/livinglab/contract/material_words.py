"""The words of materials: kinds, forms of training, what a service consists of."""

from livinglab.contract.materials import MaterialKind, Offer, TrainingForm
from livinglab.language import Text

KINDS = {
    MaterialKind.MANUAL: Text("Manual", "Manual"),
    MaterialKind.TRAINING: Text("Bahan pelatihan", "Training material"),
    MaterialKind.SESSION: Text("Sesi pelatihan", "Training session"),
    MaterialKind.SERVICE: Text("Layanan pendamping", "Service"),
}
FORMS = {
    TrainingForm.SLIDES: Text("Salindia", "Slides"),
    TrainingForm.VIDEO: Text("Video", "Video"),
    TrainingForm.MODULE: Text("Modul", "Module"),
}
OFFERS = {
    Offer.INSTALLATION: Text("Instalasi", "Installation"),
    Offer.HOSTING: Text("Hosting", "Hosting"),
    Offer.TRAINING: Text("Pelatihan", "Training"),
    Offer.SUPPORT: Text("Dukungan", "Support"),
}
LANGUAGES = {"id": Text("Bahasa Indonesia", "Indonesian"), "en": Text("bahasa Inggris", "English")}
