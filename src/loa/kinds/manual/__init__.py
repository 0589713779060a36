"""Channels carried out by hand: stations, cars, boards, talks, chat groups."""
