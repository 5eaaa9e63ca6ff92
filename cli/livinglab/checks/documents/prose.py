"""What a README says in its own words: its language, and whether they are its authors' or a framework's."""

import re

FEW_WORDS = 15  # fewer say nothing to anybody
ENOUGH_WORDS = 60  # fewer do not show their language
LEAST_SHARE = 0.04  # of words that every text in Indonesian or English is full of

_TAG = re.compile(r"<[^<>]{0,500}>")
_TARGET_OR_CODE = re.compile(r"\]\([^()\s]{0,500}\)|`[^`\n]{0,500}`")
_WORD = re.compile(r"[^\W\d_]+")
_FENCE = ("```", "~~~")
_UNDERLINE = re.compile(r"(=|-|#|\*|~){3,}\s*")
_COMMON = {
    "yang", "dan", "untuk", "dengan", "ini", "dari", "pada", "adalah", "ke", "atau", "dapat", "tidak",
    "akan", "oleh", "dalam", "sebagai", "anda", "jika", "bisa", "sudah", "agar", "juga", "aplikasi",
    "silakan", "jalankan", "buat", "secara", "the", "and", "to", "for", "with", "this", "are", "from", "or",
    "you", "can", "it", "that", "your", "will", "not", "have", "run",
}  # fmt: skip
# How the READMEs that frameworks and their generators leave behind begin.
_SKELETONS = (
    "laravel is a web application framework with expressive, elegant syntax",
    "codeigniter is an application development framework - a toolkit - for people",
    "codeigniter is a php full-stack web framework that is light, fast, flexible and secure",
    "yii 2 basic project template is a skeleton",
    "yii 2 advanced project template is a skeleton",
    "this template should help get you started developing with vue 3 in vite",
    "see [configuration reference](https://cli.vuejs.org/config/)",
    "this template provides a minimal setup to get react working in vite",
    "this project was bootstrapped with [create react app]",
    "project bootstrapped with [`create-next-app`]",
    "to learn more about nuxt, look at the [nuxt",
    "look at the [nuxt documentation]",
    "look at the [nuxt 3 documentation]",
    "this project was generated with [angular cli]",
    "this project was generated using [angular cli]",
    "framework typescript starter repository",
    "this project is a starting point for a flutter application",
    "everything you need to build a svelte project",
    "to make it easy for you to get started with gitlab, here's a list of recommended next steps",
)
_THEIR_HEADINGS = {
    "about laravel", "acknowledgement", "add your files", "agentic development",
    "authors and acknowledgment", "available scripts", "badges", "build", "building",
    "changelog and new features", "code of conduct", "code scaffolding", "codeigniter",
    "codeigniter 4 application starter", "collaborate with your team",
    "compile and hot-reload for development", "compile and minify for production",
    "compiles and hot-reloads for development", "compiles and minifies for production", "composer",
    "configuration", "contributing", "create-svelte", "creating a project", "customize configuration",
    "database", "deploy on vercel", "description", "developing", "development", "development server",
    "directory structure", "editing this readme", "expanding the eslint configuration", "further help",
    "getting started", "getting started with create react app", "important change with index.php",
    "install from an archive file", "install from github", "install via composer", "install with docker",
    "installation", "installation & updates", "integrate with your tools", "laravel sponsors", "learn more",
    "learning laravel", "license", "lint with [eslint](https://eslint.org/)", "lints and fixes files",
    "local development", "name", "nuxt 3 minimal starter", "nuxt minimal starter", "premium partners",
    "production", "project setup", "project status", "react + typescript + vite", "react + vite",
    "react compiler", "recommended ide setup", "release information", "repository management",
    "requirements", "resources", "roadmap", "running end-to-end tests", "running tests", "running the app",
    "running unit tests", "security vulnerabilities", "server", "server requirements", "setup",
    "stay in touch", "suggestions for a good readme", "support", "sv", "test", "test and deploy", "testing",
    "type support for `.vue` imports in ts", "type-check, compile and minify for production", "usage",
    "visuals", "vue 3 + typescript + vite", "vue 3 + vite", "what is codeigniter",
}  # fmt: skip


def words(text: str) -> list[str]:
    """Return the words of a README's prose, in lower case: no code, no addresses, no markup."""
    kept: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith(_FENCE):
            fenced = not fenced
        elif not fenced and not line.startswith(("    ", "\t")):
            kept += _TARGET_OR_CODE.sub(" ", _TAG.sub(" ", line)).split()
    return _WORD.findall(" ".join(part for part in kept if "://" not in part).lower())


def is_understood(said: list[str]) -> bool:
    """Tell whether words may well be Indonesian or English; yes where there are too few to tell."""
    common = sum(word in _COMMON for word in said)
    return len(said) < ENOUGH_WORDS or common >= LEAST_SHARE * len(said)


def is_boilerplate(text: str) -> bool:
    """Tell whether a README is a framework's: it begins as theirs, and at most one heading is its own."""
    flat = " ".join(text.lower().split())
    if not any(phrase in flat for phrase in _SKELETONS):
        return False
    return len([heading for heading in _headings(text) if heading not in _THEIR_HEADINGS]) <= 1


def _headings(text: str) -> list[str]:
    """The headings of Markdown (`# A`, `<h1>A</h1>`) and of reStructuredText (underlined), in lower case."""
    found, before = [], ""
    for line in text.splitlines():
        if line.startswith("#") or line.lstrip().startswith(("<h1", "<h2", "<h3")):
            found.append(_TAG.sub("", line).strip("# "))
        elif _UNDERLINE.fullmatch(line) and before.strip() and not _UNDERLINE.fullmatch(before):
            found.append(before)
        before = line
    return [heading.strip().rstrip(":?").lower() for heading in found if heading.strip()]
