#!/usr/bin/env python3
"""Asks pawl and Jayway JsonPath 2.0.0, which AWS runs, the same random questions and prints where they differ.

usage: jsonpath_differ.py [--minutes N] [--seed N] [--pawl FILE]

Needs Debian's libjsonpath-java, libjackson2-databind-java and default-jdk-headless. Compared are results, whether a path is
refused, and the messages of run-time errors where they are sentences about the data. Exit status 1: differences were found.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
JARS = ":".join("/usr/share/java/" + jar for jar in (
    "json-path-2.0.0.jar", "json-smart.jar", "accessors-smart.jar", "asm.jar", "slf4j-api.jar", "slf4j-nop.jar",
    "jackson-core.jar", "jackson-databind.jar", "jackson-annotations.jar"))
# Messages that pawl has in the same words; others tell of Java's own exceptions.
SENTENCE = re.compile(r"No results|Missing property|Property \[|Index out of|The path |Multi prop|Filter: |root can not")
# Known differences, of texts that nobody writes on purpose.
KNOWN = {
    "a '$' after a bracket or a wildcard, which is no name there": re.compile(r"(?<=[\]*])[$]|[.][.][$]"),
    "a ']' after a dot or '..', where no name is left to look for": re.compile(r"[.][^.\[\]]*\]"),
    "[?] after another '[', which is no filter there": re.compile(r"\[[^\]]*\[[^\]]*\[?[?, *]+\]"),
    "a '~' without '=': regular expressions on both sides": re.compile(r"/.*=~.*/.*/"),
}

NAMES = ["a", "b", "c", "a b", "x", "*", "", "k", "é", "n.m"]
SCALARS = [0, 1, 2, -1, 1.5, 10, 3, 12345678901, 1e20, 0.1, "1", "10", "1.0", "x", "y", "X", "null", "true", "", "a b",
           "it's", "/x/", "abc", "@.a", None, True, False]
TEXTS = ["1", "2", "'1'", "'x'", "x", "y", "null", "true", "false", "''", "", "1.0", "1.5", "-1", "+1", "1e0", "10", "'a b'",
         "a b", "/x/", "/.*/", "/X/i", "/[a-z]+/", "/x/g", "/a|b/", '"x"', "'null'", "it\\'s", "'it\\'s'", "[1]", "{}", "abc",
         "!@.a", "!x", "(1)", "'x)'", "'(x'", "1 2", "=1"]
PATHS = ["@.a", "@.b", "@", "@['a']", "@.a.b", "@[0]", "@.k", "@['a','b']", "$.a", "@.x", "@[1].a", "@.a[0]", "$", "@.*", "@..a",
         "@.a[(@.length-1)]", "$.a[0]", "@['a b']", "@.a.length()"]
OPERATORS = ["==", "==", "!=", "<", "<=", ">", ">=", "=~"]
PIECES = list("[]().'\"*?@$!&|=<>~/\\,:-0 1ab\t") + ["&&", "||", "==", "..", "[?(", ")]", "['", "']", "(@.length-1)"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def document(self, depth=0):
        kind = self.random.random()
        count = self.random.randint(0, 4)
        if kind < 0.35 and depth < 4:
            return {self.random.choice(NAMES): self.document(depth + 1) for _ in range(count)}
        if (kind < 0.65 and depth < 4) or depth == 0:
            return [self.document(depth + 1) for _ in range(count)]
        return self.random.choice(SCALARS)

    def name(self, name):
        plain = name not in ("", "*") and not set(" .") & set(name)
        return "." + name if plain and self.random.random() < 0.8 else "['%s']" % name

    def criterion(self):
        choice, chance = self.random.choice, self.random.random
        if chance() < 0.2:
            return choice(["", "!", ""]) + choice(PATHS)
        left = choice(PATHS) if chance() < 0.85 else choice(TEXTS)
        right = choice(PATHS) if chance() < 0.25 else choice(TEXTS)
        blank = choice(["", " ", "  "])
        text = left + blank + choice(OPERATORS) + blank + right
        return "(%s)" % text if chance() < 0.15 else text

    def filter(self):
        text = self.criterion()
        while self.random.random() < 0.35:
            text += self.random.choice([" && ", " || ", "&&", "||"]) + self.criterion()
        return "[?(%s)]" % text

    def segment(self):
        choice, number = self.random.choice, self.random.randint
        return choice([
            lambda: self.name(choice(NAMES)), lambda: self.name(choice(NAMES)), lambda: self.name(choice(NAMES)),
            lambda: "[%d]" % number(-1, 4), lambda: "[%d:%d]" % (number(-3, 4), number(-3, 4)),
            lambda: choice(["[0,1]", "[1,0]", "[0,9]", "[-1:]", "[:1]", "[1:]", "[:-1]", "[-2:]", "[0:3:2]"]),
            lambda: choice(["[*]", ".*"]), lambda: choice(["['a','b']", "['a', 'c']", "['x','y']", "['a','a']"]),
            lambda: "[(@.length-%d)]" % number(0, 3), self.filter, self.filter,
            lambda: ".." + choice(["a", "b", "*", "[*]", "[0]", "['a','b']", "[0:1]", "[0,1]", self.filter()]),
        ])()

    def path(self, document):
        text, at = "$", document
        while isinstance(at, (dict, list)) and at and self.random.random() < 0.75:
            if isinstance(at, dict):
                step = self.random.choice(list(at))
                own = self.name(step)
            else:
                step = self.random.randrange(len(at))
                own = "[%d]" % step
            text += own if self.random.random() < 0.7 else self.segment()
            at = at[step]
        while self.random.random() < 0.5:
            text += self.segment()
        return text

    def damaged(self, path):
        letters = list(path)
        for _ in range(self.random.randint(1, 3)):
            place, piece = self.random.randint(1, len(letters)), self.random.choice(PIECES)
            how = self.random.random()
            if how < 0.5:
                letters[place:place] = piece
            elif place < len(letters):
                letters[place:place + 1] = [] if how < 0.8 else piece
        return "".join(letters)

    def question(self):
        document = self.document()
        path = self.path(document)
        return {"path": self.damaged(path) if self.random.random() < 0.4 else path, "data": document}


def answers(command, questions):
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def outcome(answer):
    """What counts of an answer of either side."""
    if "result" in answer:
        return "value", json.dumps(answer["result"])
    error = answer["error"]
    refused = error["code"] == "InvalidPath" if isinstance(error, dict) else answer["compile"]
    message = error["message"] if isinstance(error, dict) else error
    if refused:
        return "refused", ""
    return "error", message


def same(ours, theirs):
    if ours[0] == theirs[0] == "error":
        return ours[1] == theirs[1] or not SENTENCE.match(theirs[1])
    return ours == theirs or (ours[0] == theirs[0] == "value" and json.loads(ours[1]) == json.loads(theirs[1]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--pawl", default=os.path.join(HERE, "../../build/release/pawl"))
    options = parser.parse_args()
    missing = [jar for jar in JARS.split(":") if not os.path.exists(jar)]
    if missing:
        sys.exit("missing: %s; install libjsonpath-java libjackson2-databind-java default-jdk-headless" % " ".join(missing))

    generator = Generator(options.seed)
    asked = values = refused = different = 0
    known = dict.fromkeys(KNOWN, 0)
    end = time.time() + options.minutes * 60
    with tempfile.TemporaryDirectory() as classes:
        subprocess.run(["javac", "-d", classes, "-cp", JARS, os.path.join(HERE, "JsonPathAnswers.java")], check=True)
        jayway = ["java", "-cp", classes + ":" + JARS, "JsonPathAnswers"]
        pawl = [options.pawl, "eval", "--language", "jsonpath", "--batch"]
        while time.time() < end:
            questions = [generator.question() for _ in range(20000)]
            for question, ours, theirs in zip(questions, answers(pawl, questions), answers(jayway, questions)):
                ours, theirs = outcome(ours), outcome(theirs)
                asked += 1
                values += theirs[0] == "value"
                refused += theirs[0] == "refused"
                if same(ours, theirs):
                    continue
                reason = next((name for name, text in KNOWN.items() if text.search(question["path"])), None)
                if reason is not None:
                    known[reason] += 1
                    continue
                different += 1
                print("%s\n  data   %s\n  jayway %s\n  pawl   %s" % (
                    question["path"], json.dumps(question["data"]), " ".join(theirs), " ".join(ours)), flush=True)
    print("seed %d: %d questions (%d values, %d refused), %d differences" % (options.seed, asked, values, refused, different))
    for reason, count in known.items():
        print("  known, %d: %s" % (count, reason))
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
