"""Commands whose files are disturbed: short reads and writes, interrupted calls, full disks, reads that fail, files
that vanish, SIGINT and SIGKILL at every change of a file. A command that goes on answers as ever; one that cannot says
so and ends with 1; and whatever file it writes is, at every moment, wholly the old one or wholly the new one."""
import glob
import os
import resource
import shutil
import subprocess
import threading

import command
import trust

WORK = os.path.join(command.ROOT, "build", "disturbed")
PRELOADED = os.path.join(WORK, "disturb.so")
MOST = 400  # calls of one command that are tried
OLD = b"what was there before\n"

LAW = """fact seniority : years in 0..=80
fact category : one of general, executive = general
vacation : calendar days
    base 21  [LC 114.2]
    category executive → 30 [LC 114.3]
    seniority
        5..10 → +2
        10..  → +4
example "one"
    given seniority = 7
    expect vacation = 23
"""
ROWS = "id,seniority,category\n" + "".join(f"{i},{i % 90},{'executive' if i % 3 else 'general'}\n" for i in range(1, 400))

# Each command, and the files that it writes. {} stands for the folder in which they are.
COMMANDS = (
    (("build", "law.qn", "-o", "{}/new.qnb"), ("new.qnb",)),
    (("run", "law.qn", "--facts", "facts.json", "--on", "2026-06-01", "--receipt", "{}/new.json"), ("new.json",)),
    (("run", "law.qnb", "--facts", "facts.json", "--on", "2026-06-01", "--explain", "--format", "html"), ()),
    (("verify", "receipt.json"), ()),
    (("check", "law.qn", "--format", "json"), ()),
    (("test", "law.qn", "--format", "junit", "--jobs", "1"), ()),
    (("sweep", "law.qn", "vacation", "--over", "seniority=0..=12", "--on", "2026-06-01", "--svg", "{}/new.svg"), ("new.svg",)),
    (("batch", "law.qn", "vacation", "--facts", "rows.csv", "--key", "id", "--on", "2026-06-01", "--threads", "1",
      "-o", "{}/new.csv", "--rejected", "{}/no.csv"), ("new.csv", "no.csv")),
    (("batch", "law.qn", "vacation", "--facts", "rows.csv", "--key", "id", "--on", "2026-06-01", "--threads", "1"), ()),
    (("replay", "law.qn", "law2.qn", "vacation", "--facts", "rows.csv", "--key", "id", "--on", "2026-06-01", "--threads", "1",
      "--csv", "{}/new.csv", "--html", "{}/new.html", "--rejected", "{}/no.csv"), ("new.csv", "new.html", "no.csv")),
    (("doc", "laws", "-o", "{}/site"), ("site",)),
    (("fmt", "{}/loose.qn"), ("loose.qn",)),
    (("diff", "law.qn", "law2.qn"), ()),
)


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode())


def prepare():
    """Builds what disturbs, and writes the files; None or what went wrong."""
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    line = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "tests/faults/disturb.c", "-o", PRELOADED, "-ldl"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr
    for name, content in (("law.qn", LAW), ("law2.qn", LAW.replace("30", "32")), ("laws/law.qn", LAW), ("rows.csv", ROWS),
                          ("facts.json", '{"seniority": 12, "category": "executive"}')):
        write(os.path.join(WORK, name), content)
    for words in (["build", "law.qn", "-o", "law.qnb"],
                  ["run", "law.qnb", "--facts", "facts.json", "--on", "2026-06-01", "--receipt", "receipt.json"]):
        status, _, err = command.call(words, command.NORMAL, WORK)
        if status != 0:
            return err
    return None


def before(name):
    """What a file, or a folder of `doc`, holds before the command."""
    if name == "loose.qn":
        return {"": b"a   :   number   =   1\n"}
    return {"/.qanun-site": b"", "/old.html": OLD} if name == "site" else {"": OLD}


def content(path):
    """All files at a path, by their names below it; None where there is nothing."""
    if os.path.isdir(path):
        names = [name for name in glob.glob("**", root_dir=path, recursive=True, include_hidden=True)
                 if os.path.isfile(os.path.join(path, name))]
        return {"/" + name: content(os.path.join(path, name))[""] for name in names}
    if not os.path.exists(path):
        return None
    with open(path, "rb") as bytes_of_file:
        return {"": bytes_of_file.read()}


def place(names):
    """A fresh folder with the old files."""
    folder = os.path.join(WORK, f"place.{threading.get_ident()}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name in names:
        for below, old in before(name).items():
            write(os.path.join(folder, name) + below, old)
    return folder


def answer(words, names, **disturbed):
    """(status, standard output, standard error, what each file is then, what else lies beside them)."""
    folder = place(names)
    environment = dict(command.ENVIRONMENT, LD_PRELOAD=PRELOADED, QANUN_PROVER="none", **disturbed)
    line = [command.NORMAL, *(word.replace("{}", folder) for word in words)]
    done = subprocess.run(line, cwd=WORK, env=environment, capture_output=True, timeout=command.PATIENCE, check=False)
    files = {name: content(os.path.join(folder, name)) for name in names}
    beside = sorted(set(os.listdir(folder)) - set(names))
    out, err = (text.replace(folder.encode(), b"{}") for text in (done.stdout, done.stderr))
    return done.returncode, out, err, files, beside


def is_whole(sound, got):
    """Whether each file is wholly the old or the new one."""
    return all(files in (before(name), sound[3][name]) for name, files in got[3].items())


def steadily(words, names, sound):
    """What goes on as if nothing were."""
    found = []
    for kind in ("short", "interrupt"):
        got = answer(words, names, DISTURB=kind)
        found.append((f"disturbed: {' '.join(words)}: {kind}", got == sound, f"{got}"[:1500]))
    return found


def at_each(words, names, sound, kind):
    """One kind of fault, or end, at each place where it can come."""
    found, number, unchanged = [], 0, 0
    while unchanged < 3 and number < MOST:
        got = answer(words, names, DISTURB=kind, DISTURB_AT=str(number))
        same = got[:4] == sound[:4]
        if kind == "kill":
            right = is_whole(sound, got) and (same or got[0] == -9)
        elif kind == "stop":
            right = is_whole(sound, got) and (same or got[0] == -2)
        else:
            told = got[0] == 1 and got[1] + got[2] != b"" and got[4] == []
            right = is_whole(sound, got) and (same or told)
        unchanged = unchanged + 1 if same else 0
        found.append((f"disturbed: {' '.join(words)}: {kind} at {number}", right, f"{got}"[:1500]))
        number += 1
    return found


def without_room(words, names):
    """No file may grow: each stays as it was, and the command says why."""
    folder = place(names)
    done = subprocess.run([command.NORMAL, *(word.replace("{}", folder) for word in words)], cwd=WORK, env=command.ENVIRONMENT,
                          capture_output=True, timeout=command.PATIENCE, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    same = all(content(os.path.join(folder, name)) == before(name) for name in names) and set(os.listdir(folder)) == set(names)
    return [(f"disturbed: {' '.join(words)}: no file may grow", done.returncode == 1 and done.stdout + done.stderr != b"" and same,
             f"{done}"[:1500])] if names else []


def walk(job):
    words, names = job
    sound = answer(words, names)
    found = [(f"disturbed: {' '.join(words)}: undisturbed", sound[0] in (0, 1) and sound[4] == [] and
              all(files is not None for files in sound[3].values()), f"{sound}"[:1500])]
    found += steadily(words, names, sound) + without_room(words, names)
    for kind in ("full", "broken", "gone", "kill", "stop"):
        found += at_each(words, names, sound, kind)
    return found


def run(report):
    wrong = prepare()
    report.check("disturbed: is prepared", wrong is None, wrong)
    if wrong is None:
        passed, failed = report.passed, report.failed
        report.every(COMMANDS, walk)
        trust.count("disturbed", "P3", "faults of files", report.passed - passed, 0, "every call", report.failed - failed)
