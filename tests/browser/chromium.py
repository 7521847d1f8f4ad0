"""Opens a page in headless Chromium, for the tests of the pages that Trackloom writes.

    page = chromium.load(file, fragment="view=rz", size=(1280, 800))   the document after its scripts ran
    seen = chromium.look(file, size=(390, 900), dark=True)             what it looks like, and its console
    chromium.screenshot(file, "out.png", dark=True)

As a program it takes a screenshot:   chromium.py PAGE.html OUT.png [FRAGMENT] [WIDTHxHEIGHT] [dark]
"""
import html
import html.parser
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROBE = """<script>
addEventListener("error", e => document.body.dataset.error = e.message);
addEventListener("load", () => {
  const rects = [...document.querySelectorAll("figure")].map(f => f.getBoundingClientRect());
  const texts = [...document.querySelectorAll("svg text")].filter(t => t.textContent.trim());
  document.body.dataset.probe = JSON.stringify({
    width: innerWidth,
    scroll: document.documentElement.scrollWidth,
    background: getComputedStyle(document.body).backgroundColor,
    color: getComputedStyle(document.body).color,
    figures: rects.length,
    flat: rects.filter(r => r.width < 100 || r.height < 20).length,
    marks: document.querySelectorAll("svg .mark, svg .bar, svg .path, svg .slice").length,
    slices: document.querySelectorAll("svg .slice").length,
    titles: document.querySelectorAll("svg title").length,
    smallest: Math.min(...texts.map(t => t.getBoundingClientRect().height)),
    headings: [...document.querySelectorAll("h1,h2,h3")].map(h => h.textContent),
  });
});
</script></body>"""


SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def find():
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if shutil.which(name):
            return shutil.which(name)
    print("skipped: there is no Chromium; tools/test.sh --full installs it")
    sys.exit(SKIPPED)


def _run(page, fragment, size, dark, *options, timeout=300):
    url = Path(page).resolve().as_uri() + ("#" + fragment if fragment else "")
    with tempfile.TemporaryDirectory() as profile:
        command = [find(), "--headless", "--no-sandbox", "--disable-dev-shm-usage", "--use-gl=angle",
                   "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars",
                   "--no-first-run", "--disable-extensions", "--disable-background-networking",
                   "--enable-logging=stderr", "--v=0",
                   # Any request to a host fails, so that a page that needs one shows it.
                   "--host-resolver-rules=MAP * ~NOTFOUND",
                   f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}",
                   "--virtual-time-budget=10000"]
        if dark:
            command.append("--blink-settings=preferredColorScheme=0")
        return subprocess.run(command + list(options) + [url], capture_output=True, text=True, timeout=timeout)


class _Document(html.parser.HTMLParser):
    """The root's data-* attributes, the visible text, and every address that the page names."""

    def __init__(self):
        super().__init__()
        self.data, self.words, self.addresses, self.hidden = {}, [], [], 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.data = {k[5:]: v for k, v in attributes.items() if k.startswith("data-")}
        for name in ("src", "href", "action", "poster"):
            if attributes.get(name):
                self.addresses.append(attributes[name])
        if tag in ("script", "style"):
            self.hidden += 1

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.words.append(data.strip())

    @property
    def text(self):
        return " ".join(self.words)


def load(page, fragment="", size=(1280, 800), dark=False):
    """The document after its scripts: .data (data-* of <html>), .text, .addresses."""
    result = _run(page, fragment, size, dark, "--dump-dom")
    document = _Document()
    document.feed(result.stdout)
    if result.returncode != 0 or not result.stdout.strip():
        raise RuntimeError(f"Chromium gave no document for {page}: {result.stderr[-2000:]}")
    return document


def look(page, size=(1280, 900), dark=False):
    """What the page looks like in a window of that size, and what it wrote to the console."""
    text = Path(page).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        probed = Path(folder) / "page.html"
        probed.write_text(text.replace("</body>", PROBE), encoding="utf-8")
        result = _run(probed, "", size, dark, "--dump-dom")
    found = re.search(r'data-probe="([^"]*)"', result.stdout)
    if not found:
        raise RuntimeError(f"{page}: the page did not load: {result.stderr[-2000:]}")
    console = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
    return json.loads(html.unescape(found.group(1))), console


def screenshot(page, image, fragment="", size=(1280, 800), dark=False):
    result = _run(page, fragment, size, dark, f"--screenshot={Path(image).resolve()}")
    if not Path(image).exists():
        raise RuntimeError(f"Chromium made no picture of {page}: {result.stderr[-2000:]}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    words = sys.argv[3:]
    window = next((tuple(map(int, w.split("x"))) for w in words if w.replace("x", "").isdigit()), (1280, 800))
    hashes = [w for w in words if w != "dark" and not w.replace("x", "").isdigit()]
    screenshot(sys.argv[1], sys.argv[2], hashes[0] if hashes else "", window, "dark" in words)
