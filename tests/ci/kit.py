"""The CI kit in `integrations/`, run as its services would: python kit.py ROOT ORCHC

The action's steps by a runner's rules (inputs, environment, conditions, GITHUB_PATH), the hooks by
pre-commit itself in a git repository, GitLab's jobs by a shell. Each on a package that is fine, and on
ones that aren't.
"""

import hashlib
import http.server
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import yaml

ROOT, ORCHC = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()

GOOD = 'fn half(x: int) -> int = x / 2\n\ntest "half" {\n  ensure half(4) == 2\n}\n'
WRONG = GOOD.replace("x / 2", '"a"')
UNTIDY = GOOD.replace("x: int", "x:int")
FAILING = GOOD.replace("== 2", "== 3")


def package(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orchestra.toml").write_text('[package]\nname = "kit"\n')
    (folder / "main.orch").write_text(text)
    return folder


def environment(place, **more):
    home = place / "home"
    home.mkdir(exist_ok=True)
    keep = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**keep, "HOME": str(home), **more}


def with_orchc(place):
    """A folder for PATH that has orchc alone."""
    tools = place / "tools"
    tools.mkdir(exist_ok=True)
    if not (tools / "orchc").exists():
        (tools / "orchc").symlink_to(ORCHC)
    return f"{tools}:{os.environ['PATH']}"


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


# GitHub


class Action:
    """A composite action on a runner. Knows what ours needs, and fails by name on anything else."""

    def __init__(self, place, inputs, path):
        self.action = yaml.safe_load((ROOT / "integrations/github-action/action.yml").read_text())
        assert set(self.action) == {"name", "description", "inputs", "runs"}, self.action
        assert self.action["runs"]["using"] == "composite"
        unknown = set(inputs) - set(self.action["inputs"])
        assert not unknown, f"the action has no inputs {unknown}"
        self.inputs = {name: it["default"] for name, it in self.action["inputs"].items()} | inputs
        self.place, self.path, self.outcomes, self.said = place, path, {}, {}

    def value(self, text):
        text = re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda it: self.inputs[it[1]], text)
        assert "${{" not in text, f"the runner of this test doesn't know {text}"
        return text

    def is_wanted(self, condition, failed):
        if condition is None:
            return not failed
        assert condition == "${{ !cancelled() && steps.install.outcome == 'success' }}", condition
        return self.outcomes.get("install") == "success"

    def run(self, folder):
        paths, temporary = self.place / "GITHUB_PATH", self.place / "runner"
        paths.write_text("")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        failed = False
        for step in self.action["runs"]["steps"]:
            assert set(step) <= {"id", "name", "shell", "env", "run", "if"}, step
            assert step["shell"] == "bash", "a composite step names its shell"
            name = step["name"]
            if not self.is_wanted(step.get("if"), failed):
                self.outcomes[step.get("id", name)] = "skipped"
                continue
            added = ":".join(reversed(paths.read_text().split()))
            variables = environment(
                self.place,
                PATH=f"{added}:{self.path}" if added else self.path,
                GITHUB_PATH=str(paths),
                RUNNER_TEMP=str(temporary),
                CURL_CA_BUNDLE=str(self.place / "certificate.pem"),
                **{key: self.value(it) for key, it in step.get("env", {}).items()},
            )
            script = self.place / "step.sh"
            script.write_text(self.value(step["run"]))
            done = run(["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=folder, env=variables)
            self.said[name] = done.stdout
            self.outcomes[step.get("id", name)] = "success" if done.returncode == 0 else "failure"
            failed |= done.returncode != 0
        return self.outcomes


def served(place, content):
    """An address on loopback that answers with `content` over TLS; curl is told of the certificate."""
    key, certificate = place / "key.pem", place / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", certificate, *subject],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"https://localhost:{server.server_address[1]}/orchc"


def without_orchc():
    folders = [it for it in os.environ["PATH"].split(":") if not (Path(it) / "orchc").exists()]
    return ":".join(folders)


def the_action(place):
    fine = {"install": "success", "Check": "success", "Layout": "success", "Test": "success"}
    cases = [
        ("fine", GOOD, fine),
        ("wrong", WRONG, fine | {"Check": "failure", "Test": "failure"}),
        ("untidy", UNTIDY, fine | {"Layout": "failure"}),
        ("failing", FAILING, fine | {"Test": "failure"}),
    ]
    for name, text, expected in cases:
        folder = package(place / "github" / name, text)
        action = Action(place, {"orchc": str(ORCHC), "folder": name}, without_orchc())
        assert action.run(folder.parent) == expected, (name, action.outcomes, action.said)
        if name == "wrong":
            assert "::error file=wrong/main.orch," in action.said["Check"], action.said
            at_root = Action(place, {"orchc": str(ORCHC)}, without_orchc())
            at_root.run(folder)
            assert "::error file=main.orch," in at_root.said["Check"], at_root.said
    found = Action(place, {"folder": "fine"}, with_orchc(place))
    assert found.run(place / "github") == fine, found.said

    skipped = dict.fromkeys(("Check", "Layout", "Test"), "skipped")
    server, address = served(place, b"#!/bin/sh\nexit 0\n")
    digest = hashlib.sha256(b"#!/bin/sh\nexit 0\n").hexdigest()
    fetched = Action(place, {"orchc": address, "sha256": digest}, without_orchc())
    assert fetched.run(place / "github" / "fine") == fine, fetched.said
    for inputs, word in [
        ({}, "no orchc on its path"),
        ({"orchc": address}, "sha256 is missing"),
        ({"orchc": address, "sha256": "0" * 64}, "another digest"),
        ({"orchc": address.replace("https", "http"), "sha256": digest}, "https:// alone"),
        ({"orchc": "/nowhere/orchc"}, "no program"),
    ]:
        refused = Action(place, inputs, without_orchc())
        assert refused.run(place / "github" / "fine") == {"install": "failure", **skipped}, refused.said
        assert word in refused.said["Find orchc"], refused.said
        assert not (place / "runner/orchc-bin/orchc").exists(), "what is refused stays nowhere"
    server.shutdown()
    return "the GitHub action checks, formats and tests, and fetches what has the stated digest alone"


# pre-commit


def the_hooks(place):
    variables = environment(
        place,
        PATH=f"{Path(sys.executable).parent}:{with_orchc(place)}",
        PRE_COMMIT_HOME=str(place / "pre-commit"),
        GIT_CONFIG_NOSYSTEM="1",
    )

    def git(folder, *arguments):
        who = ["-c", "user.name=kit", "-c", "user.email=kit@example.com", "-c", "init.defaultBranch=main"]
        done = run(["git", *who, *arguments], cwd=folder, env=variables)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    # What pre-commit clones: the hooks as they are in the work tree.
    hooks = place / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    git(hooks, "init", "--quiet")
    git(hooks, "add", "-A")
    git(hooks, "commit", "--quiet", "--message", "hooks")
    revision = git(hooks, "rev-parse", "HEAD")

    folder = package(place / "committed", GOOD)
    ids = ["orchc-fmt", "orchc-check", "orchc-test"]
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [{"id": it} for it in ids]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(folder, "init", "--quiet")
    git(folder, "add", "-A")

    def hook(*arguments):
        pre_commit = [sys.executable, "-m", "pre_commit"]
        return run([*pre_commit, "run", "--all-files", *arguments], cwd=folder, env=variables)

    done = hook()
    assert done.returncode == 0 and done.stdout.count("Passed") == 2, done.stdout
    done = hook("--hook-stage", "pre-push")
    assert done.returncode == 0 and done.stdout.count("Passed") == 3, done.stdout

    (folder / "main.orch").write_text(UNTIDY)
    done = hook("orchc-fmt")
    assert done.returncode != 0 and "files were modified" in done.stdout, done.stdout
    assert (folder / "main.orch").read_text() == GOOD
    assert hook("orchc-fmt").returncode == 0, "what is laid out stays as it is"

    (folder / "main.orch").write_text(WRONG)
    done = hook("orchc-check")
    assert done.returncode != 0 and "E0301" in done.stdout, done.stdout
    (folder / "main.orch").write_text(FAILING)
    done = hook("orchc-test", "--hook-stage", "pre-push")
    assert done.returncode != 0 and "half" in done.stdout, done.stdout

    # A commit is stopped, and goes through once it is mended.
    installed = run([sys.executable, "-m", "pre_commit", "install"], cwd=folder, env=variables)
    assert installed.returncode == 0, installed.stdout
    (folder / "main.orch").write_text(WRONG)
    git(folder, "add", "-A")
    who = ["-c", "user.name=kit", "-c", "user.email=kit@example.com"]
    stopped = run(["git", *who, "commit", "--message", "wrong"], cwd=folder, env=variables)
    assert stopped.returncode != 0 and "E0301" in stopped.stdout, stopped.stdout
    (folder / "main.orch").write_text(GOOD)
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "--message", "fine")
    return "pre-commit runs the hooks, and stops a commit that has errors"


# GitLab


def the_jobs(place):
    document = yaml.safe_load((ROOT / "integrations/gitlab/orchestra.gitlab-ci.yml").read_text())
    jobs = {name: it for name, it in document.items() if name.startswith("orchestra-")}
    assert len(jobs) == 3, jobs
    cases = [
        ("fine", GOOD, set()),
        ("wrong", WRONG, {"orchestra-check", "orchestra-test"}),
        ("untidy", UNTIDY, {"orchestra-layout"}),
        ("failing", FAILING, {"orchestra-test"}),
    ]
    for name, text, expected in cases:
        package(place / "gitlab" / name, text)
        failed = set()
        for job, it in jobs.items():
            base = document[it["extends"]]
            lines = [*base["before_script"], *it["script"]]
            script = place / "job.sh"
            script.write_text("set -eo pipefail\n" + "\n".join(lines) + "\n")
            variables = environment(place, PATH=with_orchc(place), **document["variables"])
            variables["ORCHESTRA_FOLDER"] = name
            done = run(["bash", str(script)], cwd=place / "gitlab", env=variables)
            if done.returncode != 0:
                failed.add(job)
            if report := it.get("artifacts", {}).get("reports", {}).get("junit"):
                assert it["artifacts"]["when"] == "always"
                path = place / "gitlab" / report.replace("$ORCHESTRA_FOLDER", name)
                assert "<testsuites" in path.read_text(), path.read_text()
        assert failed == expected, (name, failed)
    bare = environment(place, PATH=without_orchc(), ORCHESTRA_FOLDER="fine")
    script.write_text("set -eo pipefail\n" + "\n".join(document[".orchestra"]["before_script"]) + "\n")
    done = run(["bash", str(script)], cwd=place / "gitlab", env=bare)
    assert done.returncode != 0 and "no orchc" in done.stdout, done.stdout
    return "GitLab's jobs check, look at the layout and test"


with tempfile.TemporaryDirectory() as folder:
    for look in (the_action, the_hooks, the_jobs):
        print(look(Path(folder)))
