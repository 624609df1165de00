"""Programs that keep notebooks, badges and pages in step."""
