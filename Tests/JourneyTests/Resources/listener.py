# SPDX-License-Identifier: Apache-2.0
"""Listens to a challenge in Chromium, with the keyboard alone; exits with 1 and says why when it cannot.

usage: listener.py ORIGIN
"""

import sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

origin = sys.argv[1]
options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
for option in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"):
    options.add_argument(option)
options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
try:
    driver.get(origin + "/account/register")
    player = driver.find_element(By.CSS_SELECTOR, "audio")
    fetched = "return performance.getEntriesByType('resource').filter(one => one.name.includes('/sound')).length"
    if driver.execute_script(fetched):
        sys.exit("the sound was fetched before anybody wanted it")
    # From the field before it to the player itself.
    driver.find_element(By.ID, "password").send_keys(Keys.TAB)
    for _ in range(10):
        if driver.switch_to.active_element == player:
            break
        driver.switch_to.active_element.send_keys(Keys.TAB)
    else:
        sys.exit("the keyboard does not reach the player")
    player.send_keys(Keys.SPACE)
    playing = WebDriverWait(driver, 60)
    playing.until(lambda _: driver.execute_script("return arguments[0].currentTime", player) > 0.5, "nothing is heard")
    length = driver.execute_script("return arguments[0].duration", player)
    if not 5 < length < 13:
        sys.exit(f"the sound is {length} seconds long")
    # In the middle of it, as who wants to hear the end again.
    driver.execute_script("arguments[0].currentTime = arguments[1]", player, length - 1)
    playing.until(lambda _: driver.execute_script("return arguments[0].ended", player), "the end is not reached")
    faults = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    if faults:
        sys.exit(f"the browser complains: {faults}")
finally:
    driver.quit()
