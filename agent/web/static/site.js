// SPDX-License-Identifier: Apache-2.0
// Keeps what is live alive. Without this file every page works by reloading it.
"use strict";

const REACH_MS = 8000;
const ANSWER_MS = 60000; // the site itself waits no longer; whoever stopped the browser before can try again then

function refresh(place) {
  const every = Number(place.dataset.every);
  let shown = place.innerHTML;
  const lost = document.createElement("div");
  lost.className = "box caution";
  lost.setAttribute("role", "status");
  lost.textContent = place.dataset.lost;

  // Whoever is just touching it must still touch the same thing when the finger is lifted.
  let held = false;
  place.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { held = false; });

  async function look() {
    if (place.querySelector("[data-done]")) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(place.dataset.live, { cache: "no-store", signal: AbortSignal.timeout(REACH_MS) });
        if (answer.status === 401) return location.reload();
        if (!answer.ok) throw new Error(String(answer.status));
        put(await answer.text());
        lost.remove();
        place.classList.remove("stale");
      } catch {
        place.before(lost);
        place.classList.add("stale");
      }
    }
    setTimeout(look, every);
  }

  function put(html) {
    if (html === shown || held || place.querySelector("form[data-sent]")) return;
    const focused = place.contains(document.activeElement) ? [...place.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
    place.innerHTML = shown = html;
    if (focused >= 0) place.querySelectorAll("a, button")[focused]?.focus({ preventScroll: true });
  }

  setTimeout(look, every);
}

document.querySelectorAll("[data-live]").forEach(refresh);

// A second touch while the first is being answered would only ask for the same again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-busy", "true"));
  setTimeout(() => release(form), ANSWER_MS);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-busy"));
}
