"""Numbers by name, as a small table under a cell."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

# JupyterLab shows the first line of a folded output: here it tells no answer.
FOLDED = "<!-- The answer is folded. Run the cell, or press the dots, to see it. -->"


class Table:
    """A table that a notebook shows when it is the last value of a cell.

    `rows` gives a value, or one a column, for each name. Floats are rounded to
    `digits` decimals.
    """

    def __init__(
        self, rows: Mapping[str, object], columns: Sequence[str] = (), digits: int = 2
    ):
        self.columns, self.digits = list(columns), digits
        self.rows = {
            str(name): list(row) if isinstance(row, list | tuple) else [row]
            for name, row in rows.items()
        }

    def _cells(self) -> list[list[str]]:
        """Return all cells as text, the heads first if there are columns."""

        def text(value) -> str:
            if hasattr(value, "item"):  # a number of NumPy's or torch's
                value = value.item()
            kind = type(value)
            if kind is float:
                return f"{value:,.{self.digits}f}".replace("-", "−")
            return f"{value:,}".replace("-", "−") if kind is int else str(value)

        body = [[name, *map(text, row)] for name, row in self.rows.items()]
        return [["", *self.columns], *body] if self.columns else body

    def __repr__(self) -> str:
        """Return the table in plain text: names to the left, numbers to the right."""
        cells = self._cells()
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join(
            "  ".join(
                text.rjust(width) if i else text.ljust(width)
                for i, (text, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        )

    def _repr_html_(self) -> str:
        """Return the table as HTML, with heads that a screen reader announces."""
        cells, lines = self._cells(), [FOLDED, "<table>"]
        if self.columns:
            row = "".join(
                f'<th scope="col">{html.escape(t)}</th>' for t in cells.pop(0)
            )
            lines.append(f"<thead><tr>{row}</tr></thead>")
        for name, *values in cells:
            row = "".join(f"<td>{html.escape(value)}</td>" for value in values)
            lines.append(f'<tr><th scope="row">{html.escape(name)}</th>{row}</tr>')
        return "\n".join([*lines, "</table>"])
