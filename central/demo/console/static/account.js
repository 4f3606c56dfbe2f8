// SPDX-License-Identifier: Apache-2.0
// What the terminal does: asked for about once a second, and only what is new is changed.

const APART_MS = 1000;
const LONGEST_REST_MS = 4000;
const TAB = "linli-tab";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const parts = new Map([...document.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
const shown = new Map();
const gone = document.getElementById("gone");
const cards = document.getElementById("cards");
const story = parts.get("story");
const storyTitle = document.getElementById("story-title");
const aloud = document.getElementById("aloud");

/** Keeps the elements that stay: with them focus, scroll position and opened details. */
function renew(old, fresh) {
  const there = [...old.childNodes];
  const wanted = [...fresh.childNodes];
  wanted.forEach((node, index) => {
    const now = there[index];
    if (now === undefined) old.append(document.importNode(node, true));
    else if (now.nodeName !== node.nodeName) now.replaceWith(document.importNode(node, true));
    else if (now.nodeType === Node.ELEMENT_NODE) {
      renewAttributes(now, node);
      renew(now, node);
    } else if (now.data !== node.data) now.data = node.data;
  });
  there.slice(wanted.length).forEach((node) => node.remove());
}

function renewAttributes(old, fresh) {
  const isVisitors = (name) => name === "open" && old.nodeName === "DETAILS";
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isVisitors(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !isVisitors(name)) old.setAttribute(name, value);
  }
}

function show(name, html) {
  const part = parts.get(name);
  if (part === undefined || shown.get(name) === html) return;
  const isFirst = !shown.has(name);
  shown.set(name, html);
  const hadFocus = part.contains(document.activeElement);
  renew(part, new DOMParser().parseFromString(html, "text/html").body);
  // Its button is gone: who goes on by keyboard goes on from here, not from the top of the page.
  if (hadFocus && !part.contains(document.activeElement)) (part === story ? storyTitle : part.closest("[tabindex]"))?.focus();
  if (name === "story") followStory();
  else if (!isFirst) markTab(part);
}

function followStory() {
  const isTold = story.querySelector("form") !== null;
  const hadFocus = cards.contains(document.activeElement);
  cards.hidden = isTold;
  if (hadFocus && isTold) storyTitle.focus();
  const now = story.querySelector("[aria-current]") ?? story.querySelector(".ending");
  // For a screen reader; the eye finds the sentence beside the picture.
  const sentence = now?.textContent.trim() ?? "";
  if (aloud.textContent !== sentence) aloud.textContent = sentence;
}

function mark(settings) {
  for (const button of document.querySelectorAll("button[data-shows]")) {
    const value = settings[button.dataset.shows];
    if (value === undefined) button.removeAttribute("aria-pressed");
    else button.setAttribute("aria-pressed", String(value === button.dataset.when));
  }
}

let hurry = () => {};
document.addEventListener("acted", () => hurry());

async function follow() {
  let rest = APART_MS;
  for (;;) {
    try {
      const answer = await fetch("/account", { cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.ok) {
        const { settings, ...fragments } = await answer.json();
        for (const [name, html] of Object.entries(fragments)) show(name, html);
        mark(settings ?? {});
      }
      gone.textContent = "";
      rest = APART_MS;
    } catch {
      if (gone.textContent === "") gone.textContent = document.body.dataset.gone;
      rest = Math.min(2 * rest, LONGEST_REST_MS);
    }
    await Promise.race([pause(document.hidden ? LONGEST_REST_MS : rest), new Promise((done) => (hurry = done))]);
  }
}

// Without this script all of it stands below each other; with it one part at a time, all of them named in view.
const panels = [...document.querySelectorAll(".panel")];
const tabs = panels.map((panel) => {
  const tab = document.createElement("button");
  Object.assign(tab, { type: "button", id: `tab-${panel.id}`, textContent: panel.querySelector("h3").textContent });
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", panel.id);
  tab.addEventListener("click", () => choose(tab));
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", tab.id);
  panel.tabIndex = 0;
  return tab;
});

function choose(chosen) {
  tabs.forEach((tab, index) => {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    panels[index].hidden = !isChosen;
  });
  chosen.classList.remove("new");
  chosen.removeAttribute("aria-description");
  sessionStorage.setItem(TAB, chosen.id); // another language is another page, with the same tab
}

function markTab(part) {
  const panel = part.closest(".panel");
  if (!panel?.hidden || !("marks" in panel.dataset)) return;
  const tab = tabs[panels.indexOf(panel)];
  tab.classList.add("new");
  tab.setAttribute("aria-description", panel.dataset.marks);
}

function startTabs() {
  const list = document.getElementById("tabs");
  list.append(...tabs);
  list.hidden = false;
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
  choose(tabs.find((tab) => tab.id === sessionStorage.getItem(TAB)) ?? tabs[0]);
  document.getElementById("to-words").addEventListener("click", () => choose(document.getElementById("tab-p-words")));
}

startTabs();
follow();
