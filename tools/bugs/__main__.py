"""Record the symptoms of the ten scripts, and write them into their pages.

Run it as `python -m tools.bugs`; it takes a few minutes, needs the full data set, and
runs again only what has changed.
"""

from tools.bugs import page, record

if __name__ == "__main__":
    page.write(record.measure())
