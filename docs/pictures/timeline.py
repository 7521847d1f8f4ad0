#!/usr/bin/env python3
"""Draws a trace of `trackloom run --trace` as a picture: a row per thread, a colour per event.
   usage: timeline.py TRACE.json > PICTURE.svg"""
import json
import sys

slices = [s for s in json.load(open(sys.argv[1]))["traceEvents"] if s["ph"] == "X"]
names = {s["tid"]: s["args"]["name"] for s in json.load(open(sys.argv[1]))["traceEvents"]
         if s["ph"] == "M" and s["name"] == "thread_name"}
rows = sorted({s["tid"] for s in slices}, key=lambda t: (names.get(t, ""), t))
events = sorted({s["args"]["event"] for s in slices})
start, end = min(s["ts"] for s in slices), max(s["ts"] + s["dur"] for s in slices)
left, width, height = 90, 880, 34
colours = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2", "#edc948", "#9c755f"]
x = lambda us: left + (us - start) / (end - start) * (width - left - 10)
total = len(rows) * height + 44
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {total}" width="{width}" height="{total}" '
      'font-family="system-ui,sans-serif" font-size="11">')
print("<style>svg{color:#1f2328}text{fill:currentColor}.in{fill:#fff}"
      "@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>")
for row, thread in enumerate(rows):
    y = row * height + 6
    print(f'<text x="4" y="{y + 18}">{names.get(thread, f"thread {thread}")}</text>')
    for s in (s for s in slices if s["tid"] == thread):
        w = max(0.6, x(s["ts"] + s["dur"]) - x(s["ts"]))
        colour = colours[events.index(s["args"]["event"]) % len(colours)]
        print(f'<rect x="{x(s["ts"]):.1f}" y="{y}" width="{w:.1f}" height="{height - 8}" rx="2" fill="{colour}" '
              f'stroke="#fff" stroke-width=".5"><title>{s["name"]}, event {s["args"]["event"]}, '
              f'{s["dur"] / 1000:.1f} ms</title></rect>')
        if w > 7 * len(s["name"]):
            print(f'<text class="in" x="{x(s["ts"]) + 4:.1f}" y="{y + 17}">{s["name"]}</text>')
y = len(rows) * height + 10
for i, event in enumerate(events):
    print(f'<rect x="{left + 110 * i}" y="{y}" width="11" height="11" fill="{colours[i % len(colours)]}"/>'
          f'<text x="{left + 110 * i + 16}" y="{y + 10}">event {event}</text>')
print(f'<text x="{left}" y="{y + 28}">{(end - start) / 1000:.0f} ms from the first read to the last write</text></svg>')
