"""Runs the command by a server that has started already (tests/serve): to start a program under the sanitizers costs more
than most of what is asked of it. Each command line has a process of its own all the same. Knows nothing of what is asked."""
import atexit
import os
import select
import struct
import subprocess

INHERITED = 0xFFFFFFFF
# The prover fills tables of megabytes: in large pages, where the system has them, a short check takes half the time.
LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
MOST_INPUT = 65536  # bytes: what a pipe takes before somebody reads it

_idle = {}  # the servers that nobody waits for, by their paths


class Server:
    """A server and the two files that it prints to."""

    def __init__(self, path, environment):
        self.printed = [os.memfd_create(name) for name in ("out", "err")]
        request, self.requests = os.pipe()
        self.replies, reply = os.pipe()
        # Descriptors 3 and 4 are the server's; a shell puts them there, whatever these pipes are called.
        line = f'exec "$0" 3<&{request} 4>&{reply}'
        self.process = subprocess.Popen(["/bin/bash", "-c", line, path], stdout=self.printed[0], stderr=self.printed[1],
                                        pass_fds=(request, reply), env={**environment, **LARGE_PAGES})
        os.close(request)
        os.close(reply)

    def ask(self, folder, words, given):
        """Sends one command line and waits for its end; False where the server is gone."""
        text = b"".join(os.fsencode(word) + b"\0" for word in (folder, *words))
        count = INHERITED if given is None else len(given)
        try:
            rest = memoryview(struct.pack("=II", len(text), count) + text + (given or b""))
            while rest:
                rest = rest[os.write(self.requests, rest):]
        except BrokenPipeError:
            return False
        return True

    def answer(self, patience):
        """(exit status, or the negative number of a signal; what was printed), or None where none came in time."""
        if not select.select([self.replies], [], [], patience)[0]:
            return None
        reply = os.read(self.replies, 4)
        if len(reply) != 4:
            return None
        return os.waitstatus_to_exitcode(struct.unpack("=i", reply)[0]), *map(self.taken, self.printed)

    @staticmethod
    def taken(file):
        """All that is in a file, which is empty afterwards."""
        found = os.pread(file, os.fstat(file).st_size, 0)
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        return found

    def end(self):
        """Ends it, and what it is waiting for with it; what it printed as an error."""
        self.process.kill()
        self.process.wait()
        said = self.taken(self.printed[1])
        for file in (*self.printed, self.requests, self.replies):
            os.close(file)
        return said


@atexit.register
def end_all():
    """Ends the servers that nobody waits for; what they have spent is then known."""
    while _idle:
        for server in _idle.popitem()[1]:
            server.end()


def server_of(qanun):
    """The server that is built beside a command, or None."""
    folder, name = os.path.split(qanun)
    path = os.path.join(folder, "serve")
    return path if name == "qanun" and os.path.exists(path) else None


def call(path, words, folder, given, environment, patience):
    """Runs a command line; returns (status, standard output, standard error) as bytes."""
    idle = _idle.setdefault(path, [])
    try:
        server = idle.pop()
    except IndexError:
        server = Server(path, environment)
    answer = server.answer(patience) if server.ask(folder, words, given) else None
    if answer is None:
        said = server.end().decode("utf-8", "backslashreplace")
        raise subprocess.SubprocessError(f"{path} has no answer within {patience} s to {words}\n{said}")
    idle.append(server)
    return answer
