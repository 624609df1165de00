"""What the lessons have taught so far, and the plumbing that they do not teach.

Read the modules in this order; each imports only from those above it:

1. `checks` - one check that many modules share
2. `device` - where to compute, and how to make a run repeatable
3. `digits` - scikit-learn's small digits, anywhere in a frame
4. `progress` - bars that show how far something has come
5. `files` - the four files of Fashion-MNIST: found, checked, fetched
6. `data` - the dataset, its split, and a fast loader
7. `augment` - training pictures, changed at random
8. `ops` - convolution and pooling, written out in NumPy
9. `models` - the networks of the lessons
10. `plots` - pictures, curves, kernels, feature maps
11. `widgets` - the grids that move
12. `evaluation` - testing a model and asking it about one picture
13. `training` - the loop, its history, and checkpoints
14. `images` - a picture of your own, made to look like the training data
15. `exercises` - the checks of the lessons' exercises

`plots` stands before `evaluation` because `predict_image` shows its picture, and
`evaluation` before `training` because every epoch ends with an evaluation.
"""
