"""When things may happen: the case and its supervision, as workflows that live for years and hold no rule."""

TASK_QUEUE = "fenduan"
"""The task queue of every workflow and activity."""
