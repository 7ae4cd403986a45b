"""python3 -m people N DAY: the facts of the Nth person on that day, one a line; FIRST..LAST DAY: of many, as CSV."""
import sys

from . import person, table

first, several, last = sys.argv[1].partition("..")
if several:
    sys.stdout.write(table(int(first), int(last), sys.argv[2]))
else:
    for fact, value in person(int(first), sys.argv[2]).items():
        print(f"{fact}={value}")
