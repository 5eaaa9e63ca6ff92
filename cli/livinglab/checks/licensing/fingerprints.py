"""Licences known by sentences that only they contain."""

import re

_NOT_WORD = re.compile(r"[^a-z0-9.]+")
_DOT = re.compile(r"\.(?![0-9])")

_SENTENCES: tuple[
    tuple[str, tuple[str, ...]], ...
] = (  # the first that fits is it: the narrower one stands first
    ("AGPL-3.0", ("gnu affero general public license version 3 19 november 2007",)),
    ("LGPL-3.0", ("gnu lesser general public license version 3 29 june 2007",)),
    ("LGPL-2.1", ("gnu lesser general public license version 2.1 february 1999",)),
    ("GPL-3.0", ("gnu general public license version 3 29 june 2007",)),
    ("GPL-2.0", ("gnu general public license version 2 june 1991",)),
    ("Apache-2.0", ("apache license version 2.0 january 2004",)),
    ("MPL-2.0", ("mozilla public license version 2.0", "covered software")),
    ("EUPL-1.2", ("european union public licence v 1.2",)),
    ("EUPL-1.1", ("european union public licence v 1.1",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("CC-BY-4.0", ("attribution 4.0 international", "creative commons")),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    (
        "BSD-3-Clause",
        (
            "redistribution and use in source and binary forms with or without modification are permitted",
            "endorse or promote products",
        ),
    ),
    (
        "BSD-2-Clause",
        (
            "redistribution and use in source and binary forms with or without modification are permitted",
            "redistributions in binary form must reproduce",
        ),
    ),
    (
        "ISC",
        ("permission to use copy modify and or distribute this software for any purpose with",),
    ),
    (
        "MIT",
        (
            "permission is hereby granted free of charge to any person obtaining a copy of this software and",
            "the above copyright notice and this permission notice shall be included",
        ),
    ),
)
_FRAMEWORKS = (  # whose licence a new project of the framework carries before anybody has thought of one
    ("Laravel", "taylor otwell"),
    ("CodeIgniter", "british columbia institute of technology"),
    ("CodeIgniter", "codeigniter foundation"),
    ("CodeIgniter", "ellislab"),
    ("Yii", "yii software"),
    ("Symfony", "fabien potencier"),
    ("CakePHP", "cake software foundation"),
    ("Slim", "josh lockhart"),
)
_NOTICE_LENGTH = 600  # letters at the start of a licence in which its copyright stands
_GNU_SUFFIX = re.compile(r"(?<=[0-9])(-only|-or-later|\+)$")


def recognise(text: str) -> str | None:
    """Return the SPDX id of a licence's text (GNU: without `-only`, `-or-later`); None if unknown."""
    words = _words(text)
    for spdx, sentences in _SENTENCES:
        if all(sentence in words for sentence in sentences):
            return spdx
    return None


def framework(text: str) -> str | None:
    """Return the framework whose own licence this is, as Laravel's MIT with its author's copyright."""
    start = _words(text)[:_NOTICE_LENGTH]
    return next((name for name, owner in _FRAMEWORKS if owner in start), None)


def family(spdx: str) -> str:
    """Return the id under which `recognise` knows a licence: `GPL-3.0-or-later` is `GPL-3.0`."""
    return _GNU_SUFFIX.sub("", spdx)


def _words(text: str) -> str:
    lowered = _NOT_WORD.sub(" ", text.lower())
    return " ".join(_DOT.sub(" ", lowered).split())
