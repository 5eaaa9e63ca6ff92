"""publiccode.yml: read within bounds, judged by a table of rules, each problem with its line."""

from livinglab.manifest.model import Description, Manifest, Problem, Reading
from livinglab.manifest.reading import read
from livinglab.manifest.writing import to_yaml, written

__all__ = ["Description", "Manifest", "Problem", "Reading", "read", "to_yaml", "written"]
