"""Shares the blocks of a search out among workers on a Ray cluster, or trains there. Starts there, as a job, with job.json beside it.

One actor a slot, each with one `windhover worker --json` child that keeps the network loaded. Pixels and blocks do not
pass through Ray: the child reads and writes them where the plan says. What is said goes to the job's log, a JSON object
a line (src/compute/driverLines.ts reads it).
"""
import collections, json, os, queue, shlex, signal, subprocess, sys, threading, time

import ray

# Seconds: until a worker has loaded the network; without an answer while it computes.
START, SILENCE = 600, 900
TRIES = 3  # of a block before it is given up, of a slot before it is left out
DEATHS = 20  # of actors with the same block in hand: a lost machine is no fault of the block
BATCH = 16  # blocks a call: short calls wait for Ray, long ones are lost with their worker
AHEAD = 2  # calls in flight a slot
CPUS = 4  # a slot: TensorFlow gains little from more
TRAINING_CPUS = 16  # of a training without a GPU
PATIENCE = 20  # seconds until a person is told that a training waits for room
HOPELESS = {"place-version", "disk-full", "usage"}  # no other slot can do better


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


class Gone(Exception):
    """The child ended, or says nothing: why, in words."""


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
            raise Refused("place-files", f'There is no program "{command[0]}" on {where}: install Windhover there, '
                          "or let WINDHOVER_COMMAND say what starts it.")  # fmt: skip
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
            raise Gone(f"no answer within {seconds} s")
        if line is None:
            code = self.process.wait()
            said = " ".join(self.errors).strip()[-300:]
            raise Gone(f"the worker ended (code {code}){': ' + said if said else ''}")
        if line["event"] == "error":
            raise Refused(line["code"], line["message"])
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
            return ["worker-died", f"A worker could not begin: {gone}."]

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
                        failed.append([line["block"], line["code"], line["message"]])
        except (Gone, Refused) as error:
            self.end()
            # It computes in order: the first one without an answer is the one that it had in hand.
            failed.append([left.pop(0), "worker-died", f"{error.args[-1]}"])
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
            return [None, f"The blocks could not be merged: {gone}."]

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
                    self.warnings.append(line["message"])
        except Refused as refused:
            return list(refused.args)
        except Gone as gone:
            return [None, f"The training ended there: {gone}."]
        finally:
            if child:
                child.end()


def train(plan):
    """One run, on a GPU where there is one. What dies goes on from its last checkpoint, three times."""
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    gpus = any(node.get("GPU", 0) >= 1 for node in nodes)
    cores = max([int(node.get("CPU", 0)) for node in nodes] + [1])
    threads = min(CPUS if gpus else TRAINING_CPUS, cores)
    needs = {"num_cpus": 1, "num_gpus": 1} if gpus else {"num_cpus": threads}
    told = set()
    for _ in range(TRIES):
        actor = Training.options(max_concurrency=2, **needs).remote()
        answer, asked = actor.train.remote(plan, threads), time.monotonic()
        wrong = [None, "The training was lost with its machine."]
        try:
            while not ray.wait([answer], timeout=2)[0]:
                listen(actor, told, asked, "GPU" if gpus else f"{threads} cores")
            listen(actor, told, asked, "")
            wrong = ray.get(answer)
        except ray.exceptions.RayError:
            pass
        if wrong is None:
            say("end", done=1, failed=0, failures=[])
            return
        if wrong[0]:
            raise Refused(*wrong)
        say("warning", message=f"{wrong[1]} It goes on from its last checkpoint."[:2000])
        plan["job"]["resume"] = True
    raise Refused("place-job", wrong[1])


def listen(actor, told, asked, room):
    """Passes on what the training has said. Throws RayError where its actor is gone."""
    said = actor.said.remote()
    if not ray.wait([said], timeout=5)[0]:
        if room and room not in told and time.monotonic() - asked > PATIENCE:
            told.add(room)
            say("warning", message=f"The training waits there until {room} are free." if room[0].isdigit()
                else f"The training waits there until a {room} is free.")  # fmt: skip
        return
    for message in ray.get(said):
        if message not in told:
            told.add(message)
            say("warning", message=message[:2000])


class Search:
    def __init__(self, job):
        self.job, self.again = job, collections.deque()
        self.total = sum(job["blocks"])
        self.fresh = self.all_calls()
        self.done, self.failures, self.tries = 0, [], collections.Counter()
        self.flying, self.said = {}, 0.0
        self.slots, self.load, self.broken = [], {}, collections.Counter()

    def all_calls(self):
        size = max(1, min(BATCH, self.total // 64))
        for image, count in enumerate(self.job["blocks"]):
            for first in range(0, count, size):
                yield image, list(range(first, min(count, first + size)))

    def open_slots(self):
        nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
        gpus = sum(int(node.get("GPU", 0)) for node in nodes)
        cores = [int(node.get("CPU", 0)) for node in nodes if node.get("CPU", 0) >= 1] or [1]
        threads = min(CPUS, min(cores))
        number = self.job["slots"] or gpus or sum(each // threads for each in cores)
        needs = {"num_cpus": 1, "num_gpus": 1} if gpus else {"num_cpus": threads}
        plan = ray.put(self.job["plan"])
        for _ in range(min(number, self.total)):
            self.slots.append(Slot.options(**needs).remote(plan, threads))
            self.begin(len(self.slots) - 1)

    def begin(self, slot):
        """It gets blocks when it has begun: one that waits for its turn on the cluster would only hold them up."""
        self.load.pop(slot, None)
        self.flying[self.slots[slot].begin.remote()] = (slot, None)

    def next_call(self):
        return self.again.popleft() if self.again else next(self.fresh, None)

    def hand_out(self):
        hungry = [slot for slot, load in self.load.items() if load < AHEAD]
        for slot in sorted(hungry, key=self.load.get):
            while self.load[slot] < AHEAD:
                call = self.next_call()
                if call is None:
                    return
                self.flying[self.slots[slot].compute.remote(*call)] = (slot, call)
                self.load[slot] += 1

    def run(self):
        self.open_slots()
        while True:
            self.hand_out()
            self.progress()
            if self.done >= self.total:
                break
            if not self.flying:
                raise Refused("place-job", self.last[1])
            ready, _ = ray.wait(list(self.flying), num_returns=1, timeout=1)
            if len(self.flying) > 100:  # Asking costs by what is in flight: all that is there, then.
                ready, _ = ray.wait(list(self.flying), num_returns=len(self.flying), timeout=0)
            for answer in ready:
                self.take(answer, *self.flying.pop(answer))
        self.progress(True)
        if self.job.get("merge"):
            self.merge_all()
        for slot in self.load:
            self.slots[slot].end.remote()
        say("end", done=self.done - len(self.failures), failed=len(self.failures), failures=self.failures[:100])

    def merge_all(self):
        """Images whose blocks are all there, one a slot at a time."""
        lacking = {failure["image"] for failure in self.failures}
        # None of one that is made.
        wanted = [i for i, count in enumerate(self.job["blocks"]) if count and i not in lacking]
        waiting = collections.deque(wanted)
        tries, flying, free = collections.Counter(), {}, list(self.load) or [0]
        while waiting or flying:
            while waiting and free:
                slot, image = free.pop(), waiting.popleft()
                flying[self.slots[slot].merge.remote(image)] = slot, image
            ready, _ = ray.wait(list(flying), num_returns=1, timeout=10)
            for answer in ready:
                slot, image = flying.pop(answer)
                try:
                    wrong = ray.get(answer)
                except ray.exceptions.RayError:
                    wrong = [None, "The blocks could not be merged: a worker was lost several times."]
                if wrong:
                    tries[image] += 1
                    if wrong[0] in HOPELESS or tries[image] >= TRIES:
                        raise Refused(wrong[0] or "place-job", wrong[1])
                    waiting.append(image)
                free.append(slot)

    def take(self, answer, slot, call):
        try:
            told = ray.get(answer)
        except ray.exceptions.RayError:
            # The actor or its machine is gone; Ray starts it anew.
            if call:
                self.retry(call[0], call[1][:1], "its worker was lost several times", DEATHS, "deaths")
                self.requeue(call[0], call[1][1:])
            if slot in self.load or not call:
                self.begin(slot)
            return
        if call is None:
            self.begun(slot, told)
            return
        (image, blocks), (failed, left, wrong) = call, told
        if slot in self.load:
            self.load[slot] -= 1
        self.done += len(blocks) - len(failed) - len(left)
        for block, code, message in failed:
            if code in HOPELESS:
                raise Refused(code, message)
            self.retry(image, [block], message, TRIES, "tries")
        self.requeue(image, left)
        if wrong:
            self.begun(slot, wrong)

    def begun(self, slot, wrong):
        if not wrong:
            self.load[slot] = 0
            self.broken[slot] = 0
            return
        self.load.pop(slot, None)
        self.last = wrong
        if wrong[0] in HOPELESS:
            raise Refused(*wrong)
        self.broken[slot] += 1
        if self.broken[slot] < TRIES:
            self.begin(slot)
        else:
            say("warning", message=f"A worker was left out: {wrong[1]}")

    def requeue(self, image, blocks):
        if blocks:
            self.again.append((image, blocks))

    def retry(self, image, blocks, message, limit, kind):
        for block in blocks:
            self.tries[kind, image, block] += 1
            if self.tries[kind, image, block] < limit:
                self.again.append((image, [block]))
            else:
                self.done += 1
                self.failures.append({"image": image, "block": block, "message": message[:500]})

    def progress(self, last=False):
        """Seldom in a long job: the log is read again and again."""
        now = time.monotonic()
        if last or now - self.said >= 1:
            self.said = now
            now_failed = len(self.failures)
            say("progress", done=self.done, total=self.total, slots=len(self.load), failed=now_failed)


def main():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "job.json"), encoding="utf8") as file:
        job = json.load(file)
    ray.init(log_to_driver=False, logging_level="ERROR")
    try:
        if "training" in job:
            train(job["training"])
        else:
            Search(job).run()
    except Refused as refused:
        code, message = refused.args
        say("error", code=code, message=message)
        sys.exit(1)


if __name__ == "__main__":
    main()
