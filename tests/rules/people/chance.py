"""Chance that is the same on every machine and in every version of Python, and how facts are written."""
import calendar
import datetime

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
        return low + self.bits() % (high - low + 1)

    def once_in(self, n):
        return self.bits() % n == 0

    def one_of(self, *values):
        return values[self.bits() % len(values)]

    def weighed(self, **weights):
        """A name, as often as its weight says."""
        draw = self.below(sum(weights.values()))
        for name, weight in weights.items():
            draw -= weight
            if draw < 0:
                return name
        return None

    def some_of(self, once, *values):
        """Each value once in so many people."""
        return [value for value in values if self.once_in(once)]

    def day(self, middle, before, after=0):
        """A day from so many days before another through so many after it."""
        return middle + days(self.between(-before, after))


class Money(int):
    """An amount in qapik, of which a manat has a hundred."""

    def __str__(self):
        return f"{self // 100}.{self % 100:02}"


def manats(chance, low, high):
    """An amount; three in four are whole."""
    return Money(chance.between(low, high) * 100 + (0 if chance.below(4) else chance.below(100)))


def days(number):
    return datetime.timedelta(days=number)


def months_on(day, number):
    """So many months later, on the same day or the last of a shorter month."""
    month = day.year * 12 + day.month - 1 + number
    year, month = month // 12, month % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def years_on(day, number):
    return months_on(day, 12 * number)


def text(value):
    """A value as the command takes it: a pair is a period, a dict a record."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    if isinstance(value, tuple):
        return f"{value[0]} through {value[1]}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {text(one)}" for name, one in value.items()) + "}"
    return str(value)
