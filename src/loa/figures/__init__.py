"""Figures: numbers that say how they were counted and open the rows behind them."""
