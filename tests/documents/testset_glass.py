"""What becomes of a paper on the glass of a scanner: lid, shadow, light, noise; and what was wrong with how it was laid."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.documents.testset_papers import Gray
from tests.documents.testset_pen import Pixels

Points = NDArray[np.float64]
Background = Literal["dark", "gray", "white", "white_faint", "white_same"]


@dataclass(frozen=True)
class Shadow:
    depth: float
    """In levels, where it is deepest."""
    reach: float
    """How far it falls [mm]."""
    soft: float
    """Sigma of its rim [mm]."""
    toward: tuple[float, float]
    """Away from the lamp."""


def colours(background: Background, chance: np.random.Generator) -> tuple[NDArray[np.float32], tuple[int, int, int], Shadow]:
    """Colour of the lid, of the paper, and the shadow between them."""
    angle = chance.choice([0, 1, 2, 3]) * np.pi / 2 + chance.choice([0.0, chance.uniform(-0.9, 0.9)])
    toward = (float(np.cos(angle)), float(np.sin(angle)))
    soft = float(chance.uniform(0.15, 0.45))
    reach = float(chance.uniform(0.15, 0.5))
    paper = np.array([246, 245, 241]) + chance.integers(-8, 6, 1) + np.array([0, 0, chance.integers(-8, 4)])
    match background:
        case "dark":
            lid, depth = np.array([26, 26, 27]) + chance.integers(-12, 16, 1), 4.0
        case "gray":
            lid, depth = np.array([150, 150, 149]) + chance.integers(-40, 30, 1), 12.0
        case "white":
            lid, depth = paper + chance.integers(0, 7, 1) + np.array([0, 0, chance.integers(1, 8)]), float(chance.uniform(6, 26))
        case "white_faint":
            lid, depth = paper + np.array([0, chance.integers(0, 2), chance.integers(1, 3)]), float(chance.uniform(2, 5))
        case "white_same":
            lid, depth = paper, 0.0
    paper, lid = np.clip(paper, 200, 253), np.clip(lid, 5, 254)
    return lid.astype(np.float32), (int(paper[0]), int(paper[1]), int(paper[2])), Shadow(depth, reach, soft, toward)


def on_glass(
    paper: Pixels,
    opaque: Gray,
    place: NDArray[np.float64],
    size: tuple[int, int],
    lid: NDArray[np.float32],
    shadow: Shadow,
    mm: float,
    chance: np.random.Generator,
) -> NDArray[np.float32]:
    shown = cv2.warpPerspective(paper, place, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpPerspective(opaque, place, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    shift = np.array([[1, 0, shadow.toward[0] * shadow.reach * mm], [0, 1, shadow.toward[1] * shadow.reach * mm]])
    cast = cv2.GaussianBlur(cv2.warpAffine(alpha, shift, size), (0, 0), shadow.soft * mm) * shadow.depth
    drift = cv2.resize(chance.normal(0, 0.8, (4, 4)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    grain = _grain(int(chance.integers(8)), size)
    bed = lid + (grain - cast)[..., None]
    mixed = bed + alpha[..., None] * (shown - bed) + drift[..., None]
    return np.asarray(cv2.GaussianBlur(mixed, (0, 0), 0.45), np.float32)


@lru_cache(maxsize=8)
def _grain_tile(number: int) -> NDArray[np.float32]:
    return np.random.default_rng(number).normal(0, 1.5, (600, 600)).astype(np.float32)


def _grain(number: int, size: tuple[int, int]) -> NDArray[np.float32]:
    """As rough as paper, so that roughness gives nothing away."""
    tile = _grain_tile(number)
    return np.tile(tile, (-(-size[1] // 600), -(-size[0] // 600)))[: size[1], : size[0]]


def lit(image: NDArray[np.float32], uneven: float, chance: np.random.Generator) -> NDArray[np.float32]:
    if not uneven:
        return image
    height, width = image.shape[:2]
    angle = chance.uniform(0, 2 * np.pi)
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    along = (x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))) / np.float32(np.sqrt(2))
    return np.asarray(image * (1 - uneven * (along + 1) / 2)[..., None], np.float32)


def sensed(image: NDArray[np.float32], chance: np.random.Generator) -> Pixels:
    """Noise in each pixel, and columns that are not quite alike."""
    height, width = image.shape[:2]
    noise = chance.normal(0, chance.uniform(0.7, 1.8), (512, 512, 3)).astype(np.float32)
    noise = np.tile(noise, (-(-height // 512), -(-width // 512), 1))[:height, :width]
    columns = chance.normal(0, 0.25, (1, width, 1)).astype(np.float32)
    return np.clip(image + noise + columns + 0.5, 0, 255).astype(np.uint8)


def through_jpeg(pixels: Pixels, quality: int) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer)).copy()


def folded(paper: Pixels, opaque: Gray, size: float, chance: np.random.Generator) -> tuple[Pixels, Gray, Points]:
    """A corner turned over: the background shows beyond the fold, the paper's back lies on this side of it."""
    height, width = opaque.shape
    corner = frame(width, height)[int(chance.integers(4))]
    inward = np.sign(np.array([width / 2, height / 2]) - corner)
    legs = size * chance.uniform(0.75, 1.25, 2)
    first, second = corner + np.array([inward[0] * legs[0], 0]), corner + np.array([0, inward[1] * legs[1]])
    along = (second - first) / np.linalg.norm(second - first)
    foot = first + along * float((corner - first) @ along)
    tip = 2 * foot - corner
    paper, opaque = paper.copy(), opaque.copy()
    cv2.fillPoly(opaque, [np.round([corner + (corner - foot), first, second]).astype(np.int32)], 0)
    back = tuple(int(level) - 6 for level in np.median(paper[::9, ::9].reshape(-1, 3), axis=0))
    cv2.fillPoly(paper, [np.round([tip, first, second]).astype(np.int32)], back, cv2.LINE_AA)
    cv2.polylines(
        paper,
        [np.round([first, tip, second]).astype(np.int32)],
        isClosed=False,
        color=(170, 168, 164),
        thickness=max(1, round(size / 40)),
        lineType=cv2.LINE_AA,
    )
    return paper, opaque, np.array([corner, first, tip, second])


def covered(paper: Pixels, size: float, chance: np.random.Generator) -> tuple[Pixels, Points]:
    """Another slip of paper lies over this one, with its shadow."""
    height, width = paper.shape[:2]
    centre = np.array([chance.uniform(0.2, 0.8) * width, chance.uniform(0.2, 0.8) * height])
    outline = cv2.boxPoints(((float(centre[0]), float(centre[1])), (size, size * 0.8), float(chance.uniform(-30, 30))))
    points = np.round(outline).astype(np.int32)
    shadow = np.zeros((height, width), np.float32)
    cv2.fillPoly(shadow, [points + max(1, round(size / 40))], 1.0)
    shown = paper * (1 - 0.35 * cv2.GaussianBlur(shadow, (0, 0), max(1.0, size / 50)))[..., None]
    shown = np.clip(shown, 0, 255).astype(np.uint8)
    cv2.fillPoly(shown, [points], ((250, 240, 150), (236, 236, 232), (205, 170, 150))[int(chance.integers(3))], cv2.LINE_AA)
    return shown, np.asarray(outline, np.float64)


def frame(width: int, height: int) -> Points:
    """Pixel centres lie on whole numbers, so a picture reaches from -0.5 to its size - 0.5."""
    return np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
