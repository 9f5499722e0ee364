"""Our plain partials give the same HTML as the maintained macros, where there is one."""

import re

import pytest
from django.template import engines

from alongside.ground.core.paging import Page
from alongside.ground.ui.engine import bridge


def normal(html):
    """HTML without blanks that no browser shows, for comparing."""
    html = re.sub(r"\s+", " ", str(html))
    html = re.sub(r" ?(<[^>]+>) ?", r"\1", html)
    return re.sub(r" >", ">", html).replace("&ctdot;", "⋯").strip()


def ours(call, **values):
    """What one of our components draws."""
    names = "tag, summary_list, table, cards_table, pagination, timeline, day_bar, empty_state, conflict, button, " \
            "link_button, post_button, input, back_link, inset, warning, details, panel, task_list"
    source = '{% from "ui/components.html" import ' + names + " %}{{ " + call + " }}"
    return engines["jinja2"].env.from_string(source).render(values)


@pytest.mark.parametrize(("colour", "classes"), [("red", "govuk-tag--red"), ("", "")])
def test_tag_equals_the_macro(colour, classes):
    assert normal(ours("tag('Over <due>', colour)", colour=colour)) == normal(
        bridge.draw("tag", {"text": "Over <due>", "classes": classes}))


def test_summary_list_equals_the_macro():
    rows = [("Name", "Ada & Co"), ("Born", "1 May 2015", "/born/", "birth date")]
    macro = bridge.draw("summary-list", {"rows": [
        {"key": {"text": "Name"}, "value": {"text": "Ada & Co"}},
        {"key": {"text": "Born"}, "value": {"text": "1 May 2015"}, "actions": {"items": [
            {"href": "/born/", "text": "Change", "visuallyHiddenText": "birth date"}]}}]})
    assert normal(ours("summary_list(rows)", rows=rows)) == normal(macro)
    plain = bridge.draw("summary-list", {"rows": [{"key": {"text": "A"}, "value": {"text": "B"}}]})
    assert normal(ours("summary_list([('A', 'B')])")) == normal(plain)


@pytest.mark.parametrize("is_header", [True, False])
def test_table_equals_the_macro(is_header):
    rows = [["Preston", "41"], ["Burn & ley", "33"]]
    macro = bridge.draw("table", {
        "caption": "Decided", "captionClasses": "govuk-table__caption--m", "firstCellIsHeader": is_header,
        "head": [{"text": "District"}, {"text": "Number", "format": "numeric"}],
        "rows": [[{"text": a}, {"text": b, "format": "numeric"}] for a, b in rows]})
    assert normal(ours("table('Decided', ['District', 'Number'], rows, (1,), is_header)", rows=rows,
                       is_header=is_header)) == normal(macro)


def test_pagination_equals_the_macro():
    macro = bridge.draw("pagination", {
        "landmarkLabel": "Pages", "previous": {"href": "?page=4"}, "next": {"href": "?page=6"},
        "items": [{"number": 1, "href": "?page=1"}, {"ellipsis": True}, {"number": 4, "href": "?page=4"},
                  {"number": 5, "href": "?page=5", "current": True}, {"number": 6, "href": "?page=6"},
                  {"ellipsis": True}, {"number": 16, "href": "?page=16"}]})
    assert normal(ours("pagination(page, '?page=')", page=Page.of("5", size=25, total=400))) == normal(macro)


def test_pagination_of_one_page_is_nothing_and_ends_have_no_arrows_beyond():
    assert normal(ours("pagination(page, '?')", page=Page.of("1", size=25, total=5))) == ""
    first = ours("pagination(page, '?')", page=Page.of("1", size=25, total=50))
    assert "Previous" not in first
    assert "Next" in first


def test_a_tray_says_its_column_in_each_cell_and_escapes_what_it_shows():
    html = ours("cards_table('Due', ['Case', 'Next'], rows, is_caption_hidden=true)",
                rows=[[{"text": "<EHC>", "href": "/a/"}, "<b>"], [{"text": "plain"}, "x"]])
    assert 'data-label="Next">&lt;b&gt;' in html
    assert '<a class="govuk-link" href="/a/">&lt;EHC&gt;</a>' in html
    assert '<th scope="row" class="govuk-table__header" data-label="Case">plain</th>' in html
    assert html.count("</th>") == 4
    assert html.count("</td>") == 2


@pytest.mark.parametrize(("day", "value"), [(12, 12), (-3, 0), (99, 42)])
def test_the_day_bar_never_leaves_its_range_and_its_words_carry_the_meaning(day, value):
    html = ours("day_bar(day, 42, 'Day of 42', 'late')", day=day)
    assert f'value="{value}"' in html
    assert "Day of 42" in html
    assert "app-days--late" in html


def test_a_timeline_shows_what_is_known_and_leaves_out_the_rest():
    html = ours("timeline(entries, 'What happened')", entries=[
        {"when": "1 May", "title": "Asked"},
        {"when": "2 May", "title": "Sent", "by": "EHC team", "words": "By post", "href": "/x/",
         "datetime": "2025-05-02"}])
    assert html.count("<li") == 2
    assert 'datetime="2025-05-02"' in html
    assert "EHC team" in html
    assert html.count("<a ") == 1


def test_an_empty_state_and_a_conflict_say_what_to_do():
    assert "See all" in ours("empty_state('Nothing due', 'Good news', '/all/', 'See all')")
    assert "<a" not in ours("empty_state('Nothing due')")
    both = ours("conflict([('Reasons', 'theirs', '')])")
    assert "theirs" in both
    assert "Nothing</p>" in both


def test_single_components_are_drawn_by_the_macros():
    assert "govuk-button--warning" in ours("button('Delete', 'warning', name='do', value='it')")
    assert "govuk-button__start-icon" in ours("link_button('Start', '/x/', is_start=true)")
    assert 'name="id" value="7"' in ours("post_button('Done', '/x/', '', fields={'id': 7})")
    assert "It starts" in ours("input('Reference', 'ref', hint='It starts with EHC.', width=10)")
    assert ">Back</a>" in ours("back_link('/x/')")
    assert "Look" in ours("inset('Look')")
    assert "<p>Look" in ours("inset(html='<p>Look</p>')")
    assert "Careful" in ours("warning('Careful')")
    assert " open" in ours("details('More', 'Text', open=true)")
    assert "<bdi>EHC-1</bdi>" in ours("panel('Done', 'Reference', 'EHC-1')")
    assert "To do" in ours("task_list([{'text': 'A', 'status': 'To do', 'colour': 'blue', 'href': '/a/'}])")
