"""The course as a web site that plays without Python: `make site`, `make print`."""
