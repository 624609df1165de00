"""What the lessons' exercises are made of: solutions, cells, and what these need.

A lesson ends in three exercises. A learner writes in code cells, the last of which
calls `check_1`, `check_2` or `check_3`; the solution is folded in the text below.
"""

import ast
import re
import symtable

FOLDED = re.compile(
    r"(?s)<details><summary>Solution</summary>\s*```python\n(.*?)```\s*(.*?)</details>"
)
CHECK = re.compile(r"\bcheck_([123])\(")


def solutions(notebook) -> list[str]:
    """Return the code of the folded solutions, in order."""
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    return [code for code, _ in FOLDED.findall(text)]


def first_exercise(cells) -> int:
    """Return the place of the first code cell that belongs to an exercise.

    It imports the checks; if a learner has lost that line, it is the first that calls
    one. Without either, it is the number of cells.
    """
    sources = [cell.source if cell.cell_type == "code" else "" for cell in cells]
    for sign in ("helpers.exercises.lesson_", "check_"):
        for place, source in enumerate(sources):
            if sign in source:
                return place
    return len(cells)


def exercises(cells) -> dict[int, list]:
    """Return the code cells of each exercise, {1: [cells], 2: ...}.

    Its last cell calls its check. Cells after the last check belong to no exercise.
    """
    found, open_cells = {}, []
    for cell in cells[first_exercise(cells) :]:
        if cell.cell_type == "code":
            open_cells.append(cell)
            if called := CHECK.findall(cell.source):
                found[int(called[-1])] = open_cells
                open_cells = []
    return found


def tables(table):
    """Yield a symbol table and all those inside it."""
    yield table
    for child in table.get_children():
        yield from tables(child)


def names_of(code: str) -> tuple[set[str], set[str]]:
    """Return the global names that some code gives a value, and those that it uses."""
    top = symtable.symtable(code, "code", "exec")
    stored = {
        symbol.get_name()
        for symbol in top.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    used = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    for table in tables(top):
        if table is not top:
            used |= {s.get_name() for s in table.get_symbols() if s.is_global()}
    for node in at_the_top(ast.parse(code)):  # `x += 1` needs x: no symbol says so
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            used.add(node.target.id)
    return stored, used


def at_the_top(node: ast.AST):
    """Yield the nodes below one, but not those inside of functions and classes."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from at_the_top(child)


def changed(node: ast.stmt) -> set[str]:
    """Return the names whose things a statement changes, without giving them anew.

    `x[0] = 1`, `x.y = 1` and `x.append(1)` change what x names.
    """
    match node:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            parts = targets
        case ast.AugAssign(target=target):
            parts = [target]
        case ast.Expr(value=ast.Call(func=ast.Attribute() as function)):
            parts = [function]
        case _:
            parts = []
    found = set()
    for part in parts:
        while isinstance(part, ast.Attribute | ast.Subscript):
            part = part.value
        if isinstance(part, ast.Name):
            found.add(part.id)
    return found


def needed(sources: list[str], codes: list[str]) -> list[ast.stmt]:
    """Choose the statements of some cells that some code below them needs.

    From the last statement up: one that gives a needed name its value, or changes what
    it names, is needed too, and so is what it uses itself. Other trainings of the
    lesson are not run again.
    """
    names = set().union(*(names_of(code)[1] for code in codes))
    statements = [node for source in sources for node in ast.parse(source).body]
    chosen = []
    for node in reversed(statements):
        stored, used = names_of(ast.unparse(node))
        if (stored | changed(node)) & names:
            chosen.insert(0, node)
            names |= used
    return chosen
