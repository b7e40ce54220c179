"""Her own pages behind code and words, one file each; `table` names them all."""
