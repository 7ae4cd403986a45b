"""Counts what passed and failed, and prints what failed. Knows nothing of what is tested."""
import concurrent.futures
import os
import resource
import time


def spent():
    """Seconds of processor that this process and those that it has waited for have had."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, right, detail=""):
        """Counts one check; prints its name and the detail if it is not right."""
        if right:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}", flush=True)
        for line in str(detail).rstrip().splitlines()[:40]:
            print("    " + line, flush=True)

    def equal(self, name, want, got):
        """Counts one check of two texts; shows both if they differ."""
        self.check(name, want == got, f"want {want}\ngot  {got}")

    def count(self, passed, failed):
        """Adds the totals of a program that counted and reported by itself."""
        self.passed += passed
        self.failed += failed

    def every(self, items, work):
        """Runs work(item), which returns a list of (name, right, detail), on all processors."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for found in pool.map(work, items):
                for one in found:
                    self.check(*one)

    def suite(self, name, run):
        """Runs one suite and prints its line. A suite that breaks is a failure, not a crash."""
        passed, failed, began, had = self.passed, self.failed, time.monotonic(), spent()
        try:
            run(self)
        except Exception as error:
            self.check(f"{name}: the suite itself", False, f"{type(error).__name__}: {error}")
        if self.passed == passed and self.failed == failed:
            self.check(f"{name}: the suite", False, "it checked nothing")
        seconds = time.monotonic() - began
        print(f"{name:10} {self.passed - passed} passed, {self.failed - failed} failed"
              f"  ({seconds:.0f} s, {spent() - had:.0f} s of processor)", flush=True)

    def finish(self):
        """Prints the last line; returns the exit status."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0
