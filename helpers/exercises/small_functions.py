"""Refuse the functions that do an exercise by themselves (lesson 6)."""

from torch.overrides import TorchFunctionMode

from helpers.exercises import require

TOO_LARGE = {
    "cross_entropy", "nll_loss", "softmax", "log_softmax", "logsumexp", "logaddexp",
    "logcumsumexp", "logaddexp2",
}  # fmt: skip


class OnlySmallFunctions(TorchFunctionMode):
    """Refuses the functions of torch that do the exercise by themselves."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        """Call a function, unless it does too much at once."""
        name = func.__name__.strip("_").removeprefix("special_")
        refuse_large(name)
        return func(*args, **(kwargs or {}))


def refuse_large(name: str) -> None:
    """Stop with a hint if a function of this name does too much at once."""
    require(
        name not in TOO_LARGE | {"CrossEntropyLoss", "NLLLoss", "LogSoftmax"},
        f"{name} does too much at once here. Write it with exp, log, sum and max.",
    )


def names_in(code) -> set[str]:
    """Return the names that a function uses, and those of functions within it."""
    inner = (part for part in code.co_consts if hasattr(part, "co_names"))
    return set(code.co_names).union(*map(names_in, inner))


def refuse_names(function) -> None:
    """Stop with a hint if a function calls one that does too much, of any library."""
    code = getattr(function, "__code__", compile("", "", "exec"))
    own = set(dir(getattr(function, "__self__", None)))  # methods of the learner's
    for name in sorted(names_in(code) - own):
        known = getattr(function, "__globals__", {}).get(name)
        if known is None:
            refuse_large(name)
        elif getattr(known, "__module__", "") != function.__module__:
            refuse_large(getattr(known, "__name__", name))
