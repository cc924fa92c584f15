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

// Whoever can neither read the picture, nor hear the numbers, nor answer the question lets the computer look for a number: see ChallengeWork.
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
    let rested = performance.now();
    for (let number = 0; ; number += 500) {
      const some = await Promise.all(Array.from({ length: 500 }, (_, index) => digest(`${start}:${number + index}`)));
      const found = some.findIndex((bytes) => zeros(bytes) >= Number(work.dataset.attestWork));
      // The page stays alive; a timer after each step would take longer than the step.
      if (performance.now() - rested > 100) {
        await new Promise((resume) => setTimeout(resume));
        rested = performance.now();
      }
      if (found < 0) continue;
      const field = document.getElementById("challengeAnswer");
      field.value = `work:${number + found}`;
      // What it found says nothing to a person.
      field.closest(".nhsuk-form-group").hidden = true;
      button.hidden = true;
      said.textContent = "Done. Now select Create account.";
      field.form.querySelector("button[type=submit]").focus();
      return;
    }
  });
}

// Passkeys. What a page asks for is in data-attest-passkey; what the device makes of it goes into the form's hidden fields.
const knowsPasskeys = globalThis.isSecureContext && globalThis.PublicKeyCredential && navigator.credentials;
for (const offer of document.querySelectorAll("[data-attest-offer]")) offer.hidden = !knowsPasskeys;
const passkey = document.querySelector("form[data-attest-passkey]");
if (passkey && knowsPasskeys) {
  const asked = JSON.parse(passkey.dataset.attestPasskey);
  const [fields, said] = [passkey.elements, passkey.querySelector("[role=status]")];
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const credentials = asked.credentials.map((id) => ({ type: "public-key", id: bytes(id) }));
  const common = { challenge: bytes(asked.challenge), timeout: 300000 };
  const make = () =>
    navigator.credentials.create({
      publicKey: {
        ...common,
        rp: { id: asked.party, name: "Attest" },
        user: { id: bytes(asked.userHandle), name: asked.userName, displayName: asked.displayName },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: credentials,
        authenticatorSelection: { residentKey: "preferred", userVerification: asked.verification },
        attestation: "none",
      },
    });
  const use = () =>
    navigator.credentials.get({
      publicKey: { ...common, rpId: asked.party, allowCredentials: credentials, userVerification: asked.verification },
    });
  passkey.addEventListener("submit", async (event) => {
    // It was made already.
    if (fields.clientDataJSON.value) return;
    event.preventDefault();
    if (fields.current && !fields.current.value) {
      fields.current.focus();
      said.textContent = "Enter your password first.";
      return;
    }
    said.textContent = "Look for a question from your browser or your device.";
    try {
      const made = await (asked.userHandle ? make() : use());
      fields.credential.value = text(made.rawId);
      for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle", "clientDataJSON"]) {
        if (made.response[name]) fields[name].value = text(made.response[name]);
      }
      passkey.requestSubmit();
    } catch (error) {
      said.textContent =
        error.name === "InvalidStateError"
          ? "This device has a passkey for your account already."
          : "No passkey was used. You can try again.";
    }
  });
  document.querySelector("[data-attest-unable]").hidden = true;
  passkey.hidden = false;
  if ("attestImmediate" in passkey.dataset) passkey.requestSubmit();
}
