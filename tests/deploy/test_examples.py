"""The unit file and the proxies' examples, read by systemd, nginx and Caddy. Skipped where a program is missing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

DEPLOY = settings.BASE_DIR / "deploy"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def run(*words: str | Path) -> str:
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout


def run_and_read(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@needs("systemd-analyze")
def test_systemd_finds_no_fault_in_the_unit_file(tmp_path: Path) -> None:
    # The program that it starts must exist, and on this machine it is elsewhere.
    unit = (DEPLOY / "stemma.service").read_text().replace("/opt/stemma/.venv/bin/python", sys.executable)
    path = tmp_path / "stemma.service"
    path.write_text(unit.replace("/opt/stemma", str(settings.BASE_DIR)))

    complaints = run("systemd-analyze", "verify", path)

    assert complaints == ""


@needs("systemd-analyze")
def test_the_unit_file_lets_processes_for_long_texts_change_their_priority_and_their_memory() -> None:
    unit = (DEPLOY / "stemma.service").read_text()
    refused = re.findall(r"^SystemCallFilter=~(.+)$", unit, re.MULTILINE)
    groups = " ".join(refused).split()

    listed = run_and_read("systemd-analyze", "syscall-filter", *groups)

    assert groups
    assert {"setpriority", "setrlimit", "prlimit64"} & set(listed.split()) == set()
    assert "SystemCallErrorNumber=EPERM" in unit


@needs("nginx")
@needs("openssl")
def test_nginx_takes_its_example(tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    words = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=stemma.example"]
    assert run("openssl", "req", *words, "-keyout", key, "-out", certificate) == ""
    servers = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/stemma", str(tmp_path))
    paths = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {paths} {servers} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    complaints = run("nginx", "-t", "-c", tmp_path / "nginx.conf", "-p", tmp_path)

    assert complaints == ""


@needs("caddy")
@pytest.mark.parametrize("name", ["Caddyfile", "Caddyfile.compose"])
def test_caddy_takes_its_examples(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", "stemma.example")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    text = (DEPLOY / name).read_text()
    version = run_and_read("caddy", "version").removeprefix("v")
    if version.startswith("2.6."):
        # The image of the containers has a newer one, with another word for it.
        text = text.replace("request_buffers 6MB", "buffer_requests\n\t\tmax_buffer_size 6MB")
    else:
        text = text.replace("buffer_requests\n\t\tmax_buffer_size 6MB", "request_buffers 6MB")
    (tmp_path / name).write_text(text)

    complaints = run("caddy", "validate", "--adapter", "caddyfile", "--config", tmp_path / name)

    assert complaints == ""


@pytest.mark.parametrize("name", ["deploy/nginx.conf", "deploy/Caddyfile", "docs/operating.md"])
def test_every_example_lets_each_large_request_pass(name: str) -> None:
    patterns = re.findall(r"\^\(/api/v1/\S+\$", (settings.BASE_DIR / name).read_text())
    larger = (
        "/api/v1/files",
        "/api/v1/imports",
        f"/v3/projects/{uuid4()}/drive/folders/{uuid4()}/files",
        reverse("desk:import", args=["handbook"]),
        reverse("desk:upload-files", args=["handbook"]),
        reverse("desk:replace-file", args=["handbook", uuid4()]),
    )

    stopped = [path for pattern in patterns for path in larger if re.search(pattern, path) is None]

    assert patterns
    assert stopped == []


def test_the_image_copies_only_what_there_is() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    copied = [word for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for word in line.split()]

    missing = [name for name in copied if not (settings.BASE_DIR / name).exists()]

    assert copied
    assert missing == []


def test_the_alerts_of_the_example_name_metrics_that_there_are() -> None:
    groups = yaml.safe_load((DEPLOY / "prometheus-rules.yml").read_text())["groups"]
    expressions = " ".join(rule["expr"] for group in groups for rule in group["rules"])
    named = set(re.findall(r"\bstemma_\w+", expressions))

    told = (settings.BASE_DIR / "docs" / "operating.md").read_text()

    assert named
    assert [name for name in named if name.removesuffix("_bucket") not in told] == []


def test_all_containers_of_stemma_share_their_files_and_one_of_them_runs_the_jobs() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "stemma"}

    shared = {
        (service["environment"]["FILES_STORAGE"], service["environment"]["JOB_WORKER"], *service["volumes"])
        for service in ours.values()
    }

    assert set(ours) == {"migrate", "web-1", "web-2", "worker"}
    assert shared == {("file:///files", "false", "files:/files")}
    assert ours["worker"]["command"][-1] == "worker"
