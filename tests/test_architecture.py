"""The house and its rules, held: where imports may point, who may write, where a fetch starts, what a stranger meets.

What is exempt stands here with its reason. A new arrow is a decision for this file, not a slip.
"""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations import Migration, RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

ROOT = Path(settings.BASE_DIR)
OURS = ("heart", "casework", "referrals")

# Downwards only: the longest prefix that fits says on which floor a module stands.
FLOORS = {
    "heart.lib": 0,
    "heart.audit": 1,
    "heart.accounts": 2,
    "heart.notify": 3,
    "casework": 4,
    "referrals": 5,
    "heart": 6,  # urls, api, celery, reports, demo, settings ...: the roof
    "heart.logs": 0,  # the settings name it, before there are any apps
}

# Inside an app, downwards too. One floor may import itself.
ROOMS = {
    "urls": 9,
    "management": 8,
    "views": 8,
    "admin": 8,
    "forms": 7,
    "api": 7,
    "tasks": 7,
    "interop": 7,
    "actions": 6,
    "reminders": 5,
    "digest": 5,
    "explain": 5,
    "disclosures": 4,
    "fit": 4,
    "familiar": 4,
    "matching": 4,
    "eligibility": 3,
    "beats": 3,
    "access": 3,
    "models": 2,
    "states": 1,
    "cadence": 1,
}

# (module, what it imports): why this one arrow is right.
ARROWS_ALLOWED: dict[tuple[str, str], str] = {
    ("casework.models.policies", "casework.cadence"): "rows become the pure schedule",
}


class Module(NamedTuple):
    name: str
    path: Path
    tree: ast.Module


def modules(*, migrations: bool = False) -> list[Module]:
    found = []
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts and not migrations:
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found.append(Module(name, path, ast.parse(path.read_text(), str(path))))
    return found


ALL = modules()
NAMES = {module.name for module in ALL}


def imported(module: Module) -> Iterator[str]:
    """Every module of ours that it imports, wherever in the file the import stands."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in OURS)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module and node.module.split(".")[0] in OURS:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in NAMES else node.module


def floor(name: str) -> int:
    fits = [prefix for prefix in FLOORS if name == prefix or name.startswith(f"{prefix}.")]
    return FLOORS[max(fits, key=len)]


def app_of(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "heart" else parts[0]


def room(name: str) -> str:
    return name.removeprefix(app_of(name)).strip(".").split(".")[0]


# -- Arrows --------------------------------------------------------------------------------------------------------


def test_imports_point_downwards_from_app_to_app() -> None:
    wrong = [
        (module.name, target)
        for module in ALL
        for target in imported(module)
        if floor(target) > floor(module.name) and (module.name, target) not in ARROWS_ALLOWED
    ]

    assert wrong == []


def test_the_ground_of_the_ground_imports_nothing_of_ours() -> None:
    wrong = [
        (m.name, t) for m in ALL if m.name.startswith("heart.lib") for t in imported(m) if not t.startswith("heart.lib")
    ]

    assert wrong == []


def test_casework_never_says_the_word_referral() -> None:
    """It reminds until connected, and does not know what a referral is (HOUSE 6). Reading up for display is in templates."""
    wrong = [m.name for m in ALL if m.name.startswith("casework") for t in imported(m) if t.startswith("referrals")]

    assert wrong == []


@pytest.mark.parametrize("app", ["casework", "referrals"])
def test_imports_point_downwards_inside_an_app(app: str) -> None:
    wrong = []
    for module in (m for m in ALL if app_of(m.name) == app and room(m.name) in ROOMS):
        for target in imported(module):
            upwards = app_of(target) == app and ROOMS.get(room(target), 0) > ROOMS[room(module.name)]
            if upwards and (module.name, target) not in ARROWS_ALLOWED:
                wrong.append((module.name, target))

    assert wrong == []


@pytest.mark.parametrize("app", ["casework", "referrals"])
def test_every_file_of_an_app_stands_in_a_room_that_the_house_names(app: str) -> None:
    unknown = {room(m.name) for m in ALL if app_of(m.name) == app} - set(ROOMS) - {"", "apps"}

    assert unknown == set()


@pytest.mark.parametrize("name", ["casework.states", "casework.cadence", "referrals.states", "heart.lib.clock"])
def test_pure_modules_ask_no_database(name: str) -> None:
    (module,) = [m for m in ALL if m.name == name]

    asks = [
        ast.unparse(node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert (asks, [t for t in imported(module) if "models" in t]) == ([], [])


# -- Writers -------------------------------------------------------------------------------------------------------

WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITERS = (
    "casework.reminders",  # a sweep is its own transaction
    "heart.notify.outbox",  # the senders' own bookkeeping
    "heart.notify.watch",  # pulses
    "heart.audit.record",  # the one way to write the audit
    "heart.demo",  # builds a made-up city
)
# (module, statement without arguments): why it is no write of a record, or why it may.
WRITES_ALLOWED: dict[tuple[str, str], str] = {
    ("heart.accounts.models", "user.save"): "the manager that Django's own commands call",
}


def writes(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            yield ast.unparse(node.func)


# What is updated here is a dict, a set or a hash.
NO_RECORD = re.compile(
    r"^(context|kwargs|attrs|params|initial|data|digest|headers|env|environ|os\.environ|new|words|seen|self\.fields.*|super\(\)|self\.\w*attrs|.*\.widget\.attrs|globals\(\))\."
)


def test_only_actions_write() -> None:
    wrong = [
        (module.name, statement)
        for module in ALL
        if room(module.name) != "actions" and not module.name.startswith(WRITERS)
        for statement in writes(module)
        if (module.name, statement) not in WRITES_ALLOWED and not NO_RECORD.match(statement)
    ]

    assert wrong == []


def test_every_public_action_takes_keywords_only_and_says_who() -> None:
    wrong = []
    for module in ALL:
        if room(module.name) != "actions":
            continue
        for node in module.tree.body:
            decorated = isinstance(node, ast.FunctionDef) and any(
                ast.unparse(d) == "action" for d in node.decorator_list
            )
            if decorated and (node.args.args or "by" not in [a.arg for a in node.args.kwonlyargs]):
                wrong.append((module.name, node.name))

    assert wrong == []


# -- Scope first ---------------------------------------------------------------------------------------------------

# Public knowledge, the same for everybody who is signed in.
PUBLIC = {"Organization", "Service", "Beat", "CallType", "CadenceStep", "LadderStep", "Closure", "WorkingHours"}
PUBLIC |= {"BeatOutline", "PilotService", "PilotHours"}
SCOPES = {"visible_to", "assignable_by", "overseen_by", "cards_for", "none"}
# (module, what is asked): why it need not begin with a scope.
UNSCOPED_ALLOWED: dict[tuple[str, str], str] = {
    ("casework.views.intake", "Case.not_hidden_from"): "numbers only, of the teams that the person may assign to",
    ("casework.views.intake", "FollowUp.overdue"): "numbers only, likewise",
    ("casework.views.intake", "TimeOff.on"): "when colleagues are away, read for the same teams",
    ("casework.views.timeline", "User.values_list"): "names of staff beside what they did",
    ("casework.views.plans", "User.values_list"): "names of staff beside what they did",
    ("casework.views.timeline", "Message.filter"): "when reminders of this case's own follow-ups went out",
    ("casework.views.handing_over", "User.active"): "counts only where it is somebody of the case's own team",
    (
        "casework.views.person",
        "Neighbor.of_persons",
    ): "all records of persons whom the reader may see: a restriction is the person's, so none of them is hidden alone",
    ("casework.views.person", "Encounter.select_related"): "of these records alone, loaded with them",
    ("casework.views.person", "Case.select_related"): "likewise",
    (
        "casework.views.matches",
        "Neighbor.filter",
    ): "whom the matcher named to an overseer, of whatever team; the hidden are left out in the same statement",
    ("casework.views.matches", "Neighbor.hidden_from"): "to leave them out",
    ("casework.api", "Encounter.told_by"): "visible_to, and what this token told itself of somebody hidden from it",
    ("casework.views.encounters", "Encounter.told_by"): "visible_to, and what this person told, likewise",
    (
        "casework.views.timeline",
        "Encounter.not_hidden_from",
    ): "keys only: whether an incident that one of the case's is bound to may be told of",
    ("casework.views.searching", "AuditEvent.filter"): "how often this person was told whom to ask",
    ("casework.views.searching", "User.active"): "programme managers, as those to ask",
    ("heart.reports.views", "Pause.order_by"): "which channels are paused, for overseers",
    ("heart.notify.views", "Pause.select_related"): "likewise",
}


def fetches(module: Module) -> Iterator[tuple[str, str]]:
    """`Model.objects.word` and get_object_or_404(Model, ...): the model and the word that follows."""
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in ("objects", "_default_manager")
        ):
            yield ast.unparse(node.value.value), node.attr
        by_shortcut = isinstance(node, ast.Call) and ast.unparse(node.func) in ("get_object_or_404", "get_list_or_404")
        if by_shortcut and isinstance(node.args[0], ast.Name) and node.args[0].id[0].isupper():
            yield node.args[0].id, "get_object_or_404"


def test_every_fetch_of_a_page_or_the_api_starts_from_what_the_person_may_see() -> None:
    outside = [m for m in ALL if room(m.name) in ("views", "api", "forms") or m.name.startswith("heart.reports")]
    wrong = [
        (module.name, f"{model}.{word}")
        for module in outside
        for model, word in fetches(module)
        if model not in PUBLIC and word not in SCOPES and (module.name, f"{model}.{word}") not in UNSCOPED_ALLOWED
    ]

    assert wrong == []


# -- What a stranger meets -------------------------------------------------------------------------------------------

OPEN_TO_ALL = {
    "account_login": "the way in",
    "favicon": "the little picture",
    "account_logout": "nothing to show",
    "account_reset_password": "for whoever forgot theirs",
    "account_reset_password_done": "says that a mail went out, if there is such an account",
    "account_reset_password_from_key": "the link in that mail",
    "account_reset_password_from_key_done": "says that it worked",
    "healthz": "whether the parts work, in words and ages",
    "metrics": "counts and ages for a monitor, of nobody in particular",
    "text-in": "a text handed on by our provider, believed by its signature",
    "account_inactive": "says that the account is closed",
    "set_language": "the language of the way in",
    "admin:login": "leads to the way in",
    "admin:jsi18n": "words of the date picker",
}


def addresses() -> list[tuple[str, str]]:
    """Every address with its name, made-up values in its places."""
    return sorted(set(_walk(get_resolver(), "/", "")))


def _walk(resolver: URLResolver, prefix: str, names: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = prefix + _filled(entry)
        if isinstance(entry, URLPattern):
            yield path, f"{names}{entry.name}"
        else:
            yield from _walk(entry, path, f"{names}{entry.namespace}:" if entry.namespace else names)


def _filled(entry: URLPattern | URLResolver) -> str:
    if isinstance(entry.pattern, RoutePattern):
        values = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
        return re.sub(r"<(?:(\w+):)?\w+>", lambda match: values.get(match[1], "x"), str(entry.pattern))
    return (
        re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|\([^()]*\)", "1", str(entry.pattern)).strip("^$").replace("\\Z", "")
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_needs_a_sign_in_but_those_listed(client: Client, db: None, method: str) -> None:
    answered = {}
    for path, name in addresses():
        if name in OPEN_TO_ALL:
            continue
        answer = getattr(client, method)(path, secure=True)
        location = answer.headers.get("Location", "")
        if answer.status_code != 401 and not (answer.status_code == 302 and "/login/" in location):
            answered[path, name] = (answer.status_code, location)

    assert answered == {}


def test_what_is_open_to_all_exists() -> None:
    names = {name for _path, name in addresses()}

    assert set(OPEN_TO_ALL) - names <= {"account_reset_password", "account_reset_password_done"} | {
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "admin:login",
    }


# -- Housekeeping --------------------------------------------------------------------------------------------------


def test_no_migration_is_missing(db: None) -> None:
    said = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=said)

    assert said.getvalue() == "No changes detected\n"


def test_a_database_that_goes_the_long_way_ends_where_a_fresh_one_does() -> None:
    long_way = MigrationLoader(None, replace_migrations=False)
    drawn = long_way.project_state(long_way.graph.leaf_nodes())

    assert MigrationAutodetector(drawn, ProjectState.from_apps(apps)).changes(long_way.graph) == {}


def test_what_the_database_holds_it_holds_after_either_way() -> None:
    """The SQL of the originals is in the squashed ones, but for what mends what is there already."""
    short_way = MigrationLoader(None).graph.nodes
    long_way = MigrationLoader(None, replace_migrations=False).graph.nodes
    otherwise = {
        ("accounts", "0002_hours_never_overlap"),  # what 0005 puts in its place is what a fresh one begins with
        ("accounts", "0005_own_hours_never_overlap"),
        ("casework", "0011_numbers_in_one_shape"),
        ("casework", "0013_match_keys"),  # the keys of who is there
    }
    said = {sql for migration in short_way.values() for sql in raw_sql(migration)}

    assert {key for key, migration in long_way.items() if raw_sql(migration) - said} == otherwise


def raw_sql(migration: Migration) -> set[str]:
    return {operation.sql for operation in migration.operations if isinstance(operation, RunSQL)}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("This is no git checkout.")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def _dot(*parts: str) -> str:
    return re.escape(".".join(parts))


# Put together from pieces, so that this file does not contain what it looks for.
HOSTS = [
    _dot("pypi", "org"),
    _dot("python" + "hosted", "org"),
    _dot("npmjs", "org"),
    _dot("npmjs", "com"),
    _dot("crates", "io"),
]
HOSTS += [
    _dot("golang", "org"),
    _dot("docker", "io"),
    _dot("ghcr", "io"),
    _dot("yarnpkg", "com"),
    _dot("jsdelivr", "net"),
]
PLACES = [rf"(?<![\w./}}])/{place}/\w" for place in ("work", "root", "home", "Users")]
# Others' own words, kept as they came.
AS_THEY_CAME = ("heart/static/vendor/",)


@pytest.mark.parametrize("pattern", [*HOSTS, *PLACES])
def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine(pattern: str) -> None:
    wrong = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if name.startswith(AS_THEY_CAME):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        wrong += [f"{name}:{text[: match.start()].count(chr(10)) + 1}" for match in re.finditer(pattern, text)]

    assert wrong == []


TOP = {
    "manage.py",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "heart",
    "casework",
    "referrals",
    "templates",
    "tests",
}


def test_the_top_level_is_as_the_owner_fixed_it() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert {name for name in names if not name.startswith(".")} - TOP == set()


def test_functions_are_small() -> None:
    lengths = [
        node.end_lineno - node.lineno + 1
        for module in ALL
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = sum(length > 50 for length in lengths) / len(lengths)

    assert (statistics.median(lengths) < 10, long < 0.04) == (True, True), (statistics.median(lengths), long)
