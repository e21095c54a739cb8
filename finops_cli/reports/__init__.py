"""Reports: one module a question; scope and metrics become a typed Report."""
