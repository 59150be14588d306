"""How much work a comparison may cost, counted in cells and never by a clock."""


class Budget:
    """A bound on work: the same input always spends the same, so it always gets the same answer.

    A cell is one comparison of two tokens in a dynamic programming matrix: about 0.2 ns and, while its
    matrix is alive, one bit of memory. Other work is counted as the cells that would take as long.
    """

    __slots__ = ("_left", "exceeded")

    def __init__(self, cells: int) -> None:
        self._left = cells
        self.exceeded = False

    def grants(self, cells: int) -> bool:
        """Spend the cells and say yes, or spend nothing, say no, and remember having said no."""
        if cells > self._left:
            self.exceeded = True
            return False
        self._left -= cells
        return True
