"""The browser tests several times over, while other work keeps the machine busy.

python -m tests.browser.rounds ROUNDS BUSY -- pytest -m browser

No test gets a second try here: what is asked is whether the first can be relied on.
"""

import contextlib
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator

FIRST_TRY_ONLY = "--force-reruns=0"


def _work() -> None:
    """Use one core for good."""
    while True:
        pass


@contextlib.contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep as many cores busy, as long as this lasts."""
    workers = [multiprocessing.Process(target=_work, daemon=True) for _ in range(processes)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def run_once(command: list[str]) -> tuple[int, str]:
    """Run a command, pass on what it prints, and return its exit code and last line."""
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    return process.returncode, last.strip("= ")


def main(arguments: list[str]) -> int:
    """Run all rounds, print the result of each, and return 1 where one failed."""
    numbers, command = arguments[:2], arguments[3:]
    if arguments[2:3] != ["--"] or not command or not all(each.isdigit() for each in numbers):
        sys.exit("Usage: python -m tests.browser.rounds ROUNDS BUSY -- COMMAND …")
    rounds, processes = map(int, numbers)
    if not rounds:
        sys.exit("ROUNDS must be 1 or more.")
    results: list[str] = []
    failed = False
    with busy(processes):
        for number in range(1, rounds + 1):
            print(f"== Round {number} of {rounds}, {processes} busy processes", flush=True)
            began = time.monotonic()
            code, last = run_once([*command, FIRST_TRY_ONLY])
            failed = failed or code != 0
            outcome = "FAILED" if code else "passed"
            minutes = (time.monotonic() - began) / 60
            results.append(f"Round {number}: {outcome}, {minutes:.1f} minutes ({last})")
    print("== All rounds", *results, sep="\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
