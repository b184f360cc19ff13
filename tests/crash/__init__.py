"""Crash proof: the real store, sync and portal cut at each step, and from each recorded moment as a power cut would leave the disk."""
