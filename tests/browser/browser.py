"""A headless Chromium that loads a page and says what it looks like."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

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


def find():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return name
    return None


class Browser:
    def __init__(self, program):
        self.program = program

    def run(self, page, options):
        with tempfile.TemporaryDirectory() as profile:
            command = [self.program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                       "--enable-logging=stderr", "--v=0", "--virtual-time-budget=3000",
                       # Any request to a host fails, so that a page that needs one shows it.
                       "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}",
                       *options, pathlib.Path(page).resolve().as_uri()]
            done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
        console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return done.stdout, console

    def look(self, page, width, height=900, dark=False):
        """What the page looks like in a window of that size, and what it wrote to the console."""
        text = pathlib.Path(page).read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            probed = pathlib.Path(folder) / "page.html"
            probed.write_text(text.replace("</body>", PROBE), encoding="utf-8")
            options = ["--dump-dom", f"--window-size={width},{height}"]
            if dark:
                options.append("--blink-settings=preferredColorScheme=0")
            dom, console = self.run(probed, options)
        found = re.search(r'data-probe="([^"]*)"', dom)
        if not found:
            raise AssertionError(f"{page}: the page did not load")
        unescaped = found.group(1).replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
        return json.loads(unescaped.replace("&amp;", "&")), console

    def picture(self, page, file, width, height=900, dark=False):
        options = [f"--screenshot={file}", f"--window-size={width},{height}"]
        if dark:
            options.append("--blink-settings=preferredColorScheme=0")
        self.run(page, options)
