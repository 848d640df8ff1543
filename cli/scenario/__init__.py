"""Scenarios: real-shaped cases as data, played on the real workflows."""
