"""What the lessons have taught so far, and the plumbing that they do not teach.

| lesson | modules |
|---|---|
| 1 | `device`, `digits` |
| 2 to 4 | `fashion_mnist`, `datasets`, `loaders` |
| 5 | `ops`, `models`, `widgets` |
| 6 to 8 | `training`, `checkpoints`, `diagnosis` |
| 7, 9 | `any_model`, `evaluation`, `calibration`, `explain` |
| 10 | `augment`, `recipes`, `pretrained`, `decode`, `images`, `picture_folder` |
| all | `plots`, `figures`, `style`, `table`, `exercises` |

Not taught: `fashion_mnist_files`, `download` and `atomic_write` (files that arrive
whole), `photograph` (inside `images`), `progress`, `missing_names` (a word of help),
`results` (long measurements), `toy_photographs` (things and tables, drawn),
`fresh_python` (a process of its own), `runtime` (is what a lesson needs there?) and
`checks`, where every refusal stands.
CONTRIBUTING.md draws who imports whom.
"""

from helpers.missing_names import help_with_missing_names

help_with_missing_names()
