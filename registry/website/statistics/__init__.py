"""The statistics page: what was counted, in pictures and plain words, with the records behind each figure."""
