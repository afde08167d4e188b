"""Shares the blocks of a search out among workers on a Ray cluster, or trains there. Starts there, as a job, with job.json beside it.

One actor a slot (driver_workers.py). Pixels and blocks do not pass through Ray: the workers read and write them where the
plan says. What is said goes to the job's log, a JSON object a line (driver_says.py).
"""
import collections, json, os, sys, time

import ray

from driver_says import say, sentence, text_of
from driver_workers import Refused, Slot, Training

TRIES = 3  # of a block before it is given up, of a slot before it is left out
DEATHS = 20  # of actors with the same block in hand: a lost machine is no fault of the block
BATCH = 16  # blocks a call: short calls wait for Ray, long ones are lost with their worker
AHEAD = 2  # calls in flight a slot
CPUS = 4  # a slot: TensorFlow gains little from more
TRAINING_CPUS = 16  # of a training without a GPU
PATIENCE = 20  # seconds until a person is told that a training waits for room
HOPELESS = {"place-version", "disk-full", "usage"}  # no other slot can do better


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
        wrong = [None, ["training-lost"]]
        try:
            while not ray.wait([answer], timeout=2)[0]:
                listen(actor, told, asked, ["waits-for-gpu"] if gpus else ["waits-for-cores", threads])
            listen(actor, told, asked)
            wrong = ray.get(answer)
        except ray.exceptions.RayError:
            pass
        if wrong is None:
            say("end", done=1, failed=0, failures=[])
            return
        if wrong[0]:
            raise Refused(*wrong)
        say("warning", **sentence(["goes-on", wrong[1]]))
        plan["job"]["resume"] = True
    raise Refused("place-job", wrong[1])


def listen(actor, told, asked, waits=None):
    """Passes on what the training has said, or that it `waits`. Throws RayError where its actor is gone."""
    said = actor.said.remote()
    if not ray.wait([said], timeout=5)[0]:
        if waits and waits[0] not in told and time.monotonic() - asked > PATIENCE:
            told.add(waits[0])
            say("warning", **sentence(waits))
        return
    for message in ray.get(said):
        if text_of(message) not in told:
            told.add(text_of(message))
            say("warning", **sentence(message))


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
                    wrong = [None, ["merge-lost"]]
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
                self.retry(call[0], call[1][:1], ["worker-lost"], DEATHS, "deaths")
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
        for block, code, why in failed:
            if code in HOPELESS:
                raise Refused(code, why)
            self.retry(image, [block], why, TRIES, "tries")
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
            say("warning", **sentence(["slot-left-out", wrong[1]]))

    def requeue(self, image, blocks):
        if blocks:
            self.again.append((image, blocks))

    def retry(self, image, blocks, why, limit, kind):
        for block in blocks:
            self.tries[kind, image, block] += 1
            if self.tries[kind, image, block] < limit:
                self.again.append((image, [block]))
            else:
                self.done += 1
                self.failures.append({"image": image, "block": block, **sentence(why, 500)})

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
        code, why = refused.args
        say("error", code=code, **sentence(why))
        sys.exit(1)


if __name__ == "__main__":
    main()
