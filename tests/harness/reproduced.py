"""What is built is the same, byte for byte, wherever its sources lie: the sources are copied into another
folder, of a longer name, and built there. Knows nothing of what is in them."""
import os
import shutil
import subprocess

import command

WORK = os.path.join(command.ROOT, "build", "reproduced", "a folder elsewhere".replace(" ", "_"))
FOLDERS = ("runtime", "compiler", "grammar", "analysis", "cli", "stdlib")
MADE = ("libqanun.so", "libqanun.a", "libqanunc.a", "libqanuna.a", "libcli.a", "qanun")


def contents(folder, name):
    with open(os.path.join(folder, "build", name), "rb") as file:
        return file.read()


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    for name in FOLDERS:
        shutil.copytree(os.path.join(command.ROOT, name), os.path.join(WORK, name))
    shutil.copy(os.path.join(command.ROOT, "Makefile"), WORK)
    done = subprocess.run(["make", "-s", f"-j{os.cpu_count()}", "all"], cwd=WORK, text=True, check=False,
                          env=dict(os.environ, CCACHE_DISABLE="1"),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    report.check("reproduced: it builds elsewhere", done.returncode == 0, done.stdout)
    for name in MADE:
        report.check(f"reproduced: {name} is the same", contents(WORK, name) == contents(command.ROOT, name),
                     "other bytes than in build/")
