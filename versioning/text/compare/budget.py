"""Bound the work of a comparison in cells, never by a clock."""


class Budget:
    """Hold the cells that are left to spend. The same input spends the same cells, so its result never varies.

    A cell is one comparison of two tokens in a dynamic programming matrix. It takes about 0.2 ns, and one bit of
    memory as long as its matrix exists. Other work is counted as the number of cells that takes the same time.
    """

    __slots__ = ("_left", "exceeded")

    def __init__(self, cells: int) -> None:
        self._left = cells
        self.exceeded = False

    def spend(self, cells: int) -> bool:
        """Spend the cells and return True. If too few are left, spend nothing, set `exceeded` and return False."""
        if cells > self._left:
            self.exceeded = True
            return False
        self._left -= cells
        return True
