"""A letter in the print run keeps its words and its order and can do nothing else."""

import pytest

from alongside.ground.outbox.engine.printing import for_print


def test_headings_go_one_step_lower_and_tables_keep_their_headers():
    assert for_print('<h1>A</h1><h2>B</h2><table><tr><th scope="col" class="x">C</th><th>D</th></tr></table>') == (
        "<h2>A</h2><h3>B</h3><table><tr><th scope=col>C</th><th>D</th></tr></table>"
    )


def test_of_a_whole_page_only_the_body_is_printed():
    page = "<!doctype html><html><head><title>T</title><style>p{}</style></head><body><main><p>Words<br>more</p></main>"
    assert for_print(page) == "<p>Words<br>more</p>"


@pytest.mark.parametrize(("page", "printed"), [
    ("<script>steal()</script><p>x</p>", "<p>x</p>"), ('<p onclick="steal()">x</p>', "<p>x</p>"),
    ("<img src=x onerror=steal()>", ""), ("<p>1 &lt; 2 &amp; <a href='javascript:x'>3</a></p>", "<p>1 &lt; 2 &amp; 3</p>"),
    ("<th scope='x onload=y'>z</th>", "<th>z</th>"), ("</style></script>a\x00b", "ab"),
])
@pytest.mark.abuse("AC-25")
def test_nothing_in_a_letter_can_act(page, printed):
    assert for_print(page) == printed
