"""What a reader does, in a browser."""

import pytest
from selenium.webdriver.common.by import By

TUTORIAL = "gallery/photonics/tutorial_hong_ou_mandel.html"
LOADED = "[...document.images].every(image => image.complete && image.naturalWidth > 0)"


def test_home(browser):
    browser.open("index.html")
    assert browser.run("document.querySelector('h1').innerText").startswith("pennylane-qgen")
    assert browser.run("document.images.length") >= 2
    browser.wait(LOADED)


def test_header_leads_to_the_gallery(browser):
    browser.open("index.html")
    browser.driver.find_element(By.LINK_TEXT, "Gallery").click()
    browser.wait("location.pathname.endsWith('/gallery/index.html')")


def test_search_finds_the_mmd(browser):
    browser.open("index.html")
    box = browser.driver.find_element(By.CSS_SELECTOR, "#left-column input[name=q]")
    box.send_keys("bandwidth")
    box.submit()
    browser.wait("document.querySelectorAll('#search-results li').length > 0")
    browser.wait("document.querySelector('#search-results p.search-summary') !== null")
    browser.wait(
        "[...document.querySelectorAll('#search-results a')].some("
        "link => link.href.includes('theory/mmd'))"
    )


def test_card_of_the_gallery_leads_to_its_tutorial(browser):
    browser.open("gallery/index.html")
    browser.wait(LOADED)
    cards = browser.driver.find_elements(By.CSS_SELECTOR, ".sphx-glr-thumbcontainer a")
    assert len(cards) >= 14
    card = next(card for card in cards if TUTORIAL in card.get_attribute("href"))
    browser.driver.execute_script("arguments[0].click()", card)
    browser.wait(f"location.pathname.endsWith('/{TUTORIAL}')")
    browser.wait(LOADED)
    assert browser.run("document.querySelectorAll('.sphx-glr-script-out').length") > 0
    assert browser.run("document.querySelectorAll('#right-column img').length") > 0


def test_api_page(browser):
    browser.open("api/losses.html#pennylane_qgen.mmd")
    assert browser.run("document.getElementById('pennylane_qgen.mmd') !== null")


@pytest.mark.parametrize(
    "page", ["theory/mmd.html", "theory/boson-sampling.html", "api/losses.html", TUTORIAL]
)
def test_formulas_are_rendered(browser, page):
    browser.open(page)
    browser.wait_for_formulas()
    formulas = browser.run("document.querySelectorAll('.math').length")
    assert formulas
    drawn = "document.querySelectorAll('.math > mjx-container > svg').length"
    assert browser.run(drawn) == formulas
    assert browser.run("document.querySelectorAll('mjx-merror, [data-mjx-error]').length") == 0


def test_nothing_is_fetched_from_elsewhere_and_the_console_is_empty(browser, pages):
    for page in pages:
        browser.open(page)
        browser.wait_for_formulas()
        assert browser.console() == [], page
        elsewhere = [
            url for url in browser.fetched() if not url.startswith((browser.address, "data:"))
        ]
        assert elsewhere == [], page


def test_pages_fit_a_telephone(browser, pages):
    browser.width(400)
    too_wide = {}
    for page in pages:
        browser.open(page)
        browser.wait_for_formulas()
        width = browser.run("document.documentElement.scrollWidth")
        if width > 400:
            too_wide[page] = width
    assert too_wide == {}


def test_menus_of_a_telephone(browser):
    browser.width(400)
    browser.open("guide/losses.html")
    visible = "getComputedStyle(document.querySelector('{}')).{}"
    browser.driver.find_element(By.CSS_SELECTOR, ".mobile.navbar-menu button").click()
    browser.wait(visible.format(".mobile.navbar-links", "visibility") + " === 'visible'")
    browser.driver.find_element(By.CSS_SELECTOR, ".mobile.navbar-menu button").click()
    browser.driver.find_element(By.CSS_SELECTOR, ".mobile.toc-heading button").click()
    browser.wait(visible.format("#left-column", "display") + " !== 'none'")
