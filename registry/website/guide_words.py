"""The words used here, explained for who reads them for the first time."""

from livinglab.language import Text

GLOSSARY: tuple[tuple[Text, Text], ...] = ()
