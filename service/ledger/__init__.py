"""The public documents: one row a record, one number a change. Public code reads nothing else."""
