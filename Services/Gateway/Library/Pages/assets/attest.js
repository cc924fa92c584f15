// SPDX-License-Identifier: Apache-2.0

// Every page works without this. It starts the design system's components: the error summary takes the focus, buttons
// ignore a second click, passwords can be shown.
import { initAll } from "/assets/nhsuk.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// The good news that led to a page is told once: loading the page again shows the page alone.
const address = new URL(location.href);
for (const name of ["done", "verified", "registered", "changed", "ended", "off"]) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState(history.state, "", address);

// Whoever can neither read the picture nor answer the question lets the computer look for a number: see ChallengeWork.
const work = document.querySelector("[data-attest-work]");
if (work && globalThis.crypto?.subtle) {
  const [button, said] = [work.querySelector("button"), work.querySelector("[role=status]")];
  work.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "This computer is working. You can fill in the rest meanwhile.";
    const digest = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    const zeros = (bytes) => {
      const whole = bytes.findIndex((byte) => byte !== 0);
      return whole < 0 ? 8 * bytes.length : 8 * whole + Math.clz32(bytes[whole]) - 24;
    };
    const token = document.querySelector("input[name=challenge]").value;
    const start = Array.from(await digest(token), (byte) => byte.toString(16).padStart(2, "0")).join("");
    for (let number = 0; ; number += 500) {
      const some = await Promise.all(Array.from({ length: 500 }, (_, index) => digest(`${start}:${number + index}`)));
      const found = some.findIndex((bytes) => zeros(bytes) >= Number(work.dataset.attestWork));
      if (found < 0) continue;
      const field = document.getElementById("challengeAnswer");
      field.value = `work:${number + found}`;
      // What it found says nothing to a person.
      field.closest(".nhsuk-form-group").hidden = true;
      button.hidden = true;
      said.textContent = "Done. Now select Create account.";
      return;
    }
  });
}
