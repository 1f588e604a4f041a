#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""network_plot.py FILE >PICTURE.svg: what `network_bench growth` printed, as three plots with logarithmic axes."""

import math
import sys

WIDTH, HEIGHT, LEFT, TOP, SIDE = 300, 240, 56, 34, 200
TITLES = {"pods": "pods (10 policies for 100)", "policies": "policies (10,000 pods)",
          "labels": "classes of pods (10,000 pods, 1,000 policies)"}
LINES = (("rows", 4, "#2563eb"), ("all pairs of classes", 5, "#d97706"))


def read(path):
    rows = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            what, *numbers = line.split()
            pods, policies, classes, seconds, pairs = (float(one) for one in numbers)
            x = {"pods": pods, "policies": policies, "labels": classes}[what]
            rows.setdefault(what, []).append((x, None, None, None, seconds, pairs))
    return rows


def scale(low, high, size):
    low, high = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return lambda value: (math.log10(value) - low) / (high - low) * size, range(low, high + 1)


def label(power):
    return f"{10 ** power:,}" if power >= 0 else f"{10 ** power:.{-power}f}"


def plot(what, points, offset, low, high):
    x_of, x_powers = scale(points[0][0], points[-1][0], SIDE)
    y_of, y_powers = scale(low, high, SIDE - 30)
    bottom = TOP + SIDE - 30
    out = [f'<g transform="translate({offset} 0)"><text x="{LEFT}" y="16" class="t">{TITLES[what]}</text>']
    for power in y_powers:
        y = bottom - y_of(10.0 ** power)
        out.append(f'<line x1="{LEFT}" x2="{LEFT + SIDE}" y1="{y:.1f}" y2="{y:.1f}" class="g"/>'
                   f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label(power)}</text>')
    for power in x_powers:
        x = LEFT + x_of(10.0 ** power)
        out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}" class="g"/>'
                   f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{label(power)}</text>')
    for name, column, colour in LINES:
        places = [(LEFT + x_of(one[0]), bottom - y_of(max(one[column], low))) for one in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"><title>{name}</title></polyline>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    return "".join(out) + "</g>\n"


def main():
    rows = read(sys.argv[1])
    for points in rows.values():
        points.sort()
    high = max(one[column] for points in rows.values() for one in points for _, column, _ in LINES)
    low = 0.001
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(rows)} {HEIGHT + 20}" role="img" '
          'font-family="sans-serif" font-size="11"><title>Seconds by pods, policies and classes</title>'
          '<style>.g{stroke:#e5e7eb}.t{font-weight:600;font-size:12px}</style>'
          f'<rect width="{WIDTH * len(rows)}" height="{HEIGHT + 20}" fill="#fff"/>')
    for number, (what, points) in enumerate(rows.items()):
        print(plot(what, points, number * WIDTH, low, high), end="")
    for number, (name, _, colour) in enumerate(LINES):
        x = LEFT + number * 90
        print(f'<rect x="{x}" y="{HEIGHT}" width="10" height="10" fill="{colour}"/><text x="{x + 14}" y="{HEIGHT + 9}">{name}, s</text>')
    print("</svg>")


main()
