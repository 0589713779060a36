"""Registers the room with Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "loa.tasks"
    label = "tasks"
