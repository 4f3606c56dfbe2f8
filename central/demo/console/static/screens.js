// SPDX-License-Identifier: Apache-2.0
// Both screens live, and the visitor's pointer and keyboard on the kiosk's.

import { post, say } from "./hands.js";

const MOVES_APART_MS = 40;
const STILL_MS = 100; // a demo that ends answers at once that there is nothing new
const FIRST_REST_MS = 250;
const LONGEST_REST_MS = 4000;
const MARK_MS = 700;
// Longer names only for keys that do something on a kiosk; F5 and the like stay the browser's.
const NAMED = new Set([
  ..."Enter Escape Backspace Delete Home End PageUp PageDown".split(" "),
  ..."ArrowLeft ArrowRight ArrowUp ArrowDown".split(" "),
]);

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function seen() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => {
    document.addEventListener("visibilitychange", function look() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      done();
    });
  });
}

async function follow(glass) {
  const picture = glass.querySelector("img");
  let mark = "";
  let rest = FIRST_REST_MS;
  let asking = null;
  document.addEventListener("visibilitychange", () => document.hidden && asking?.abort());
  for (;;) {
    await seen();
    asking = new AbortController();
    try {
      const address = `${glass.dataset.live}?after=${encodeURIComponent(mark)}`;
      const answer = await fetch(address, { cache: "no-store", signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      if (answer.status === 204) {
        await pause(STILL_MS);
      } else {
        mark = answer.headers.get("ETag") ?? "";
        await show(picture, await answer.blob());
      }
      glass.classList.remove("waiting");
      rest = FIRST_REST_MS;
    } catch {
      if (document.hidden) continue;
      mark = ""; // whoever comes back may count anew
      glass.classList.add("waiting");
      await pause(rest);
      rest = Math.min(2 * rest, LONGEST_REST_MS);
    }
  }
}

async function show(picture, blob) {
  const before = picture.src;
  picture.src = URL.createObjectURL(blob);
  await picture.decode().catch(() => {});
  if (before.startsWith("blob:")) URL.revokeObjectURL(before);
}

// One queue for pointer and keys: a kiosk that got a release before its press would be touched for ever.
const queue = [];
let sending = false;
let moved = 0;

function send(path, fields) {
  const waiting = queue.at(-1);
  const replaces = fields.do === "move" && waiting?.fields.do === "move";
  if (replaces) waiting.fields = fields;
  else queue.push({ path, fields });
  if (!sending) empty();
}

async function empty() {
  sending = true;
  while (queue.length > 0) {
    const isMove = queue[0].fields.do === "move";
    const early = moved + MOVES_APART_MS - performance.now();
    if (isMove && queue.length === 1 && early > 0) await pause(early);
    const { path, fields } = queue.shift();
    if (isMove) moved = performance.now();
    const [done, answer] = await post(path, fields);
    if (!done) say(answer);
  }
  sending = false;
}

function takeHands(glass) {
  const picture = glass.querySelector("img");
  const mark = glass.querySelector(".mark");
  const held = new Set();
  let finger = null;
  let place = null;

  const placeOf = (event) => {
    const box = picture.getBoundingClientRect();
    const part = (at, from, length) => Math.min(1, Math.max(0, (at - from) / length)).toFixed(4);
    return { across: part(event.clientX, box.left, box.width), down: part(event.clientY, box.top, box.height) };
  };

  glass.addEventListener("pointerdown", (event) => {
    if (finger !== null || event.button !== 0) return;
    finger = event.pointerId;
    glass.setPointerCapture(finger);
    place = placeOf(event);
    send("/pointer", { do: "press", ...place });
    mark.style.left = `${place.across * 100}%`;
    mark.style.top = `${place.down * 100}%`;
    mark.hidden = false;
    clearTimeout(mark.dataset.timer);
    mark.dataset.timer = setTimeout(() => (mark.hidden = true), MARK_MS);
  });
  glass.addEventListener("pointermove", (event) => {
    if (event.pointerId !== finger) return;
    place = placeOf(event);
    send("/pointer", { do: "move", ...place });
  });
  const lift = (event) => {
    if (event.pointerId !== finger) return;
    finger = null;
    send("/pointer", { do: "release", ...place });
  };
  glass.addEventListener("pointerup", (event) => {
    if (event.pointerId === finger) place = placeOf(event);
    lift(event);
  });
  glass.addEventListener("pointercancel", lift);
  glass.addEventListener("lostpointercapture", lift);
  glass.addEventListener("dragstart", (event) => event.preventDefault());
  glass.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch is no right click

  const isForKiosk = (event) =>
    !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing &&
    ([...event.key].length === 1 || NAMED.has(event.key));
  glass.addEventListener("keydown", (event) => {
    if (!isForKiosk(event)) return;
    event.preventDefault();
    if (event.repeat) return; // the kiosk's own screen repeats a key that is held
    held.add(event.key);
    send("/key", { do: "press", key: event.key });
  });
  const letGo = (key) => held.delete(key) && send("/key", { do: "release", key });
  glass.addEventListener("keyup", (event) => {
    // With Shift let go first, the key that comes up is another one than went down.
    if (!held.has(event.key) && [...event.key].length === 1) [...held].filter((key) => key.length === 1).forEach(letGo);
    letGo(event.key);
  });
  glass.addEventListener("blur", () => [...held].forEach(letGo));
}

for (const glass of document.querySelectorAll("[data-live]")) {
  follow(glass);
  if ("hands" in glass.dataset) takeHands(glass);
}
