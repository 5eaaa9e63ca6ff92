"""What a path says of a file before it is read: whose it is, and what kind of file."""

import re

_FOREIGN = re.compile(
    r"(^|/)(vendors?|third[_-]?party|node_modules|bower_components|tests?|__tests__|spec|testing|testdata"
    r"|fixtures?|factories|mocks?|stubs?|docs?|documentation|dokumentasi|examples?|samples?|contoh|demos?"
    r"|playground|wp-admin|wp-includes|site-packages|system/(core|libraries|database|helpers))/",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"([._-](example|sample|dist|template|tpl|stub|contoh|default|demo|testing|test|ci)([._-][^/]*)?"
    r"|[._-](spec|test)\.[^/]+|(^|/)(phpunit[^/]*\.xml[^/]*|contoh[^/]*|example[^/]*|sample[^/]*"
    r"|readme[^/]*|[^/]+\.(md|mdx|rst|adoc)|[^/]+(test|tests|cest)\.php))$",
    re.IGNORECASE,
)
_LOCK = re.compile(
    r"(^|/)(composer\.lock|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock"
    r"|uv\.lock|pdm\.lock|pipfile\.lock|cargo\.lock|gemfile\.lock|go\.sum|[^/]+\.lockb?)$",
    re.IGNORECASE,
)
_UNREADABLE = re.compile(
    r"\.(png|jpe?g|gif|webp|bmp|ico|icns|tiff?|psd|ai|eps|svgz?|woff2?|ttf|otf|eot|mp[34]|m4a|ogg|wav|webm|avi"
    r"|mov|mkv|flv|swf|pdf|docx?|xlsx?|pptx?|od[tsp]|zip|gz|tgz|bz2|xz|7z|rar|tar|phar|jar|war|class|exe|dll"
    r"|so|dylib|o|a|bin|dat|wasm|pyc|map|ldf|mdf|frm|ibd|myd|myi|sqlite3?|db|mmdb|afm|ufm|traineddata|onnx)$",
    re.IGNORECASE,
)
_MACHINE_MADE = re.compile(
    r"(\.min\.(js|css|mjs)|[._-]bundle\.js|[.-][0-9a-f]{8,20}\.(js|css|mjs)|\.(css|scss|sass|less|tcpdf|z"
    r"|geojson|topojson|kml|gml|po|pot|mo|sql|csv|tsv|log))$"
    r"|(^|/)(assets/(plugins?|libs?|vendors?)|public/(build|assets/(plugins?|libs?|vendors?))|dist|ckeditor[^/]*"
    r"|tinymce[^/]*|plugins?/(?!.*\.php$)|bower_components|lang|langs|languages?|locales?|i18n|translations)/",
    re.IGNORECASE,
)

_ENVIRONMENT = re.compile(
    r"(^|/)\.env(\.(local|prod|production|staging|live|server|dev|development|docker|php|backup|bak|old|save"
    r"|orig|[0-9]{1,8}))?$",
    re.IGNORECASE,
)


def is_environment(path: str) -> bool:
    """Tell whether a file is an environment with values in it, rather than the example of one."""
    return _ENVIRONMENT.search(path) is not None


def is_foreign(path: str) -> bool:
    """Tell whether a file is somebody else's, a test's, documentation or an example: it weighs less."""
    return _FOREIGN.search(path) is not None or _EXAMPLE.search(path) is not None


def is_lock_file(path: str) -> bool:
    """Tell whether a file is a package manager's record, full of digests that are no secrets."""
    return _LOCK.search(path) is not None


def is_unreadable(path: str) -> bool:
    """Tell by its name that a file is no text that people write: pictures, fonts, archives, source maps."""
    return _UNREADABLE.search(path) is not None


def is_machine_made(path: str) -> bool:
    """Tell whether a file is a bundle, a widget's source, a translation or data: names in it tell little."""
    return _MACHINE_MADE.search(path) is not None


def is_text(content: bytes) -> bool:
    """Tell text from binary as git does: a NUL among the first 8,000 bytes."""
    return b"\0" not in content[:8000]
