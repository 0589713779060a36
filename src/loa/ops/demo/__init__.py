"""The demo: the main job on sample data, in a copy of its own that never meets real data."""
