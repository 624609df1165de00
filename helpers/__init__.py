"""What the lessons have taught so far, and the plumbing that they do not teach.

Read the modules in this order; each imports only from those above it:

1. `order` - a word of help when a name is missing
2. `checks` - one check that many modules share
3. `device` - where to compute, and how to make a run repeatable
4. `digits` - scikit-learn's small digits, anywhere in a frame
5. `progress` - bars that show how far something has come
6. `files` - the four files of Fashion-MNIST: found, checked, written
7. `mirrors` - the same four files, fetched from far away
8. `data` - the dataset, its split, and a fast loader
9. `augment` - training pictures, changed at random
10. `ops` - convolution and pooling, written out in NumPy
11. `models` - the networks of the lessons
12. `plots` - pictures, curves, kernels, feature maps
13. `widgets` - the grids that move
14. `evaluation` - testing a model and asking it about one picture
15. `training` - the loop, its history, and checkpoints
16. `recipes` - two ways to get far in little time
17. `pretrained` - networks that have learned already, and new tasks for them
18. `inside` - why this answer, and how sure: heat maps and calibration
19. `reading` - any picture that somebody has, as a small 8-bit one
20. `images` - a picture of your own, made to look like the training data
21. `exercises` - the checks of the lessons' exercises
22. `measured` - long measurements, made once, for lessons to plot

`plots` stands before `evaluation` because `predict_image` shows its picture, and
`evaluation` before `training` because every epoch ends with an evaluation.
"""

from helpers.missing_names import help_with_missing_names

help_with_missing_names()
