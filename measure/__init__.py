"""Long measurements, made once: what the tables and the lessons' figures come from.

| program | what it measures | how long | where it goes, in `helpers` |
|---|---|---|---|
| `claims` | what article and lessons claim | an hour | `results/claims.*` |
| `experiments` | one of the runs behind that | minutes | nowhere |
| `checkpoints` | the networks of the lessons | 20 minutes | `weights/*` |
| `ladder` | better networks, step by step | 4 hours | `results/ladder.*`, `weights/*` |
| `pretrained` | from photographs to clothes | 45 minutes | `results/pretrained.*` |
| `transfer` | from clothes to digits | 3 minutes | `results/transfer.json` |
| `speed` | the article's way and ours | 15 minutes | `results/speed.*`, `cost.png` |

Each runs as `python -m measure.NAME`; the Makefile has a command for all but
`experiments`. `record` holds what they share. Reading and running the lessons needs
none of it.
"""
