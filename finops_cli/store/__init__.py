"""The store and the files: where calls come from, and the one gateway to DuckDB."""
