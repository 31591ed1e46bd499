#!/usr/bin/env python3
"""Where the time of a message goes at 200 a second (W1lat), in the middle and in the slowest percent.

    bench/latency_trace.py [--keep FILE]        needs perf and root; the release build

Runs `relay_bench --only latency` with the kernel's tracepoints of system calls and of the scheduler switched on, and follows every
message through them: client, network thread, writer, disk, network thread, client. Nothing in the relay knows of it.
"""
import argparse, os, re, subprocess, sys, tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.path.join(os.environ.get("VALISE_BIN", os.path.join(root, "build/release/bin")), "relay_bench")
calls = ["recvfrom", "sendto", "fdatasync", "pwrite64", "openat"]
events = ["sched:sched_switch", "sched:sched_waking"] + [f"syscalls:sys_{way}_{call}" for call in calls for way in ("enter", "exit")]


def record(folder):
    data = os.path.join(folder, "perf.data")
    command = ["perf", "record", "-q", "-a", "-k", "CLOCK_MONOTONIC", "-m", "4096", "-o", data]
    for event in events:
        command += ["-e", event]
    print(subprocess.run(command + [program, "--only", "latency"], check=True, capture_output=True, text=True).stdout)
    fields = ["perf", "script", "-i", data, "--ns", "-F", "comm,tid,cpu,time,event,trace"]
    return subprocess.run(fields, check=True, capture_output=True, text=True).stdout


line = re.compile(r"^\s*(.+?)\s+(\d+)\s+\[(\d+)\]\s+(\d+)\.(\d+):\s+(\S+?):\s+(.*)$")


def parse(text):
    for each in text.splitlines():
        m = line.match(each)
        if m:
            yield m[1], int(m[2]), int(m[3]), int(m[4]) * 10**9 + int(m[5]), m[6].split(":")[-1], m[7]


def result_of(trace):
    value = int(trace.strip(), 16)
    return value - (1 << 64) if value >> 63 else value


def value_of(trace, name):
    m = re.search(name + r"[:=]\s*(0x[0-9a-f]+|\d+)", trace)
    return int(m[1], 0) if m else 0


def follow(stream):
    """Gives a dictionary of moments (in ns) for each message."""
    stream = list(stream)
    client = relay = None
    syncs = {}
    for comm, tid, _, _, event, _ in stream:
        if comm.startswith("valised") and event == "sys_enter_fdatasync":
            syncs[tid] = syncs.get(tid, 0) + 1
    if not syncs:
        sys.exit("no commit was seen")
    writer = max(syncs, key=syncs.get)
    sizes = {}
    messages, open_one = [], None
    wakes, runs = {}, {}
    for comm, tid, cpu, at, event, trace in stream:
        if event == "sched_waking":
            woken = value_of(trace, "pid")
            wakes[woken] = at
            if open_one is not None:
                if woken == writer and "writer woken" not in open_one and "got" in open_one:
                    open_one["writer woken"] = at
                if woken == open_one.get("network") and "synced" in open_one and "network woken" not in open_one:
                    open_one["network woken"] = at
                if woken == client and "sent" in open_one and "client woken" not in open_one:
                    open_one["client woken"] = at
        elif event == "sched_switch":
            next_one = value_of(trace, "next_pid")
            if open_one is not None:
                if next_one == writer and "writer woken" in open_one:
                    open_one.setdefault("writer runs", at)
                if next_one == open_one.get("network") and "network woken" in open_one:
                    open_one.setdefault("network runs", at)
                if next_one == client and "client woken" in open_one:
                    open_one.setdefault("client runs", at)
            runs[next_one] = at
        elif event == "sys_enter_sendto":
            sizes[tid] = value_of(trace, "len") or value_of(trace, "size")
            if comm.startswith("relay_bench") and sizes[tid] > 1000:
                client = tid
                open_one = {"due": wakes.get(tid, at), "client sends": at}
                messages.append(open_one)
        elif event == "sys_exit_recvfrom" and open_one is not None:
            size = result_of(trace)
            if comm.startswith("valised") and size > 1000:
                open_one.setdefault("network", tid)
                open_one.setdefault("got", at)
            if tid == client and size > 1000 and "sent" in open_one:
                open_one.setdefault("arrived", at)
        elif event == "sys_enter_fdatasync" and tid == writer and open_one is not None and "writer runs" in open_one:
            open_one.setdefault("sync begins", at)
        elif event == "sys_exit_fdatasync" and tid == writer and open_one is not None and "sync begins" in open_one:
            open_one.setdefault("synced", at)
        elif event == "sys_exit_sendto" and open_one is not None:
            if comm.startswith("valised") and "synced" in open_one and sizes.get(tid, 0) > 1000:
                open_one.setdefault("sent", at)
    return messages


stages = [
    ("due", "client sends", "client: woken by its timer, TLS"),
    ("client sends", "got", "network thread: woken, receives"),
    ("got", "writer woken", "network thread: TLS, checks, hands over"),
    ("writer woken", "writer runs", "scheduler: until the writer runs"),
    ("writer runs", "sync begins", "writer: statements, pages encrypted and written"),
    ("sync begins", "synced", "disk: fdatasync of the log"),
    ("synced", "network woken", "writer: completes"),
    ("network woken", "network runs", "scheduler: until the network thread runs"),
    ("network runs", "sent", "network thread: answer and delivery, TLS"),
    ("sent", "arrived", "client: woken, receives"),
]


def report(messages):
    whole = [m for m in messages if all(a in m and b in m for a, b, _ in stages)]
    # The echo and the warm-up come before and have no commit; what lies closer than a message's period is load.
    gaps = [b["due"] - a["due"] for a, b in zip(whole, whole[1:])]
    whole = [m for m, gap in zip(whole, gaps) if gap > 3_000_000]
    if len(whole) < 200:
        sys.exit(f"only {len(whole)} of {len(messages)} messages could be followed")
    whole.sort(key=lambda m: m["arrived"] - m["due"])
    count = len(whole)
    middle = whole[int(count * 0.45) : int(count * 0.55)]
    slow = whole[int(count * 0.99) :]
    slower = whole[int(count * 0.95) :]
    print(f"{count} messages followed; ms from due to arrival: p50 {(whole[count // 2]['arrived'] - whole[count // 2]['due']) / 1e6:.2f}, "
          f"p99 {(slow[0]['arrived'] - slow[0]['due']) / 1e6:.2f}, slowest {(whole[-1]['arrived'] - whole[-1]['due']) / 1e6:.2f}")
    print(f"{'microseconds, mean of':52}{'middle tenth':>14}{'slowest 5 %':>14}{'slowest 1 %':>14}")
    for a, b, name in stages:
        mean = [sum(m[b] - m[a] for m in group) / len(group) / 1e3 for group in (middle, slower, slow)]
        print(f"{name:52}" + "".join(f"{value:14.0f}" for value in mean))
    print("\nthe slowest, one by one: where most of it went")
    for m in reversed(whole[-12:]):
        worst = sorted(stages, key=lambda s: m[s[0]] - m[s[1]])[:2]
        print(f"{(m['arrived'] - m['due']) / 1e6:7.2f} ms: " + "; ".join(f"{n} {(m[b] - m[a]) / 1e3:.0f} us" for a, b, n in worst))


arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--keep", help="keep what perf wrote as text in this file; or read it, if it is there")
options = arguments.parse_args()
if options.keep and os.path.exists(options.keep):
    text = open(options.keep).read()
else:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        text = record(folder)
    if options.keep:
        open(options.keep, "w").write(text)
report(follow(parse(text)))
