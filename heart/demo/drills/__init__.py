"""Drills: each promise tried hard, counted, and able to fail (`manage.py drill NAME`).

One module a drill. It has
    FAULTS                      the keys of its result that must be 0 for the exit code to be 0
    add_arguments(parser)       its own options, such as --seed; small defaults that take seconds
    run(say, **options) -> dict what was tried and what was counted; `say(text)` tells a person how far it is
and a `--naive` option, or another planted fault, that makes it count more than 0.
A drill works on servers of its own (ASIDE in manage.py), in a database of its own (`heart.demo.apart`), or in a
transaction that is rolled back: it never touches the records of the checkout. Modules that begin with `_` are shared.
"""
