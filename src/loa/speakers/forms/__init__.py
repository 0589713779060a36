"""Forms of the room's screens: what is typed becomes what an action takes."""
