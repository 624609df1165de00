"""What the lessons have taught so far, and the plumbing that they do not teach.

Read the modules in this order; each imports only from those above it:

1. `checks` - one check that many modules share
2. `device` - where to compute, and how to make a run repeatable
3. `digits` - scikit-learn's small digits, anywhere in a frame
4. `progress` - bars that show how far something has come
5. `files` - the four files of Fashion-MNIST: found, checked, written
6. `mirrors` - the same four files, fetched from far away
7. `data` - the dataset, its split, and a fast loader
8. `augment` - training pictures, changed at random
9. `ops` - convolution and pooling, written out in NumPy
10. `models` - the networks of the lessons
11. `plots` - pictures, curves, kernels, feature maps
12. `widgets` - the grids that move
13. `evaluation` - testing a model and asking it about one picture
14. `training` - the loop, its history, and checkpoints
15. `recipes` - two ways to get far in little time
16. `pretrained` - networks that have learned already, and new tasks for them
17. `inside` - why this answer, and how sure: heat maps and calibration
18. `reading` - any picture that somebody has, as a small 8-bit one
19. `images` - a picture of your own, made to look like the training data
20. `exercises` - the checks of the lessons' exercises
21. `measured` - long measurements, made once, for lessons to plot

`plots` stands before `evaluation` because `predict_image` shows its picture, and
`evaluation` before `training` because every epoch ends with an evaluation.
"""
