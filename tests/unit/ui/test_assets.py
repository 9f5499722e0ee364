"""What every browser loads: small, from here only, and without what belongs to GOV.UK."""

import gzip
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.template import engines

from alongside.ground.ui.forms import samples
from alongside.ground.ui.management.commands import translate, vendor_assets

STATIC = Path(vendor_assets.TARGET)
pytestmark = pytest.mark.urls("tests.unit.journeys.addresses")


def compressed(name):
    """Bytes that travel."""
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_a_first_view_is_at_most_60_kb_and_its_script_15_kb(record_property):
    script = compressed("govuk-frontend.min.js") + compressed("alongside.js")
    styles = compressed("govuk-frontend.min.css") + compressed("alongside.css")
    page = len(gzip.compress(engines["jinja2"].get_template("ui/gallery/gallery.html")
                             .render(samples.context()).encode(), 9))
    total = script + styles + page + compressed("favicon.svg")
    record_property("first view in bytes", {"all": total, "styles": styles, "script": script, "page": page})
    assert script <= 15 * 1024
    assert total <= 60 * 1024


@pytest.mark.parametrize("name", ["govuk-frontend.min.css", "govuk-frontend.min.js", "alongside.css", "alongside.js"])
def test_no_font_crown_crest_or_other_host_is_left(name):
    text = (STATIC / name).read_text()
    assert [mark for mark in vendor_assets.FORBIDDEN if mark in text] == []
    assert "@import" not in text
    assert not re.search(r"""(src=|fetch\(|import\()["']?https?:""", text)


def test_the_folder_holds_no_fonts_and_no_pictures_but_our_own():
    assert {path.suffix for path in STATIC.iterdir()} == {".css", ".js", ".svg", ".md"}


def test_no_template_has_inline_script_or_style():
    for path in STATIC.parents[1].joinpath("jinja2").rglob("*.html"):
        text = path.read_text()
        inline = re.search(r"<style|\sstyle=|\son(?:click|load|error|submit|change)=|<script(?![^>]*\ssrc=)", text)
        assert inline is None, path.name


def unpacked(folder, css):
    """A folder that looks like the unpacked package."""
    (folder / "dist" / "govuk").mkdir(parents=True)
    package = {"name": "govuk-frontend", "version": "6.6.0", "license": "MIT"}
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "dist" / "govuk" / "govuk-frontend.min.css").write_text(css)
    (folder / "dist" / "govuk" / "govuk-frontend.min.js").write_text("let a;//# sourceMappingURL=a.map\n")
    return folder


def test_the_vendor_command_strips_and_records(tmp_path, monkeypatch):
    css = ('@font-face{font-family:GDS Transport;src:url(/assets/a.woff)}.a{font-family:GDS Transport,arial}'
           '.govuk-footer__copyright-logo:before{background:url(/assets/images/govuk-crest.svg)}'
           '.govuk-footer__crown{margin:0}/*# sourceMappingURL=a.map */')
    target = tmp_path / "target"
    target.mkdir()
    monkeypatch.setattr(vendor_assets, "TARGET", target)
    call_command("vendor_assets", unpacked(tmp_path / "package", css), stdout=StringIO())
    assert (target / "govuk-frontend.min.css").read_text() == ".a{font-family:Arial}\n"
    assert (target / "govuk-frontend.min.js").read_text() == "let a;\n"
    assert "6.6.0" in (target / "VENDORED.md").read_text()


def test_the_vendor_command_writes_nothing_when_something_forbidden_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(vendor_assets, "TARGET", tmp_path / "target")
    with pytest.raises(CommandError, match="url"):
        call_command("vendor_assets", unpacked(tmp_path / "package", ".a{background:url(x.png)}"))
    with pytest.raises(CommandError, match="not an unpacked"):
        call_command("vendor_assets", tmp_path / "nothing")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("room", ["ui", "journeys"])
def test_the_catalogues_fit_the_texts(room):
    out = StringIO()
    call_command("translate", room, "--check", stdout=out)
    assert f"{room} ur:" in out.getvalue()


def test_every_text_of_the_frame_has_a_draft_in_urdu():
    catalogue = translate.renewed(STATIC.parents[1], STATIC.parents[1] / "locale/ur/LC_MESSAGES/django.po", "ur")
    assert [m.id for m in catalogue if m.id and not m.string] == []


def test_a_catalogue_that_is_out_of_date_is_found_and_brought_up_to_date(tmp_path, monkeypatch):
    (tmp_path / "views.py").write_text('from django.utils.translation import gettext\ngettext("Hello")\n')
    monkeypatch.setattr(translate.apps, "get_app_config", lambda name: type("App", (), {"path": str(tmp_path)})())
    call_command("translate", "room", stdout=StringIO())
    call_command("translate", "room", "--check", stdout=StringIO())
    po = tmp_path / "locale/ur/LC_MESSAGES/django.po"
    po.write_text(po.read_text().replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "سلام"'))
    with pytest.raises(CommandError, match="out of date"):
        call_command("translate", "room", "--check")
    call_command("translate", "room", stdout=StringIO())
    assert translate.kept_in(tmp_path / "locale/ur/LC_MESSAGES/django.mo") == {"Hello": "سلام"}
    assert translate.kept_in(tmp_path / "none.mo") == {}
