// SPDX-License-Identifier: Apache-2.0

// Every page works without this. It starts the design system's components: the error summary takes the focus, buttons
// ignore a second click, passwords can be shown.
import { initAll } from "/assets/nhsuk.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// The good news that led to a page is told once: loading the page again shows the page alone.
const address = new URL(location.href);
for (const name of ["done", "verified", "registered"]) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState(history.state, "", address);
