"""Finds, starts, prepares and stops the PostgreSQL server that belongs to this copy.

It must not know Django: the supervisor, the tests and the backup use it before any settings exist.
"""

from loa.ops.postgres.binaries import Binaries, find_binaries
from loa.ops.postgres.cluster import Cluster, Server, server_user
from loa.ops.postgres.roles import APP, DATABASE, OWNER, SUPERUSER, connect, prepare_database, prepare_roles

__all__ = [
    "APP",
    "DATABASE",
    "OWNER",
    "SUPERUSER",
    "Binaries",
    "Cluster",
    "Server",
    "connect",
    "find_binaries",
    "prepare_database",
    "prepare_roles",
    "server_user",
]
