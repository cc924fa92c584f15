# SPDX-License-Identifier: Apache-2.0
"""Somebody with Chromium, whose passkeys are kept by its virtual authenticator.

browser.py ORIGIN EMAIL PASSWORD: adds a passkey, takes the second step with it, signs in with it alone, and sees what is
said when the device has not got it. Ends with exit code 0 when all of it went as it should.
"""

import sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.support.ui import WebDriverWait

origin, email, password = sys.argv[1:]
options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=375,800"):
    options.add_argument(argument)
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def wait(what, condition):
    WebDriverWait(driver, 20).until(lambda _: condition(), f"{what}: {driver.current_url} {driver.title}")


def find(selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def sign_in(next_page):
    driver.get(f"{origin}/account/sign-in?next={next_page}")
    find("#email").send_keys(email)
    find("#password").send_keys(password)
    find("main form button.nhsuk-button[type=submit]").click()


def sign_out():
    find(".nhsuk-header__account-button").click()
    wait("signed out", lambda: driver.current_url.rstrip("/") == origin)


def is_at(path):
    return driver.current_url.split("?")[0] == origin + path


try:
    device = VirtualAuthenticatorOptions()
    device.transport = VirtualAuthenticatorOptions.Transport.INTERNAL
    device.has_resident_key = device.has_user_verification = device.is_user_verified = True
    driver.add_virtual_authenticator(device)

    sign_in("/account/security/passkeys/new")
    wait("the form is shown", lambda: find("#passkey").is_displayed())
    assert not find("[data-attest-unable]").is_displayed()
    find("#current").send_keys(password)
    find("#passkey").click()
    wait("added", lambda: is_at("/account/security/passkeys"))
    assert "The passkey is added." in find("main").text
    assert [credential.is_resident_credential for credential in driver.get_credentials()] == [True]
    sign_out()

    sign_in("/account")
    wait("the second step", lambda: is_at("/account/sign-in/code"))
    find("#passkey").click()
    wait("past the second step", lambda: is_at("/account"))
    sign_out()

    driver.get(f"{origin}/account/sign-in?next=/account")
    find("[data-attest-offer] a").click()
    wait("signed in alone", lambda: is_at("/account"))
    sign_out()

    driver.set_user_verified(False)
    driver.get(f"{origin}/account/sign-in/passkey")
    wait("nothing was used", lambda: "No passkey was used" in find("form [role=status]").text)
finally:
    driver.quit()
