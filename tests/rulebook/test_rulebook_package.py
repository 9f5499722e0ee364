"""The rulebook on its own: built as a wheel, installed in an empty environment, used without Django."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITUATION = Path(__file__).parent / "situations" / "tv01_plain_clock.yaml"


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the back end of this environment and without any network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = run("git", "ls-files", "-co", "--exclude-standard", "rulebook", cwd=ROOT).stdout.split()
    for name in listed:
        target = source / Path(name).relative_to("rulebook")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    done = run(*pip, "--wheel-dir", str(folder), str(source), cwd=folder)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that holds the rulebook and what it asks for, nothing else."""
    home = tmp_path_factory.mktemp("alone") / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = run(*pip, str(wheel), cwd=home)
    if done.returncode:
        pytest.skip(f"no package registry to take PyYAML from: {done.stderr.strip().splitlines()[-1]}")
    return python


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_every_number(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    listed = run("git", "ls-files", "-co", "--exclude-standard", "rulebook", cwd=ROOT).stdout.split()
    wanted = {name for name in listed if name.endswith((".py", ".yaml", ".typed"))}
    assert wanted <= packed, wanted - packed


@pytest.mark.slow
def test_its_command_line_runs_without_django(alone: Path, tmp_path: Path) -> None:
    command = str(alone.with_name("rulebook"))
    done = run(command, "findings", str(SITUATION), "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "final_plan_20w" in {finding["duty"] for finding in json.loads(done.stdout)}
    assert run(command, "rules", cwd=tmp_path).returncode == 0
    assert run(str(alone), "-c", "import django", cwd=tmp_path).returncode == 1
    without = run(command, "ics", str(SITUATION), cwd=tmp_path)
    assert (without.returncode, "alongside-rulebook[ics]" in without.stderr) == (3, True)
