"""Inputs that bring other engines down. Each is a name, what it is, and what must come back.

An Input holds the bytes of a program, or of facts for FACTS_PROGRAM, the arguments behind the file,
and a pattern that the answer must contain. Everything is made here; nothing is random without a
fixed seed.
"""
import random
from collections import namedtuple

# what: "program", "facts" or "image"; content: bytes or a function that yields bytes;
# arguments: what stands behind the file; answer: a regular expression, "" for any answer;
# large: may take the time and memory of the million-line file.
Input = namedtuple("Input", "name what content arguments answer large", defaults=((), "", False))

# The program to which hostile facts are given.
FACTS_PROGRAM = (b"fact seniority : years in 0..=80\nfact pay : AZN in 0..=1000000\n"
                 b"vacation : calendar days\n    base 21\n    seniority 5..10 \xe2\x86\x92 +2\n"
                 b"double_pay : AZN = 2 * pay\n"
                 b"entity child\n    age : years in 0..=30\n    schools : list of text up to 3\n"
                 b"fact children : list of child up to 3\nfact jobs : list of AZN up to 5\n"
                 b"fact earned : AZN over time\n")
VALUE = ("value", "--format", "json")
PAY = ("double_pay", "vacation", "--format", "json")


def rule(formula, kind="number"):
    """A program of one rule."""
    return f"value : {kind} = {formula}\n".encode()


def nested(opening, closing, depth, core="1"):
    return opening * depth + core + closing * depth


def blocks(depth):
    """A condition within a condition, each one column further in."""
    lines = ["fact here : yes/no", "value : number", "    base 0"]
    lines += [" " * (4 + i) + "when here" for i in range(depth)]
    return "\n".join(lines + [" " * (4 + depth) + "base 1", ""]).encode()


def nested_all(depth):
    """all of … where (all of … where (…)), twelve deep exponential elsewhere."""
    inner = "age > 1"
    for _ in range(depth):
        inner = f"all of children where ({inner})"
    return ("entity child\n    age : years in 0..=30\nfact children : list of child up to 20\n"
            f"value : yes/no = {inner}\n").encode()


def chain(length):
    """Each rule uses the one before it; asked for by the last."""
    lines = ["rule_0 : number = 1"]
    lines += [f"rule_{i} : number = rule_{i - 1} + 1" for i in range(1, length)]
    return "\n".join(lines + [f"value : number = rule_{length - 1}", ""]).encode()


def doubled(length):
    """Each rule uses the one before it twice: exponential where nothing is kept."""
    lines = ["rule_0 : number = 1"]
    lines += [f"rule_{i} : number = rule_{i - 1} - rule_{i - 1}" for i in range(1, length)]
    return "\n".join(lines + [f"value : number = rule_{length - 1}", ""]).encode()


def circle(length):
    return "".join(f"rule_{i} : number = rule_{(i + 1) % length}\n"
                   for i in range(length)).encode()


def defined_in_defined(length):
    """Each definition calls the one before it twice: exponential where calls are copied out."""
    lines = ["define f0(x : number) : number = x + 1"]
    lines += [f"define f{i}(x : number) : number = f{i - 1}(x) + f{i - 1}(x)"
              for i in range(1, length)]
    return "\n".join(lines + [f"value : number = f{length - 1}(1)", ""]).encode()


def many_bands(rows):
    """One band of many rows."""
    yield b"fact n : integer in 0..=1000000\nvalue : number\n    base 0\n    n\n"
    for i in range(rows):
        yield f"        {i}..{i + 1} \u2192 +{i % 7}\n".encode()


def large_comment():
    """Larger than a rule file may be."""
    for _ in range(65):
        yield b"#" * (1024 * 1024 - 1) + b"\n"


def million_lines():
    """A million lines of plain rules."""
    yield b"fact seniority : years in 0..=80\nvalue : number = 1\n"
    for i in range(250_000):
        yield f"rule_{i} : calendar days\n    base 21\n    seniority 5..10 -> +{i % 5}\n\n".encode()


def noise(seed, length):
    return random.Random(seed).randbytes(length)


def shuffled_words(seed):
    """Words and signs of the language in any order, with any layout."""
    chance = random.Random(seed)
    words = ("fact rule : = base when otherwise none error if then else and or not 5..10 21 3.5 60% "
             "days years AZN yes/no one of a b c \u2192 + - * / ( ) [ ] { } , ; | \n \n    \n        "
             "scale table from until 2023-06-01 \"text\" rounded to up example given on expect "
             "define group choice is in 1_000 .. ..= over under at least most").split(" ")
    return " ".join(chance.choice(words) for _ in range(400)).encode()


def programs():
    """Hostile programs."""
    many = "1" + " + 1" * 49_999
    yield Input("a sum of 50,000 terms", "program", rule(many), VALUE, r'"value": 50000\b')
    yield Input("a sum of 1,000 terms", "program", rule("1" + " + 1" * 999), VALUE,
                r'"value": 1000\b')
    yield Input("a product of 50,000 terms", "program", rule("1" + " * 1" * 49_999), VALUE,
                r'"value": 1\b')
    yield Input("150 nested parentheses", "program", rule(nested("(", ")", 150)), VALUE,
                r'"value": 1\b')
    yield Input("5,000 nested parentheses", "program", rule(nested("(", ")", 5000)))
    yield Input("100,000 opening parentheses", "program", rule("(" * 100_000))
    yield Input("5,000 nested ifs", "program",
                rule(nested("if 1 = 1 then ", " else 2", 5000)))
    yield Input("5,000 times not", "program", rule("not " * 5000 + "yes", "yes/no"))
    yield Input("5,000 minus signs", "program", rule("-" * 5000 + "1"))
    yield Input("50,000 ands", "program", rule("yes" + " and yes" * 50_000, "yes/no"))
    yield Input("5,000 nested lists", "program", rule(nested("[", "]", 5000)))
    yield Input("5,000 nested blocks", "program", blocks(5000), VALUE, "Q09|nested|deep")
    yield Input("`all` nested twelve deep", "program", nested_all(12))
    yield Input("2^53 + 1", "program", rule("9007199254740993 + 0"), VALUE,
                r'"value": 9007199254740993\b')
    yield Input("a product of 29 digits", "program",
                rule("99999999999999 * 999999999999999"), VALUE, r'"value": 99999999999998900000000000001\b')
    yield Input("a product of 40 digits", "program",
                rule("99999999999999999999 * 99999999999999999999"), VALUE, "overflow")
    yield Input("a number of 40 digits", "program", rule("9" * 40), VALUE)
    yield Input("a number of a million digits", "program", rule("9" * 1_000_000))
    yield Input("a million decimals", "program", rule("0." + "1" * 1_000_000))
    yield Input("a NUL byte in the middle", "program",
                b"value : number = 1\n\0\nother : number = 2\n", VALUE, "Q01")
    yield Input("a NUL byte in a text", "program", b'value : number\n    error "a\0b"\n', (), "Q01")
    yield Input("29 February + 1 year", "program",
                rule("2024-02-29 + 1 year", "date"), VALUE, "Q0407")
    yield Input("the end of time", "program", rule("9999-12-31 + 1 day", "date"), VALUE, "Q0408|range")
    yield Input("division by zero", "program", rule("1 / (1 - 1)"), VALUE, "zero")
    yield Input("a name of a megabyte", "program", b"a" * 1_000_000 + b" : number = 1\n")
    yield Input("a text of a megabyte", "program",
                b'value : number\n    base 1\n    when 1 = 2 \xe2\x86\x92 error "' + b"a" * 1_000_000 + b'"\n', (), "Q0904")
    yield Input("an open text of a megabyte", "program", b'value : number = "' + b"a" * 1_000_000)
    yield Input("a comment of a megabyte", "program", b"# " + b"a" * 1_000_000 + b"\n" + rule("1"),
                VALUE, r'"value": 1\b')
    yield Input("a citation of a megabyte", "program",
                b"value : number\n    base 1 [LC " + b"1" * 1_000_000 + b"]\n")
    yield Input("an open citation", "program", b"value : number\n    base 1 [LC 114\n" + b"x : number = 1\n" * 20_000)
    yield Input("bytes that are not UTF-8", "program", b"value : number = 1 \xff\xfe\n", (), "Q01")
    yield Input("an overlong slash", "program", b"value : number = 1 \xc0\xaf 2\n", (), "Q01")
    yield Input("a surrogate", "program", b"value : number = \xed\xa0\x80\n", (), "Q01")
    yield Input("a cut character at the end", "program", b"value : number = 1\n# \xe2\x86", (), "Q01")
    yield Input("a name that is not NFC", "program", "caf\u0065\u0301 : number = 1\n".encode(), (), "Q01")
    yield Input("ten thousand combining marks", "program", ("a" + "\u0301" * 10_000 + " : number = 1\n").encode())
    yield Input("a byte-order mark", "program", b"\xef\xbb\xbf" + rule("7"), VALUE, r'"value": 7\b')
    yield Input("mixed line ends", "program",
                b"value : number\r\n    base 7\n    when 1 = 2 -> 8\r\n", VALUE, r'"value": 7\b')
    yield Input("a lone carriage return", "program", b"value : number = 1\rother : number = 2\n")
    yield Input("a tab", "program", b"value : number\n\tbase 1\n", (), "tab")
    yield Input("an empty file", "program", b"")
    yield Input("only spaces", "program", b" " * 1_000_000)
    yield Input("only line ends", "program", b"\n" * 1_000_000)
    yield Input("only comments", "program", b"#\n" * 100_000)
    yield Input("only semicolons", "program", b";" * 100_000)
    yield Input("no line end", "program", b"value : number = 7", VALUE, r'"value": 7\b')
    yield Input("10,000 rules in a chain", "program", chain(10_000))
    yield Input("100 rules, each twice the one before", "program", doubled(100), VALUE, r'"value": 0\b')
    yield Input("10,000 rules in a circle", "program", circle(10_000), (), "circle")
    yield Input("40 definitions, each calls one twice", "program", defined_in_defined(40))
    yield Input("a million errors", "program", b"? " * 500_000)
    yield Input("100,000 wrong lines", "program", b"base base\n" * 100_000)
    yield Input("a file that uses itself", "program", b"use self\nvalue : number = 1\n")
    yield Input("a path out of the folder", "program", b"use ../../../../etc/passwd\nvalue : number = 1\n")
    yield Input("a band of 10,000 rows", "program", b"".join(many_bands(10_000)), (*VALUE, "--fact", "n=9999"),
                r'"value": 3\b')
    yield Input("a file of 65 MiB", "program", large_comment, VALUE, "Q0901", True)
    yield Input("a million lines", "program", million_lines, VALUE, r'"value": 1\b', True)
    for seed in range(40):
        yield Input(f"noise {seed}", "program", noise(seed, 5000))
        yield Input(f"shuffled words {seed}", "program", shuffled_words(seed))


def facts():
    """Hostile facts for FACTS_PROGRAM."""
    wrong = ("1e999999999", "-1e999999999", "1e-999999999", "1E400", "10.005", "-1", "80.5", "NaN",
             "Infinity", "0x10", "01", "+1", ".5", "5.", "1e", "--1", "true", "null", "{}", "[]",
             "[" * 100_000, '{"a":' * 100_000, '"', '"\\', '"\\u', '"\\ud800"', '"\\u0000"', "",
             "9" * 1_000_000, '"' + "9" * 1_000_000 + '"', "12 12", "12,", "12}", "12}}")
    for number, value in enumerate(wrong):
        shown = value[:16]
        yield Input(f"facts {number}: pay {shown}", "facts", f'{{"pay": {value}}}'.encode(), PAY)
    yield Input("one fact twice", "facts", b'{"pay": 1, "pay": 2}', PAY, "twice|pay")
    yield Input("an unknown fact", "facts", b'{"salary": 1}', PAY, "salary")
    yield Input("a name of a megabyte in facts", "facts", b'{"' + b"a" * 1_000_000 + b'": 1}', PAY)
    yield Input("a million facts", "facts",
                b"{" + b", ".join(b'"f%d": 1' % i for i in range(100_000)) + b"}", PAY)
    yield Input("facts that are not UTF-8", "facts", b'{"pay": "\xff"}', PAY)
    yield Input("facts with a NUL", "facts", b'{"pay": 1\0}', PAY)
    yield Input("facts with a byte-order mark", "facts", b'\xef\xbb\xbf{"pay": 2}', PAY)
    yield Input("empty facts", "facts", b"", PAY)
    yield Input("sixty lists in a list", "facts", b'{"jobs": ' + nested("[", "]", 60).encode() + b"}",
                PAY, r"`jobs\[1\]` takes AZN, not a list")
    yield Input("a million elements", "facts", b'{"jobs": [' + b"1," * 999_999 + b"1]}", PAY,
                "'1000000 elements' are too many")
    yield Input("objects in a number", "facts", b'{"children": [{"age": {"age": [{}]}}, null]}', PAY,
                r"`children\[2\]` is to be an object, not null")
    yield Input("a NUL in the name of a field", "facts", b'{"children": [{"age\\u0000": 3}]}', PAY,
                "has no field")
    yield Input("one day twice, of several", "facts", b'{"earned": [' + b'{"from": "2024-01-01", "value": 1},' * 2
                + b'{"from": "2023-01-01", "value": 1}]}', PAY, "is the day of two values")
    yield Input("a list for facts", "facts", b"[1, 2]", PAY)
    yield Input("a million spaces", "facts", b" " * 1_000_000 + b'{"pay": 2}', PAY, "4.00")
    yield Input("2^53 + 1 manats is out of range", "facts", b'{"pay": 9007199254740993}', PAY, "pay")
    for seed in range(20):
        yield Input(f"noise as facts {seed}", "facts", noise(1000 + seed, 2000), PAY)


def images(image):
    """A real image cut short, and with bytes changed."""
    chance = random.Random(7)
    for number in range(40):
        yield Input(f"image cut {number}", "image", image[:chance.randrange(len(image))], PAY)
    for number in range(120):
        changed = bytearray(image)
        for _ in range(chance.choice((1, 1, 2, 8))):
            changed[chance.randrange(len(image))] = chance.randrange(256)
        yield Input(f"image changed {number}", "image", bytes(changed), PAY)
