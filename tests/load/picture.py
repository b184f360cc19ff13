"""A curve as SVG: how many were delivered until when."""

from __future__ import annotations

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 360, 64, 44
COLOURS = ("#0b57a4", "#c2410c", "#15803d")


def curve(series: dict[str, list[float]]) -> str:
    """`series`: name → times in order [s]."""
    longest = max(times[-1] for times in series.values())
    most = max(len(times) for times in series.values())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for step in range(5):
        x, y = _place(longest * step / 4, 0, longest, most), _place(0, most * step / 4, longest, most)
        parts.append(f'<path d="M{x[0]:.0f} 12V{HEIGHT - BOTTOM}M{LEFT} {y[1]:.0f}H{WIDTH - 16}" stroke="#ddd" fill="none"/>')
        parts.append(f'<text x="{x[0]:.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{longest * step / 4:.0f} s</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{y[1] + 4:.0f}" text-anchor="end">{most * step / 4:.0f}</text>')
    for number, (name, times) in enumerate(series.items()):
        every = max(len(times) // 400, 1)
        points = [(0.0, 0), *((time, count) for count, time in enumerate(times, 1) if count % every == 0 or count == len(times))]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(time, count, longest, most) for time, count in points))
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - 24}" y="{HEIGHT - BOTTOM - 14 - 18 * number}" text-anchor="end" fill="{colour}">{name}</text>')
    parts.append(f'<text x="{WIDTH // 2}" y="{HEIGHT - 6}" text-anchor="middle">dossiers filed, after all kiosks came back at once</text>')
    return "\n".join([*parts, "</svg>", ""])


def _place(time: float, count: float, longest: float, most: float) -> tuple[float, float]:
    return LEFT + time / longest * (WIDTH - LEFT - 16), HEIGHT - BOTTOM - count / most * (HEIGHT - BOTTOM - 12)
