"""Checks of lesson 2: a digest, brightness by class, a file without a name."""

import hashlib

import torch

from helpers.exercises import exercise, require
from helpers.fashion_mnist_files import FILES

# MD5 of the test labels, put together in ways that nearly work.
NEARLY = {
    "8dea97a4e78c1bd1b5a6e8efbb870b6e": "The labels are right. The header is missing.",
    "151364ec4e0fbeea0384f97680e5b6a4": "The header is right. Each label fills eight"
    " bytes; the file has one byte for each.",
    "13513839c730787e1e9b9aa9b84d6f53": "The header is missing, and each label fills"
    " eight bytes instead of one.",
    "5204e1df525f0282a0be3fcda4511be7": "The number of labels is written back to front:"
    " the big end comes first.",
    "43f0c92eaabd9fbed5147f3a705fb82b": "The header promises three dimensions. Labels"
    " have one.",
    "0cc5f885ea76783d3431c66947384998": "The header comes before the labels.",
}


@exercise
def check_1(labels_digest) -> str:
    """Expect the digest of t10k-labels-idx1-ubyte."""
    require(isinstance(labels_digest, str), "A digest is a string of 32 characters.")
    found = labels_digest.lower()
    require(found not in NEARLY, NEARLY.get(found, ""))
    train_labels = FILES["train-labels-idx1-ubyte"][0]
    require(found != train_labels, "These are the training labels. Take test_set.")
    require(
        found == FILES["t10k-labels-idx1-ubyte"][0],
        "Some byte differs. Print the header in hex, and look at the labels' dtype.",
    )
    return "All 10,008 bytes are right."


@exercise
def check_2(class_brightness) -> str:
    """Expect the mean of each class, over pixels, divided by 255."""
    generator = torch.Generator().manual_seed(0)
    targets = torch.arange(10).repeat(4)[torch.randperm(40, generator=generator)]
    targets = torch.cat([targets, torch.tensor([3, 3, 7])])  # not all equally many
    data = torch.randint(0, 256, (43, 28, 28), generator=generator)
    data = (data * (targets + 1).view(-1, 1, 1) / 10).to(torch.uint8)
    found = class_brightness(data, targets)
    require(found is not ... and found is not None, "It returns nothing yet.")
    found = torch.as_tensor(found)
    require(
        found.shape == (10,),
        f"The shape is {tuple(found.shape)}; one number for each class is (10,).",
    )
    expected = torch.stack([data[targets == c].float().mean() for c in range(10)]) / 255
    found = found.float()
    require(
        not torch.allclose(found, expected * 255, atol=1e-2),
        "These are means from 0 to 255. They should lie in 0..1.",
    )
    sums = torch.stack([data[targets == c].sum() for c in range(10)])
    require(
        not torch.allclose(found, sums / 255),
        "These are sums. A class with more pictures would look brighter.",
    )
    require(
        not torch.allclose(found, (data / 255.0).mean().expand(10), atol=1e-4),
        "All ten are the same. Choose the pictures of each class first.",
    )
    require(
        torch.allclose(found, expected, atol=1e-4),
        "The order must be that of the labels, 0 to 9, each the mean of all pixels of"
        " its class.",
    )
    return "Mean by class, whatever the counts."


@exercise
def check_3(identify) -> str:
    """Expect the name whose digest fits, or None."""
    contents = {"coat": b"a warm coat", "bag": b"a large bag", "boot": b"an old boot"}
    known = {
        name: hashlib.md5(content, usedforsecurity=False).hexdigest()
        for name, content in contents.items()
    }
    for name, content in contents.items():
        found = identify(content, known)
        require(found is not ..., "It returns nothing yet.")
        require(found is not None, "It does not know a file that is in `known`.")
        require(found != known[name], "That is the digest. Return the name.")
        require(found == name, f"It says {found!r} for the bytes of {name!r}.")
    strange = {
        "bytes that were cut off": contents["coat"][:-1],
        "other bytes of the same length": b"a worn coat",
        "bytes that nobody knows": b"?",
    }
    for what, content in strange.items():
        found = identify(content, known)
        require(
            found is None,
            f"For {what} it says {found!r}. Nothing in `known` fits: return None.",
        )
    return "Known bytes get their name, strange ones None."
