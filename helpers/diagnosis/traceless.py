"""Reading a loader without a trace: no draw of random numbers stays behind."""

from __future__ import annotations

import copy
import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType, FunctionType, GeneratorType, ModuleType

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from helpers.loaders import TensorLoader


def in_this_process(loader):
    """Return a loader's like that starts no workers, if it is a DataLoader with some.

    Workers that stay alive would go on with other random numbers.
    """
    workers = isinstance(loader, DataLoader) and loader.num_workers
    if not workers or isinstance(loader.dataset, IterableDataset):
        return loader
    how = {"collate_fn": loader.collate_fn, "generator": loader.generator}
    if loader.batch_sampler is None:
        return DataLoader(loader.dataset, None, sampler=loader.sampler, **how)
    return DataLoader(loader.dataset, batch_sampler=loader.batch_sampler, **how)


def without_augmentation(loader: TensorLoader) -> TensorLoader:
    """Return a loader of the same pictures as they are."""
    loader = copy.copy(loader)
    loader.augment = None
    return loader


def is_augmented(loader) -> bool:
    """Tell whether pictures change at random, from one reading to the next."""
    if isinstance(loader, TensorLoader):
        return loader.augment is not None
    if not isinstance(loader, DataLoader) or isinstance(
        loader.dataset, IterableDataset
    ):
        return False
    readings = [np.asarray(loader.dataset[0][0]) for _ in range(10)]
    return any(not np.array_equal(readings[0], other) for other in readings[1:])


@contextmanager
def randomness_kept(*owners) -> Iterator[None]:
    """Undo every draw of random numbers: the global ones, and what `owners` hold."""
    undo = [partial(random.setstate, random.getstate())]
    undo.append(partial(np.random.set_state, np.random.get_state()))
    undo += map(rewinder, random_sources(*owners))
    try:
        with draws_undone():
            yield
    finally:
        for step in undo:
            step()


def draws_undone():
    """Return a context that undoes draws from torch's own random numbers."""
    gpus = torch.cuda.device_count() if torch.cuda.is_initialized() else 0
    return torch.random.fork_rng(devices=range(gpus))


def rewinder(source) -> Callable[[], None]:
    """Return a function that sets a generator back to where it is now."""
    if isinstance(source, (torch.Generator, np.random.RandomState)):
        return partial(source.set_state, source.get_state())
    if isinstance(source, np.random.Generator):
        bits = source.bit_generator
        return partial(setattr, bits, "state", bits.state)
    return partial(source.setstate, source.getstate())


def random_sources(*owners) -> Iterator:
    """Yield the generators of random numbers that objects hold, however deep."""
    of_numpy = np.random.Generator, np.random.RandomState
    sources = (torch.Generator, *of_numpy, random.Random)
    elsewhere = (type, ModuleType, FrameType, GeneratorType)
    todo, seen = list(owners), set()
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, elsewhere):
            continue
        seen.add(id(thing))
        if isinstance(thing, sources):
            yield thing
        elif isinstance(thing, FunctionType):  # not the module around it
            todo += thing.__closure__ or (), thing.__defaults__ or ()
        elif gc.is_tracked(thing):
            todo += gc.get_referents(thing)
