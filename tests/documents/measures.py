"""How far a cleaned page is from the truth, by `CleanPage.crop`: what was kept of the scan, as the page reads."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents import CleanPage

Points = NDArray[np.float64]


def to_output(page: CleanPage, points: Points) -> Points:
    """From px of the scan to px of the cleaned page."""
    width, height = page.width - 0.5, page.height - 0.5
    target = np.array([(-0.5, -0.5), (width, -0.5), (width, height), (-0.5, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(page.crop, np.float32), target)
    return np.asarray(cv2.perspectiveTransform(points[None].astype(np.float64), matrix)[0], np.float64)


def residual_skew(page: CleanPage, corners: Points) -> float:
    """How far the true edges are from upright (or from lying on a side) after cleaning [deg]: the mean of the four."""
    turned = to_output(page, corners)
    edges = np.roll(turned, -1, axis=0) - turned
    angles = np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))
    return float(np.abs((angles + 45) % 90 - 45).mean())


def overlap(page: CleanPage, corners: Points, shape: tuple[int, ...]) -> float:
    """Intersection over union of what was kept and the paper, as far as the picture shows them."""
    kept, paper = _within(np.array(page.crop), shape), _within(corners, shape)
    common, _ = cv2.intersectConvexConvex(kept, paper)
    return float(common / (cv2.contourArea(kept) + cv2.contourArea(paper) - common))


def lost(page: CleanPage, corners: Points, shape: tuple[int, ...]) -> float:
    """The part of the visible paper that was cut off."""
    paper = _within(corners, shape)
    common, _ = cv2.intersectConvexConvex(_within(np.array(page.crop), shape), paper)
    return 1 - float(common) / cv2.contourArea(paper)


def _within(corners: Points, shape: tuple[int, ...]) -> NDArray[np.float32]:
    height, width = shape[:2]
    frame = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)], np.float32)
    _, common = cv2.intersectConvexConvex(corners.astype(np.float32), frame)
    return np.asarray(common, np.float32)
