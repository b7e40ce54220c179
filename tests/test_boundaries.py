"""Who may import whom, and what may stand nowhere in our source."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest

from tests.source import (
    ROOT,
    imports,
    is_standard,
    layer,
    module_of,
    python_files,
    short,
    tree,
)

DJANGO = {"django"}
# Row by row: what a layer may import besides itself and the standard library.
ALLOWED = {
    "rules": {"dateutil", "ada_url", "publicsuffixlist"},
    "models": {"rules", "cryptography", "django_fsm", *DJANGO},
    "permissions": {"models", "rules", *DJANGO},
    "routes": {"rules"},
    "languages": DJANGO,
    "documents": {"models", "rules", *DJANGO},
    "letters": {"documents", "models", "rules", *DJANGO},
    "mails": {"languages", "models", "rules", *DJANGO},
    "machines": {"models"},
    "services": {
        *("documents", "letters", "models", "permissions", "rules"),
        *("allauth", "cryptography", "qrcode"),
        *DJANGO,
    },
    "outbound": {"documents", "rules", "font_source_sans_pro", "weasyprint", *DJANGO},
    "tasks": {"celery", "documents", "letters", "mails", "models", "outbound", "services", *DJANGO},
    "forms": {"languages", "models", "permissions", "rules", "services", *DJANGO},
    "views": {"forms", "languages", "models", "permissions", "routes", "rules", "services", *DJANGO},
    "templatetags": {"models", "permissions", "rules", *DJANGO},
    "middleware": {"languages", "models", "services", "views", *DJANGO},
    "urls_desk": {"views", *DJANGO},
    "apps": {"checks", "languages", "rules", *DJANGO},
    "checks": {"models", "routes", "rules", *DJANGO},
    "context": {"models", "rules", "services", "views", *DJANGO},
    "demo": {"models", "rules", "services", "tasks", "takedown", "aiosmtpd", "psycopg", *DJANGO},
    "hashers": DJANGO,
    "passwords": {"rules", *DJANGO},
    "logs": set(),
}
COMMANDS = {"machines", "models", "permissions", "routes", "rules", "services", "tasks", "takedown", *DJANGO}
# The one import that goes up: it saves waiting, and the next round would find the row without it.
LATE = {("cases/services/outbox.py", "tasks")}
APP = python_files("cases")
CODE = python_files("cases", "takedown", "bin")


def in_layer(name: str) -> list[tuple[str, str, int]]:
    """(file, imported layer, line) for every import that leaves the layer."""
    found = []
    for path in APP:
        if layer(module_of(path)) != name:
            continue
        for imported, line in imports(path):
            if layer(imported) != name and not is_standard(imported):
                found.append((short(path), layer(imported), line))
    return found


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_a_layer_imports_only_what_the_table_allows(name: str) -> None:
    beyond = [
        (file, to, line)
        for file, to, line in in_layer(name)
        if to not in ALLOWED[name] and (file, to) not in LATE
    ]
    assert not beyond, f"{name} may not import these"


def test_every_layer_has_its_row_in_the_table() -> None:
    there = {layer(module_of(path)).removesuffix(".py") for path in APP}
    assert there - ALLOWED.keys() <= {"management", "__init__", "migrations"}


def test_commands_reach_the_world_only_through_services_and_tasks() -> None:
    # The demo plays the outside world, so it alone may use its real servers and readers.
    beyond = [
        found for found in in_layer("management") if found[1] not in COMMANDS and "demo" not in found[0]
    ]
    assert not beyond


def test_only_its_command_knows_the_demo() -> None:
    users = {short(path) for path in CODE for name, _ in imports(path) if name.startswith("cases.demo")}
    outside = {file for file in users if not file.startswith("cases/demo/")}
    assert outside == {"cases/management/commands/demo.py"}


def test_the_one_import_of_tasks_from_services_is_late() -> None:
    at_top = {ast.unparse(node) for node in tree(ROOT / "cases/services/outbox.py").body}
    assert not any(
        "tasks" in statement and "import" in statement and "def " not in statement for statement in at_top
    )


def test_one_place_drives_the_package_for_second_factors() -> None:
    users = {short(path) for path in CODE for name, _ in imports(path) if name.startswith("allauth")}
    assert users == {"cases/services/factors.py", "cases/services/sealed_factors.py"}


def test_services_never_import_outbound() -> None:
    assert "outbound" not in {to for _, to, _ in in_layer("services")}


def test_outbound_knows_no_models() -> None:
    assert not {"models", "services", "tasks"} & {to for _, to, _ in in_layer("outbound")}


def test_only_outbound_imports_weasyprint() -> None:
    users = {short(path) for path in CODE for name, _ in imports(path) if name.startswith("weasyprint")}
    assert users
    assert all(file.startswith("cases/outbound/") for file in users)


LATE_WEASYPRINT = """
import sys
import django
django.setup()
import cases.tasks, takedown.urls
sys.exit("weasyprint" in sys.modules)
"""


def test_starting_the_program_does_not_load_weasyprint() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "takedown.settings"}
    ended = subprocess.run([sys.executable, "-c", LATE_WEASYPRINT], cwd=ROOT, env=environment)
    assert ended.returncode == 0


def test_only_the_base_of_the_models_imports_django_fsm() -> None:
    users = {short(path) for path in CODE for name, _ in imports(path) if name.startswith("django_fsm")}
    assert users == {"cases/models/base.py"}


BLOCKED = """
import importlib, pkgutil, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "celery", "takedown", "weasyprint"} or name == "cases.models":
            raise ImportError(f"{name} is out of bounds for the rules")
sys.meta_path.insert(0, Blocked())
import cases.rules
names = [one.name for one in pkgutil.walk_packages(cases.rules.__path__, "cases.rules.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_the_rules_import_with_django_out_of_reach() -> None:
    ended = subprocess.run([sys.executable, "-c", BLOCKED], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) >= 5
