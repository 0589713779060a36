"""Reads for the public: only what is live, listed and issued; nothing about who reads."""
