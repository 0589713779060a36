"""Programmes with their groups and tasks, the assignments to bodies, and what those report."""

from loa.tasks.models.assignment import Assignment, HandOver, Progress
from loa.tasks.models.calendar_link import CalendarLink
from loa.tasks.models.programme import Programme, Task, TaskGroup

__all__ = ["Assignment", "CalendarLink", "HandOver", "Programme", "Progress", "Task", "TaskGroup"]
