"""Bad inputs that strangers might send, and near misses that must pass: one module a class.

Each has BAD, NEAR and, where the program failed some at first, FOUND. `Tally` counts what became of
the inputs of a suite. With HOSTILE=1 it writes the counts to `<suite>.json` here; HOSTILE_SEED is
another seed for suites that draw their inputs.
"""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from istanbul_talks import VerificationError
from support import records

RECORDING = os.environ.get("HOSTILE") == "1"
SEED = int(os.environ.get("HOSTILE_SEED", "1"))
FOLDER = Path(__file__).parent
COUNTS = ("inputs", "tracebacks", "wrong_accepts", "signals")


@dataclass
class Tally:
    """How many inputs a suite tried, and how many of them did what no input may do."""

    inputs: int = 0
    tracebacks: int = 0  # an exception of another class than the one that is promised
    wrong_accepts: int = 0  # bad input that passed, or a message without place and value
    signals: int = 0  # the process died
    examples: list[str] = field(default_factory=list, repr=False)  # the first that did it

    def traceback(self, what: object) -> None:
        self.tracebacks += 1
        self._keep("traceback", what)

    def wrong_accept(self, what: object) -> None:
        self.wrong_accepts += 1
        self._keep("wrong accept", what)

    def signal(self, what: object) -> None:
        self.signals += 1
        self._keep("signal", what)

    def attempt(self, what: object, run: Callable[[], object], promised: type[Exception]) -> None:
        """Run a bad input that must end with an exception of the promised class."""
        self.inputs += 1
        try:
            run()
        except promised:
            return
        except Exception as error:  # noqa: BLE001 - counted, whatever it is
            self.traceback(f"{what}: {type(error).__name__}: {error}")
        else:
            self.wrong_accept(what)

    def apart(self, what: object, run: Callable[["Tally"], object]) -> None:
        """Count a part of a suite in a child process, which an input may kill."""
        fork = multiprocessing.get_context("fork")
        receive, send = fork.Pipe(duplex=False)
        child = fork.Process(target=_counted, args=(run, send))
        child.start()
        send.close()
        try:
            part: Tally = receive.recv()
        except EOFError:
            part = Tally(inputs=1)
        child.join()
        self.add(part)
        if child.exitcode:
            self.signal(f"{what}: exit code {child.exitcode}")

    def attempt_or_read(self, what: object, run: Callable[[], object]) -> None:
        """Run an input that may be legal: read, or refused with a VerificationError.

        An AssertionError of `run` says that it was accepted wrongly.
        """
        self.inputs += 1
        try:
            run()
        except VerificationError:
            return
        except AssertionError as error:
            self.wrong_accept(f"{what}: {error}")
        except Exception as error:  # noqa: BLE001 - counted, whatever it is
            self.traceback(f"{what}: {type(error).__name__}: {str(error)[:300]}")

    def add(self, part: "Tally") -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.examples += part.examples

    def prove(self, suite: str, *, record: bool = True) -> None:
        """Record the counts of a suite if HOSTILE=1, and assert that no input did what it may not.

        One call per suite: the seed and the counts of the last one are kept. `record`: False for a
        sample.
        """
        counts = {name: getattr(self, name) for name in COUNTS}
        if RECORDING and record:
            records.write(FOLDER / f"{suite}.json", counts, seed=SEED)
        assert self.inputs > 0, f"{suite}: nothing was tried"
        assert not (self.tracebacks or self.wrong_accepts or self.signals), (
            f"{suite}: seed {SEED}: {counts}\n" + "\n".join(self.examples)
        )

    def _keep(self, kind: str, what: object) -> None:
        if sum(one.startswith(kind) for one in self.examples) < 10:
            self.examples.append(f"{kind}: {str(what)[:600]}")


def _counted(run: Callable[[Tally], object], send: Connection) -> None:
    part = Tally()
    run(part)
    send.send(part)
