"""The front end of a widget: ES modules, joined into one that needs nothing else.

A module of `static` imports others by `import { name } from "./other.js";`, one
statement a line or in braces over several. No bundler is needed: what a module imports
is put before it; those statements, comments and indents are left out.
"""

import re
from pathlib import Path

STATIC = Path(__file__).with_name("static")
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";\n', re.MULTILINE)
COMMENT = re.compile(r"^ *(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)


def read(name: str) -> str:
    """Return the text of a file of the front end."""
    return (STATIC / name).read_text("utf-8")


def style(name: str) -> str:
    """Return a style sheet without its comments and most of its white space.

    >>> style("network.css")[:13]
    '.cnn-network{'
    """
    text = re.sub(r"/\*.*?\*/", "", read(name), flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


def modules(name: str) -> list[str]:
    """Return the names of a module and of all that it needs, each after its own needs.

    >>> modules("sketch.js")[-1]
    'sketch.js'
    """
    found = []
    for needed in IMPORT.findall(read(name)):
        found += [other for other in modules(needed) if other not in found]
    return [*found, name]


def front_end(name: str) -> str:
    """Return one ES module: this one and all that it needs, without imports."""
    texts = (COMMENT.sub("", IMPORT.sub("", read(needed))) for needed in modules(name))
    return re.sub(r"\n\s+", "\n", "\n".join(texts)).lstrip()
