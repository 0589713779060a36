"""Tables from offices: upload, preview with every error by line, then all rows or none.

It must not know what a row means: each kind of table belongs to the room that brings it in.
"""
