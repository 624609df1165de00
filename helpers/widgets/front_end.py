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

DECLARATION = re.compile(r"^(?=(?:export|const|async|function|class) )", re.MULTILINE)
NAME = re.compile(r"(?<![.\w\"'])[a-zA-Z]\w*")  # no property, no text
DECLARED = re.compile(r"(?:export )?(?:async )?(?:const|function|class) (\w+)")


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
    """Return one ES module: this one and what it needs of others, without imports."""
    texts = (COMMENT.sub("", IMPORT.sub("", read(needed))) for needed in modules(name))
    return re.sub(r"\n\s+", "\n", used("\n".join(texts))).lstrip()


def used(text: str) -> str:
    """Leave out what a joined module declares and nothing in it speaks of.

    >>> used("export const a = 1;\\nexport const b = 2;\\nexport default b;\\n")
    'export const b = 2;\\nexport default b;\\n'
    """
    parts = DECLARATION.split(text)
    words = [set(NAME.findall(part)) for part in parts]
    kept = [
        part
        for i, part in enumerate(parts)
        if not (found := DECLARED.match(part))
        or any(found[1] in w for j, w in enumerate(words) if j != i)
    ]
    return text if len(kept) == len(parts) else used("".join(kept))
