"""Loa: public information from decision to proof."""
