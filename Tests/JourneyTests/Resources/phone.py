# SPDX-License-Identifier: Apache-2.0
"""Somebody with a telephone: no page is wider than its screen.

phone.py ORIGIN EMAIL PASSWORD FOLDER PATH...: signs in and opens each path, 320 and 375 wide. Leaves pictures in the folder,
and ends with exit code 0 when every page was found and fits.
"""

import re
import sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

origin, email, password, folder, *paths = sys.argv[1:]
options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
    options.add_argument(argument)
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
wrong = []
try:
    driver.get(f"{origin}/account/sign-in")
    driver.find_element(By.CSS_SELECTOR, "#email").send_keys(email)
    driver.find_element(By.CSS_SELECTOR, "#password").send_keys(password)
    driver.find_element(By.CSS_SELECTOR, "main form button.nhsuk-button[type=submit]").click()
    for path in paths:
        for width in (320, 375):
            driver.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True},
            )
            driver.get(origin + path)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{path}: {wide} of {width}")
        if "not found" in driver.title:
            wrong.append(f"{path}: {driver.title}")
        picture = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})["data"]
        name = re.sub("[0-9a-f-]{36}", "id", path).strip("/").replace("/", "-") or "first"
        with open(f"{folder}/{email.split('@')[0]}-{name}.png.base64", "w") as file:
            file.write(picture)
finally:
    driver.quit()
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
