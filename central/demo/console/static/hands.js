// SPDX-License-Identifier: Apache-2.0
// Buttons act without loading the page anew, and what was done is said in one place.

const words = document.body.dataset;
const said = document.getElementById("said");
const SLOW_MS = 400;
let last = Promise.resolve();

export function say(text) {
  // The same words twice are new words, for the eye and for a screen reader.
  said.replaceChildren();
  requestAnimationFrame(() => said.replaceChildren(Object.assign(document.createElement("span"), { textContent: text })));
}

/** Resolves to whether it was done; what became of it is the second. */
export async function post(path, fields) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "text/plain" },
    });
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return [answer.ok, plain ? await answer.text() : `${words.refused} (${answer.status})`];
  } catch {
    return [false, words.silent];
  }
}

async function act(path, fields) {
  const slow = setTimeout(say, SLOW_MS, words.doing);
  const [done, answer] = await post(path, fields);
  clearTimeout(slow);
  say(answer);
  document.dispatchEvent(new CustomEvent("acted", { detail: { path, done } }));
}

// One listener for all: some forms come and go with what the terminal does.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "plain" in form.dataset) return;
  event.preventDefault();
  const fields = new FormData(form);
  if (event.submitter?.name) fields.append(event.submitter.name, event.submitter.value);
  // In the order of the presses: a card is put on before it is taken away.
  last = last.then(() => act(form.getAttribute("action"), fields));
});
