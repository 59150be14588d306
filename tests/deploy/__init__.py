"""What deploy/ holds is taken by the programs that it is for."""
