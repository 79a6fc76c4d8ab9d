"""newplan: another plan from one table. Makes files that a person reads and corrects; judges nothing."""
