"""What several formats share: rounding, units, words, the limit, hostile text."""
