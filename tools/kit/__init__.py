"""Make what a class needs from the lessons: copies, slides, questions."""
