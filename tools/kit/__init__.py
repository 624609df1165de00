"""What a teacher hands out and projects, made from the lessons."""
