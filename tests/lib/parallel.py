"""A family of 200 images on a random graph, each with a time that its build takes.

make FOLDER SEED   writes FOLDER/images.yaml and FOLDER/times, lines "IMAGE SECONDS"
bound FOLDER JOBS  prints how many seconds all builds take at least with that many at once: the longest
                   path, or the sum over JOBS
"""
import pathlib
import random
import sys

COUNT = 200


def parents(number, chance):
    """Most images stand on one image, some copy from others too, a few on none."""
    return sorted({chance.randrange(number) for _ in range(min(number, chance.choice([0, 1, 1, 1, 1, 2, 3])))})


def make(folder, seed):
    chance = random.Random(seed)
    lines = ["name: loom", "defaults: {template: base.Dockerfile.j2, tag: '1'}", "images:"]
    times = []
    for number in range(COUNT):
        above = [f"image{parent}" for parent in parents(number, chance)]
        copies = ", ".join(f"{{image: {name}, from: /a, to: /{name}}}" for name in above[1:])
        lines.append(f"  image{number}: {{from: {above[0] if above else 'debian:12'}, copy: [{copies}]}}")
        times.append(f"image{number} {chance.uniform(0.6, 2.4):.3f}")
    (folder / "images.yaml").write_text("\n".join(lines) + "\n")
    (folder / "times").write_text("\n".join(times) + "\n")


def bound(folder, jobs):
    """Parents stand above their children in images.yaml."""
    times = {name: float(seconds) for name, seconds in map(str.split, (folder / "times").read_text().splitlines())}
    ends = {}
    for line in (folder / "images.yaml").read_text().splitlines():
        words = line.replace(":", " ").replace(",", " ").replace("}", " ").split()
        if words and words[0] in times:
            ends[words[0]] = times[words[0]] + max((ends[word] for word in words[1:] if word in ends), default=0)
    return max(max(ends.values()), sum(times.values()) / jobs)


if __name__ == "__main__":
    action, where, number = sys.argv[1:]
    if action == "make":
        make(pathlib.Path(where), int(number))
    else:
        print(bound(pathlib.Path(where), int(number)))
