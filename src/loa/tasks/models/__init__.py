"""Programmes with their groups and tasks, the assignments to bodies, and what those report."""

from loa.tasks.models.assignment import Assignment, HandOver, Progress
from loa.tasks.models.programme import Programme, Task, TaskGroup

__all__ = ["Assignment", "HandOver", "Programme", "Progress", "Task", "TaskGroup"]
