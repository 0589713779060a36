"""Writes of the room: programmes, planning, assigning, reporting, handing on, following reforms.

Call them by module (`from loa.tasks.actions import reporting`): a part and a task are both opened again.
"""
