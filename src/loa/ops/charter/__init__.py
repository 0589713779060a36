"""The charter's twelve rules, the objects of the database that hold them, and whether these stand unaltered."""
