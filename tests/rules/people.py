"""Invents employees: the facts of rules/az/facts.qn as a payroll office would have them, person by person.

    python3 people.py 17      the facts of the seventeenth

Person n is the same on every machine and in every version of Python: all chance comes from `Chance`, seeded
by the number. The facts hang together: nobody is hired as a child, mothers are women, wages grow with
service and with the minimum wage, children are younger than their parents.
"""
import datetime
import sys

MASK = (1 << 64) - 1


class Chance:
    """SplitMix64 (Steele, Lea, Flood 2014): a small generator whose every draw is the same everywhere."""

    def __init__(self, seed):
        self.state = seed * 0x9E3779B97F4A7C15 & MASK

    def bits(self):
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return z ^ z >> 31

    def below(self, n):
        return self.bits() % n

    def between(self, low, high):
        """A whole number from low through high."""
        return low + self.below(high - low + 1)

    def once_in(self, n):
        return self.below(n) == 0

    def one_of(self, *values):
        return values[self.below(len(values))]

    def weighed(self, **weights):
        """A name, as often as its weight says."""
        draw = self.below(sum(weights.values()))
        for name, weight in weights.items():
            draw -= weight
            if draw < 0:
                return name
        return None

    def some_of(self, once, *values):
        """A set: each value once in so many people."""
        return "[" + ", ".join(value for value in values if self.once_in(once)) + "]"
