"""What may stand nowhere in our source, and how long its parts may be."""

from __future__ import annotations

import ast
import tomllib

import pytest

from tests.source import (
    ROOT,
    body_lines,
    calls,
    functions,
    imports,
    keywords,
    lines_with,
    python_files,
    short,
    templates,
    tree,
)

APP = python_files("cases")
CODE = python_files("cases", "takedown", "bin")


def test_rules_and_services_read_no_clock() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "timezone.now"}
    for path in python_files("cases/rules", "cases/services", "cases/models", "cases/outbound"):
        assert not [(short(path), line) for name, line in calls(path) if name in clocks]


def test_nobody_reads_the_machine_clock_past_django() -> None:
    for path in CODE:
        naive = [
            (short(path), line) for name, line in calls(path) if name.endswith(("datetime.now", "utcnow"))
        ]
        assert not naive


def test_nobody_imports_now_by_its_name() -> None:
    for path in python_files("cases", "takedown", "tests"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
                assert "now" not in {alias.name for alias in node.names}, short(path)


MIGRATIONS = sorted((ROOT / "cases" / "migrations").glob("*.py"))


def test_no_file_is_longer_than_300_lines() -> None:
    pages = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    looks = [path for kind in ("css", "js", "svg") for path in (ROOT / "cases" / "static").rglob(f"*.{kind}")]
    tables = [*(ROOT / "cases" / "rules").rglob("*.toml")]
    files = [*python_files("cases", "takedown", "bin", "tests"), *pages, *looks, *tables, *MIGRATIONS]
    assert not [short(path) for path in files if len(path.read_text("utf-8").splitlines()) > 300]


def test_half_of_the_files_are_shorter_than_120_lines() -> None:
    lengths = sorted(count for path in APP if (count := len(path.read_text().splitlines())) > 0)
    assert lengths[len(lengths) // 2] < 120


def test_no_function_is_longer_than_a_screen() -> None:
    long = [(short(path), one.name) for path in CODE for one in functions(path) if body_lines(one) > 60]
    assert not long


def test_nine_functions_of_ten_have_fewer_than_25_lines() -> None:
    lengths = sorted(body_lines(one) for path in CODE for one in functions(path))
    assert lengths[len(lengths) * 9 // 10] < 25


def test_every_function_is_typed() -> None:
    for path in CODE:
        for one in functions(path):
            arguments = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
            bare = [argument.arg for argument in arguments if argument.annotation is None]
            assert set(bare) <= {"self", "cls"}, f"{short(path)}: {one.name}"


def test_every_file_with_functions_reads_annotations_late() -> None:
    for path in CODE:
        if any(functions(path)):
            assert "from __future__ import annotations" in path.read_text(encoding="utf-8"), short(path)


def test_services_take_their_arguments_by_name() -> None:
    for path in python_files("cases/services"):
        for one in functions(path):
            by_place = {argument.arg for argument in [*one.args.args, *one.args.posonlyargs]}
            assert "actor" not in by_place, f"{short(path)}: {one.name} takes its actor by place"


@pytest.mark.parametrize("name", ["mark_safe", "eval", "exec", "format_html_join", "SafeString"])
def test_a_dangerous_call_stands_nowhere(name: str) -> None:
    for path in CODE:
        assert not [line for called, line in calls(path) if called.rpartition(".")[2] == name], short(path)


@pytest.mark.parametrize(
    "name", ["pickle", "marshal", "shelve", "yaml", "telnetlib", "xml.etree.ElementTree"]
)
def test_a_dangerous_module_is_imported_nowhere(name: str) -> None:
    assert not [short(path) for path in CODE for imported, _ in imports(path) if imported == name]


@pytest.mark.parametrize(
    "name", ["requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib"]
)
def test_v34_nothing_asks_another_server_for_a_page(name: str) -> None:
    inside = [path for path in APP if "demo" not in path.parts]  # it plays browsers
    assert not [short(path) for path in inside for imported, _ in imports(path) if imported == name]


def test_only_what_changes_nothing_is_excused_from_the_forgery_check() -> None:
    # Ending one's own visit, choosing a country on the help page and the first answer work without a cookie;
    # nothing else may. Another site cannot give the first answer: its own test.
    excused = [
        one.name
        for path in APP
        for one in functions(path)
        if any("csrf_exempt" in ast.unparse(decorator) for decorator in one.decorator_list)
    ]
    assert sorted(excused) == ["help_page", "leave", "start"]


def test_no_command_goes_through_a_shell() -> None:
    for path in CODE:
        assert not [line for name, line in calls(path) if name in ("os.system", "os.popen")], short(path)
        assert not keywords(path, "shell"), short(path)


def test_no_sql_is_put_together_from_text() -> None:
    assert not lines_with(r"\.raw\(|\.extra\(|RawSQL", python_files("cases"))


def test_no_template_switches_escaping_off() -> None:
    assert not lines_with(r"\|\s*safe\b|autoescape off|\|\s*safeseq", templates())


def test_no_template_carries_inline_style_or_script() -> None:
    pages = [path for path in templates() if path.suffix == ".html" and "email" not in path.parts]
    assert not lines_with(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", pages)


def test_no_template_asks_for_a_file() -> None:
    assert not lines_with(r"type=[\"']?file", templates())


def test_v30_one_script_makes_the_one_picker_of_files() -> None:
    # It stands outside every form and has no name, so nothing can post what it read.
    scripts = sorted((ROOT / "cases/static").rglob("*.js"))
    [where] = lines_with(r"[\"']file[\"']", scripts)
    assert where.startswith("cases/static/cases/fingerprint.js:")
    assert not lines_with(r"picker\.name|dataTransfer|clipboardData|ondrop|onpaste", scripts)


def test_s40_no_page_shows_a_picture_a_film_or_another_page() -> None:
    shown = r"<(img|picture|video|audio|iframe|object|embed|image)\b|background-image|url\(\s*[\"']?(?!#)"
    scripts = sorted((ROOT / "cases/static").rglob("*.js"))
    styles = sorted((ROOT / "cases/static").rglob("*.css"))
    assert len(styles) > 1
    pages = [path for path in templates() if path.parent.name != "pdf"]
    found = lines_with(shown, [*pages, *styles]) + lines_with(
        r"createElement\([\"'](img|video|iframe)|new Image\(", scripts
    )
    assert not [line for line in found if "@font-face" not in line and "woff2" not in line]


def test_no_form_takes_a_file() -> None:
    assert not lines_with(r"\b(FileField|ImageField|FileInput)\b", python_files("cases"))


def test_no_page_loads_anything_from_another_host() -> None:
    pages = [path for path in templates() if path.suffix == ".html"]
    assert not lines_with(r"(src|action)=[\"']?(https?:)?//|<link[^>]+https?://|@import", pages)


@pytest.mark.parametrize(
    "name",
    ["imaplib", "poplib", "mailbox", "aiosmtpd", "smtpd", "asyncore", "email.parser", "email.feedparser"],
)
def test_v43_nothing_reads_mail_so_no_mail_can_prove_anything(name: str) -> None:
    """No mailbox is opened, no server takes mail, no message is taken apart but by the demo, its own."""
    inside = [path for path in CODE if "demo" not in path.parts]
    read = [(short(path), each) for path in inside for each, _ in imports(path) if each.startswith(name)]
    assert read == []
    taken_apart = {"message_from_bytes", "message_from_string", "message_from_file", "BytesParser"}
    assert not [
        short(path)
        for path in inside
        for called, _ in calls(path)
        if called.rpartition(".")[2] in taken_apart
    ]


def test_we_speak_of_a_person() -> None:
    assert not lines_with(r"(?i)\b(victim|survivor)s?\b", [*CODE, *templates()])


def test_nothing_is_left_to_be_done_later() -> None:
    mark = "TO" + "DO|FIX" + "ME|XX" + "X"
    assert not lines_with(
        rf"\b({mark})\b", [*python_files("cases", "takedown", "bin", "tests"), *templates()]
    )


def test_no_test_is_skipped() -> None:
    marks = "pytest.sk" + "ip|mark.sk" + "ip|xf" + "ail|importor" + "skip"
    assert not lines_with(marks, python_files("tests"))


def hours_of_laws() -> set[int]:
    found = set()
    for path in (ROOT / "cases/rules/regimes").glob("*.toml"):
        for version in tomllib.loads(path.read_text(encoding="utf-8")).get("versions", []):
            found |= {version.get("hours"), version.get("follow_up_hours")} - {None}
    return found


def test_the_laws_name_their_hours() -> None:
    assert len(hours_of_laws()) >= 3


def test_hours_of_a_law_stand_only_in_its_own_file() -> None:
    laws = hours_of_laws() - {1, 2, 4, 12, 24, 72}  # our own ladder and patience use these too
    for path in APP:
        typed = {node.value.value for node in keywords(path, "hours") if isinstance(node.value, ast.Constant)}
        assert not typed & laws, short(path)


def test_hours_of_a_law_stand_in_no_template() -> None:
    assert not lines_with(r"\b(48|72|24)\s*(h\b|hours?\b|hrs\b)", templates())


HOSTS = r"example\.(org|com|net)|[\w.-]+\.example\.(org|com|net)|[\w.-]*\.?(test|invalid|example)"
INVENTED = rf"({HOSTS}|localhost|127\.0\.0\.1)"


def test_tests_write_to_nobody_real() -> None:
    mail = rf"[\w.+-]+@(?!{INVENTED}\b)[\w-]+(\.[\w-]+)*\.[a-z]{{2,}}"
    assert not lines_with(mail, python_files("tests", "cases", "bin", "takedown"))


def test_the_code_names_no_package_host() -> None:
    hosts = "|".join(
        ["pypi" + r"\.org", "pythonhosted" + r"\.org", "deb" + r"\.debian\.org", "npm" + r"js\."]
    )
    files = [
        ROOT / name
        for name in ("Makefile", "requirements.txt", "requirements-dev.txt", "pyproject.toml", ".ci/run")
    ]
    assert not lines_with(hosts, [*files, *CODE])
