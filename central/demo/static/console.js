// SPDX-License-Identifier: Apache-2.0
// Keeps picture and state fresh, and lets buttons act without loading the page anew. The page works without it.
"use strict";

const screen_ = document.getElementById("screen");
const cross = document.getElementById("cross");
const said = document.getElementById("said");
const state = document.getElementById("state");
const at = { across: 0.5, down: 0.5 };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function post(form, fields) {
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/plain" },
    });
    said.textContent = answer.ok ? await answer.text() : `不行 refused (${answer.status})`;
  } catch {
    said.textContent = "演示没有应答 The demo does not answer";
  }
}

async function followPicture(shown, address) {
  let held = null;
  let mark = null;
  for (;;) {
    try {
      const answer = await fetch(address, { cache: "no-cache" });
      if (answer.ok && answer.headers.get("ETag") !== mark) {
        mark = answer.headers.get("ETag");
        const next = URL.createObjectURL(await answer.blob());
        shown.src = next;
        await shown.decode?.().catch(() => {});
        if (held) URL.revokeObjectURL(held);
        held = next;
      }
    } catch {
      await pause(1000);
    }
    await pause(120);
  }
}

async function followState() {
  let last = "";
  for (;;) {
    await pause(1000);
    try {
      const now = await (await fetch("/state")).text();
      if (now !== last) state.innerHTML = last = now;
    } catch { /* asked again in a second */ }
  }
}

function showCross() {
  cross.hidden = false;
  cross.style.left = `${at.across * screen_.width}px`;
  cross.style.top = `${at.down * screen_.height}px`;
}

screen_.addEventListener("keydown", (event) => {
  const step = event.shiftKey ? 0.1 : 0.02;
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  at.across = Math.min(1, Math.max(0, at.across + move[0]));
  at.down = Math.min(1, Math.max(0, at.down + move[1]));
  showCross();
});

screen_.addEventListener("click", (event) => {
  event.preventDefault();
  if (event.detail > 0) { // by a pointer, not by Enter
    at.across = event.offsetX / screen_.width;
    at.down = event.offsetY / screen_.height;
    cross.hidden = true;
  }
  post(screen_.form, at);
});

for (const form of document.querySelectorAll(".controls form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    if (event.submitter?.name) fields.append(event.submitter.name, event.submitter.value);
    post(form, fields);
  });
}

followPicture(screen_, "/screen.jpg");
followPicture(document.getElementById("lobby"), "/lobby.jpg");
followState();
