"""The only writers of referrals: one verb a function, keyword-only, in one transaction."""
