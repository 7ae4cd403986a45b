"""python3 -m people N DAY: the facts of the Nth person on that day, one a line."""
import sys

from . import person

for fact, value in person(int(sys.argv[1]), sys.argv[2]).items():
    print(f"{fact}={value}")
