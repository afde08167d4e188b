"""What the driver says to a person. src/compute/driverLines.ts reads it.

A sentence is a list of its code and its values, which may be sentences, too; what a worker said is a text as it is, or a
dict of its text and what that was made of. Each goes out with its English text, for a Windhover that does not know the code.
"""
import json

TEXTS = {
    "no-program": 'There is no program "{}" on {}: install Windhover there, or let WINDHOVER_COMMAND say what starts it.',
    "no-answer": "no answer within {} s",
    "worker-ended": "the worker ended (code {})",
    "worker-ended-saying": "the worker ended (code {}): {}",
    "worker-not-begun": "A worker could not begin: {}.",
    "worker-lost": "its worker was lost several times",
    "slot-left-out": "A worker was left out: {}",
    "merge-died": "The blocks could not be merged: {}.",
    "merge-lost": "The blocks could not be merged: a worker was lost several times.",
    "training-ended": "The training ended there: {}.",
    "training-lost": "The training was lost with its machine.",
    "goes-on": "{} It goes on from its last checkpoint.",
    "waits-for-cores": "The training waits there until {} cores are free.",
    "waits-for-gpu": "The training waits there until a GPU is free.",
}

LONGEST = 4000  # letters of what a worker's sentence was made of


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


def said_by(line):
    """What a worker has said in a line."""
    text, says = line["message"], line.get("says")
    # It is for reading, and the log is read again and again.
    return {"text": text, "says": says} if says and len(json.dumps(says)) <= LONGEST else text


def text_of(said):
    if isinstance(said, dict):
        return said["text"]
    if not isinstance(said, list):
        return str(said)
    code, *values = said
    return TEXTS[code].format(*map(text_of, values))


def sentence(said, longest=2000):
    """The fields of a line: its text, and what it was made of."""
    text = text_of(said)[:longest]
    if isinstance(said, dict):
        return {"message": text, "says": said["says"]}
    return {"message": text, "says": shortened(said)} if isinstance(said, list) else {"message": text}


def shortened(said):
    if isinstance(said, list):
        return [shortened(value) for value in said]
    if isinstance(said, dict):
        return {**said, "text": said["text"][:1000]}
    return said[:1000] if isinstance(said, str) else said
