"""What runs beside the pixels: actors with one `windhover worker --json` child each, which keeps the network loaded.

Ray brings this file to every machine with the rest of the job's folder.
"""
import collections, json, os, queue, shlex, signal, subprocess, sys, threading

import ray

from driver_says import said_by

# Seconds: until a worker has loaded the network; without an answer while it computes.
START, SILENCE = 600, 900


class Gone(Exception):
    """The child ended, or says nothing: why, as a sentence (driver_says.py)."""


class Refused(Exception):
    """The child says why it cannot work here: code, sentence."""


# Ends a process group when whoever holds its input is gone: a worker that hangs in native code hears nothing itself.
GUARD = "import os, sys; sys.stdin.read(); os.killpg(int(sys.argv[1]), 9)"


class Child:
    """One worker, in a process group of its own, which ends with this process, however that ends."""

    def __init__(self, plan, threads):
        command = shlex.split(os.environ.get("WINDHOVER_COMMAND") or "windhover") + ["worker", "--json"]
        env = {**os.environ, "TF_NUM_INTRAOP_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                start_new_session=True, env=env, encoding="utf8", errors="replace")  # fmt: skip
        except OSError:
            where = os.uname().nodename
            raise Refused("place-files", ["no-program", command[0], where])
        self.guard = subprocess.Popen(
            [sys.executable, "-S", "-c", GUARD, str(self.process.pid)], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        self.heard, self.errors = queue.Queue(), collections.deque(maxlen=5)
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True).start()
        self.send({"plan": plan})

    def _listen(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.heard.put(json.loads(line))
        self.heard.put(None)

    def send(self, message):
        try:
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except OSError:
            pass  # It is gone: what is read next says so.

    def next(self, seconds):
        try:
            line = self.heard.get(timeout=seconds)
        except queue.Empty:
            raise Gone(["no-answer", seconds])
        if line is None:
            code = self.process.wait()
            said = " ".join(self.errors).strip()[-300:]
            raise Gone(["worker-ended-saying", code, said] if said else ["worker-ended", code])
        if line["event"] == "error":
            raise Refused(line["code"], said_by(line))
        return line

    def end(self):
        # First: the group's number may be another's later.
        self.guard.kill()
        self.guard.wait()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except OSError:
            pass
        self.process.wait()


@ray.remote(max_restarts=-1, max_task_retries=0)
class Slot:
    def __init__(self, plan, threads):
        self.plan, self.threads, self.child = plan, threads, None

    def begin(self):
        """Loads the network. Answers with None, or with [code, sentence] of what is wrong."""
        try:
            if self.child is None:
                self.child = Child(self.plan, self.threads)
                while self.child.next(START)["event"] != "ready":
                    pass
        except Refused as refused:
            self.end()
            return list(refused.args)
        except Gone as gone:
            self.end()
            return ["worker-died", ["worker-not-begun", gone.args[0]]]

    def compute(self, image, blocks):
        """Answers with the failed ones, as [block, code, sentence]; the rest that nobody got to; why the slot is broken."""
        wrong = self.begin()
        if wrong:
            return [], blocks, wrong
        failed, left = [], list(blocks)
        try:
            self.child.send({"image": image, "blocks": blocks})
            while left:
                line = self.child.next(SILENCE)
                if line["event"] in ("block", "failed"):
                    left.remove(line["block"])
                    if line["event"] == "failed":
                        failed.append([line["block"], line["code"], said_by(line)])
        except (Gone, Refused) as error:
            self.end()
            # It computes in order: the first one without an answer is the one that it had in hand.
            failed.append([left.pop(0), "worker-died", error.args[-1]])
        return failed, left, None

    def merge(self, image):
        """Makes an image's prediction of its blocks. Answers with None, or with [code, sentence]; None for one that died."""
        wrong = self.begin()
        if wrong:
            return wrong
        try:
            self.child.send({"merge": image})
            while self.child.next(SILENCE)["event"] != "merged":
                pass
        except Refused as refused:
            self.end()
            return list(refused.args)
        except Gone as gone:
            self.end()
            return [None, ["merge-died", gone.args[0]]]

    def end(self):
        if self.child:
            self.child.end()
        self.child = None


@ray.remote(max_restarts=0)
class Training:
    def __init__(self):
        self.warnings = []

    def said(self):
        """What a person should know so far."""
        return self.warnings

    def train(self, plan, threads):
        """Answers with None, or with [code, sentence] of what is wrong; a code of None: it died."""
        child = None
        try:
            child = Child(plan, threads)
            while True:
                line = child.next(SILENCE)
                if line["event"] == "result":
                    return None
                if line["event"] == "warning" and len(self.warnings) < 100:
                    self.warnings.append(said_by(line))
        except Refused as refused:
            return list(refused.args)
        except Gone as gone:
            return [None, ["training-ended", gone.args[0]]]
        finally:
            if child:
                child.end()
