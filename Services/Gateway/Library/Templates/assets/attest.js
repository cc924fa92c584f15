// SPDX-License-Identifier: Apache-2.0

// Every page works without this. It starts the design system's components: the error summary takes the focus, buttons
// ignore a second click, passwords can be shown.
import { initAll } from "/assets/nhsuk.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
