"""publiccode.yml: read within bounds, judged by a table of rules, each problem with its line."""

from livinglab.manifest.model import Description, Manifest, Problem, Reading
from livinglab.manifest.reading import read

__all__ = ["Description", "Manifest", "Problem", "Reading", "read"]
