"""The built site on localhost, and a browser that looks at it."""

import functools
import http.server
import json
import shutil
import threading
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"
TO_INSTALL = "apt-get install chromium chromium-driver (Debian), or Chrome with its chromedriver"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Leave pytest's output alone."""


@pytest.fixture(scope="session")
def site():
    """Folder of the built pages."""
    if not (SITE / "index.html").is_file():
        pytest.exit("There is no site in docs/_build/html: run 'make docs' first.", returncode=1)
    return SITE


@pytest.fixture(scope="session")
def pages(site):
    """Addresses of all pages below the site."""
    return sorted(str(page.relative_to(site)) for page in site.rglob("*.html"))


@pytest.fixture(scope="session")
def address(site):
    """The site's address on localhost."""
    handler = functools.partial(QuietHandler, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


class Browser:
    """Chromium, with what it wrote to its console and what it fetched since the last look."""

    def __init__(self, driver, address):
        self.driver = driver
        self.address = address

    def open(self, page):
        self.driver.get(self.address + page)

    def run(self, script):
        return self.driver.execute_script(f"return {script}")

    def wait(self, script):
        """Wait until a JavaScript expression is true."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, 20).until(lambda _: self.run(script), script)

    def wait_for_formulas(self):
        if self.run("window.MathJax !== undefined"):
            self.wait("MathJax.startup.promise !== undefined")
            self.driver.execute_async_script("MathJax.startup.promise.then(arguments[0])")

    def width(self, pixels):
        """Take the width of a telephone, which no window of Chromium can have."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": pixels < 700},
        )

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def fetched(self):
        """Addresses that were asked for."""
        messages = [json.loads(entry["message"]) for entry in self.driver.get_log("performance")]
        return [
            message["message"]["params"]["request"]["url"]
            for message in messages
            if message["message"]["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    try:
        from selenium import webdriver
    except ImportError:
        pytest.exit("selenium is not installed: pip install '.[docs]'", returncode=1)
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    chromedriver = shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.exit(f"These tests need a browser: {TO_INSTALL}.", returncode=1)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        f"user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(chromedriver))
    yield driver
    driver.quit()


@pytest.fixture
def browser(driver, address):
    """A browser of ordinary width with nothing on its console."""
    browser = Browser(driver, address)
    browser.width(1400)
    browser.console()
    browser.fetched()
    return browser
