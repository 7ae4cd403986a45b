"""python3 -m people N: the facts of the Nth person, one a line."""
import sys

from . import person

for fact, value in person(int(sys.argv[1])).items():
    print(f"{fact}={value}")
