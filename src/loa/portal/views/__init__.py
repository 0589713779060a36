"""Public pages: fetch, call, render. Nobody signs in here and nobody is followed."""
