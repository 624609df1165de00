"""It does not learn: what is odd in a training that is over (lesson 8).

| what is odd | likely cause | the test that tells |
|---|---|---|
| loss NaN, or one answer to all | the learning rate is too large | a tenth of it |
| loss near ln C, falls a little | the learning rate is too small | ten times as much |
| scores sum to 1, loss stays high | softmax ends the network | print a row's sum |
| scores in 0..1, loss stays high | a sigmoid ends the network | print min and max |
| scores of 0, none below | a ReLU ends the network | print the minimum |
| neurons of a layer are the same | all weights began alike | compare two rows |
| a layer holds its first numbers | a layer never learned | compare with a new one |
| near ln C; neighbours disagree | the labels are of other pictures | show twenty |
| the brightest pixel is 0.004 | pixels were divided by 255 twice | images.max() |
| labels in long runs | the pictures come sorted | print the first labels |
| one answer to nearly all | one class outnumbers the others | count the labels |
| labels that training never saw | the split was not at random | count in both parts |
| right at once | validation pictures were learned | look for equal pictures |
| right at once | the label stands in the picture | hide the picture's edge |
| validation near chance | the pixels differ in validation | compare the means |
| training low, validation high | too few pictures for its size | twice as many |
| validation far better | the augmentation is too strong | show what it makes |
| validation better | only training is made harder | ask in `eval` about both |
| the loss still falls at the end | the training was too short | as many epochs again |
| near ln C, also for one batch | the network hides the picture | learn it by heart |

C is the number of classes: a network that knows nothing has a loss of ln C. That the
data come first, that a first loss has a value to expect, and that a network must be
able to learn one batch by heart, is from Karpathy, "A Recipe for Training Neural
Networks", 2019. What too large a rate does to a curve, and that curves are read before
epochs are added, is from Godbole et al., "Deep Learning Tuning Playbook", 2023.
"""

from __future__ import annotations

from torch import nn

from helpers.checks.diagnosis import check_diagnosis
from helpers.diagnosis import curves, network, pictures
from helpers.diagnosis.evidence import look

FAULTS = (
    pictures.come_sorted,
    pictures.one_class,
    pictures.not_split_at_random,
    pictures.divided_twice,
    pictures.other_labels,
    pictures.learned_validation,
    pictures.written_in,
    pictures.other_pixels,
    network.softmax_last,
    network.sigmoid_last,
    network.relu_last,
    network.began_alike,
    network.never_learned,
)
RULES = (  # the first that find something speak
    [curves.diverged],
    [curves.not_trained],
    FAULTS,
    [curves.augmented_too_much],
    [curves.does_not_learn],
    [curves.jumped],
    [curves.learned_by_heart],
    [curves.harder_in_training],
    [curves.too_short],
)


class Findings(list):
    """Sentences on what is odd, the root of the trouble first; empty if nothing is."""

    def __repr__(self) -> str:
        """Return a sentence a line, as a notebook shows them below a cell."""
        return "\n".join(self) or "Nothing odd was found."


def diagnose(history, model: nn.Module, loaders: dict) -> Findings:
    """Say in at most three sentences what is odd in a training that is over.

    Takes what `train` returned and what it was given, `loaders` with "train" and
    "valid". Looks at the curves, at the weights and at up to 2,000 pictures of each,
    for a second or two, and changes nothing: no weight, mode or gradient, and no random
    number to come. Each sentence has a number, the likely cause, and what to try. They
    suppose cross-entropy. Raises ValueError for what is no history, model or loaders.
    """
    check_diagnosis(history, model, loaders)
    evidence = look(history, model, loaders)
    for rules in RULES:
        if found := list(filter(None, (rule(evidence) for rule in rules))):
            return Findings(found[:3])
    return Findings()
