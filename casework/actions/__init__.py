"""The only writers of casework: one verb a function, keyword-only, in one transaction."""
