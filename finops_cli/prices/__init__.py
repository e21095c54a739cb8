"""The price book's room; list prices move in with the next chapter, logged costs need none."""
