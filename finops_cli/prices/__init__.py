"""The price book: list prices compiled from genai-prices, and the rules that find a log's names in it.

Reports do not use it yet: a call without a logged cost is unpriced until the book is joined in staging."""
