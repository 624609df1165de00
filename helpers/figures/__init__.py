"""Figures of one lesson each; what several draw with stands in `helpers.plots`."""
