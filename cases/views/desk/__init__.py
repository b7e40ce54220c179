"""The desk: where caseworkers work. Views translate; the small files beside them turn rows into words."""
