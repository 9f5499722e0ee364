"""Memory does not grow with the file: measured in processes of their own, bounds on memory only."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alongside.front.demo.engine.population import write_return, write_set

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to tell a process's peak")
ROOT = Path(__file__).resolve().parents[3]
PEAK = """
def peak_mb():
    # Not getrusage: its peak is inherited from the process that started this one.
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024
"""
READ = PEAK + """
import json, sys
from pathlib import Path
from alongside.oversight.returns.engine.reading import open_return
from alongside.oversight.returns.engine import checks
from alongside.oversight.returns.engine.checks.headers import last_plausible_day
from alongside.oversight.returns.engine.layouts import layout_of
count = [0]
def say(found):
    count[0] += 1
reader = open_return(Path(sys.argv[1]), say=say)
context, n = None, 0
for person in reader.persons():
    if context is None:
        head = reader.header
        context = checks.Context(layout_of(head.year), head.year, head.reference_date, "888", last_plausible_day(head))
    for found in checks.run(person, context):
        say(found)
    n += 1
print(json.dumps({"persons": n, "peak_mb": peak_mb()}))
"""


def reading(path):
    done = subprocess.run([sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("write", [write_return, write_set])
def test_a_whole_county_is_read_and_checked_in_little_memory_whatever_its_size(tmp_path, write):
    small, large = tmp_path / "small", tmp_path / "large"
    if write is write_set:
        small.mkdir()
        large.mkdir()
    write(small, n_plans=300)
    n_persons = write(large, n_plans=13_402)
    few, many = reading(small), reading(large)
    assert many["persons"] == n_persons
    assert many["peak_mb"] < 90
    assert many["peak_mb"] - few["peak_mb"] < 25


def test_writing_a_county_holds_no_tree(tmp_path):
    code = PEAK + (
        "from pathlib import Path; from alongside.front.demo.engine.population import write_return;"
        f"write_return(Path({str(tmp_path / 'r.xml')!r}), n_plans=13402); print(peak_mb())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 90


@pytest.mark.abuse("AC-36")
def test_noise_that_starts_like_a_return_needs_no_memory_either(tmp_path):
    path = tmp_path / "r.xml"
    head = "<?xml version='1.0'?><Message><Header><Collection>SEN2</Collection><Year>2026</Year></Header><Persons>"
    with path.open("w") as file:
        file.write(head)
        for _ in range(20_000):
            file.write("<Person><Surname>" + "x" * 3_000 + "</Surname><New>" + "y" * 3_000 + "</New></Person>")
        file.write("</Persons></Message>")
    assert path.stat().st_size > 100_000_000
    done = subprocess.run(
        [sys.executable, "-c", READ.replace("head.reference_date", "__import__('datetime').date(2026, 1, 15)")
         .replace("last_plausible_day(head)", "__import__('datetime').date(2026, 1, 15)"), str(path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    found = json.loads(done.stdout)
    assert found["persons"] == 20_000
    assert found["peak_mb"] < 90
