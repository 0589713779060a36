"""Makers of the ugly workbooks, one file per sort of table."""
