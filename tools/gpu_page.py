"""Makes docs/performance-gpu.md of what tools/gpu-check.sh measured.

usage: gpu_page.py FOLDER CARD "FAILED STEPS"
"""

import datetime
import json
import pathlib
import sys


def table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(value, digits=3):
    return f"{value:.{digits}g}"


def share(value, peak):
    return f"{100 * value / peak:.0f} %" if value and peak else "-"


def bench_section(name, bench):
    bandwidth, flops = bench["copy_gb_per_s"], bench["fp32_tflops"]
    out = [f"## {name}", "",
           f"{bench['hits']} hits, {bench['candidates']} candidates, {bench['edges']} edges after the filter, "
           f"{bench['believed']} copied out. This card, in the same run: {bandwidth:.0f} GB/s copying (bytes read "
           f"and written), {flops:.1f} TFLOP/s fp32. Kernels named half_network_kernels multiply in tensor cores; "
           "their share, too, is of the fp32 peak.", "",
           table(["stage", "p50 ms", "p99 ms", "device memory MB"],
                 [[s["stage"], number(s["p50_ms"]), number(s["p99_ms"]), number(s["memory_mb"], 4)]
                  for s in bench["stages"]]), ""]
    rows = []
    for stage in bench["stages"]:
        for k in stage["kernels"]:
            seconds = k["ms"] / 1000
            rows.append([stage["stage"], f"`{k['kernel']}`", k["launches"], number(k["ms"]),
                         number(k["bytes"] / 1e6) if k["bytes"] else "-",
                         share(k["bytes"] / seconds / 1e9 if seconds else 0, bandwidth),
                         share(k["flops"] / seconds / 1e12 if seconds else 0, flops)])
    out += [table(["stage", "kernel", "launches", "ms", "MB", "of the bandwidth", "of fp32"], rows), "",
            "MB and operations are what the kernel has to move and compute once, where it says so.", "",
            "The device chain of pipelines/cuda.yaml, copy-in to copy-out, without the engine, lanes side by side:", "",
            table(["networks in", "lanes", "p50 ms", "p99 ms", "events/s", "device memory in use MB"],
                  [[c["precision"], c["lanes"], number(c["p50_ms"]), number(c["p99_ms"]), number(c["events_per_s"]),
                    number(c["memory_mb"], 4)] for c in bench["chains"]]), "",
            "Where the time of one event goes, on one lane, with the waking of its thread:", "",
            steps_table([c for c in bench["chains"] if c["lanes"] == 1]), ""]
    return "\n".join(out)


def steps_table(chains):
    names = [step["stage"] for step in chains[0]["steps"]]
    rows = [[name] + [number(c["steps"][i]["p50_ms"]) for c in chains] for i, name in enumerate(names)]
    return table(["stage"] + [f"p50 ms, {c['precision']}" for c in chains], rows)


def run_row(folder):
    report = json.loads((folder / "report.json").read_text())
    latency = [s for s in report.get("stages", []) if s["stage"].startswith("cuda.")]
    return [folder.name[len("run-"):], report["events"]["written"], report["events"]["failed"],
            number(report["events_per_second"]),
            number(sum(s["time_ms"]["p50"] for s in latency)),
            number(sum(s["time_ms"]["p99"] for s in latency)),
            number(report["metrics"].get("physics.score", float("nan")), 4),
            number(report["peak_rss_mb"], 4)]


def main():
    folder = pathlib.Path(sys.argv[1])
    print("# Performance on a GPU\n")
    print(f"{datetime.date.today()}, {sys.argv[2]}. Made by `tools/gpu-check.sh`.\n")
    if sys.argv[3]:
        print(f"**Steps that failed: {sys.argv[3]}.**\n")
    for file in sorted(folder.glob("bench*.json")):
        try:
            print(bench_section(file.stem, json.loads(file.read_text())))
        except (ValueError, KeyError) as error:
            print(f"## {file.stem}\n\nNo figures: {error}\n")
    rows = []
    for run in sorted(folder.glob("run-*/report.json")):
        try:
            rows.append(run_row(run.parent))
        except (ValueError, KeyError) as error:
            rows.append([run.parent.name, f"no figures: {error}"] + [""] * 6)
    print("## Pipelines\n")
    print("Read to written, so that the CPU stages count; device p50 and p99 are the sums over the cuda stages.\n")
    print(table(["run", "written", "failed", "events/s", "device p50 ms", "device p99 ms", "score", "host memory MB"],
                rows))
    print("\n## Steps\n")
    for line in (folder / "steps.txt").read_text().splitlines():
        print("    " + line)


if __name__ == "__main__":
    main()
