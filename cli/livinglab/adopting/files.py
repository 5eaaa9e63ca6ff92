"""Why a file that somebody named cannot be read, in words."""

from livinglab.language import Text


def why(error: Exception) -> Text:
    """Say why; what the machine says in its own words where it is nothing common."""
    if isinstance(error, FileNotFoundError):
        return Text(id="berkas itu tidak ada", en="there is no such file")
    if isinstance(error, IsADirectoryError):
        return NOT_REGULAR
    if isinstance(error, PermissionError):
        return Text(id="Anda tidak boleh membacanya", en="you may not read it")
    if isinstance(error, UnicodeDecodeError):
        return Text(id="bukan teks UTF-8", en="it is not UTF-8 text")
    said = str(getattr(error, "strerror", None) or error)
    return Text(id=said, en=said)


NOT_REGULAR = Text(id="bukan berkas biasa", en="not a regular file")
