"""Benches: speeds as ratios, both sides measured in one run (`manage.py bench NAME --scale N`).

One module a bench, with add_arguments(parser) and run(say, scale, **options) -> dict. Like a drill, it never touches
the records of the checkout.
"""
