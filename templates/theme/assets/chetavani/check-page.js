// SPDX-License-Identifier: Apache-2.0
// The page "Check before you pay": what is pasted is recognised, looked up and judged here. It is not sent, not kept, not
// put into the address, never made a link, and only ever shown as text. The words are in the page's templates.
import { isOfficial, lookalike } from "./check-lookalike.js";
import { Camera, canRead, readImage } from "./check-qr.js";
import { signs } from "./check-signs.js";

const LONGEST = 20_000; // characters; what comes after is no message any more
const MOST = 20; // things looked up at a time
const PATIENCE = 15_000; // ms; a cheap phone on a slow network is the rule here
const LEVELS = ["stop", "wait", "careful", "unavailable", "unknown", "cleared", "official"]; // the worst first
const LEVEL = {
  block: "stop", mandate: "stop", refund: "stop", hold: "wait", lookalike: "wait", mixed: "wait", warn: "careful",
  ending: "careful", short: "careful", collect: "careful", expired: "careful", unavailable: "unavailable", unknown: "unknown",
  cleared: "cleared", official: "official",
};
const HOSTED = new Set(["url", "domain", "email"]);
const NOTHING = { domains: [], hosts: [], phones: [], values: [], brands: {}, shorteners: [] };

const byId = (id) => document.getElementById(`cv-check${id}`);
const form = byId("");
const [field, status, result, verdict, answers] = ["-text", "-status", "-result", "-verdict", "-answers"].map(byId);
const words = form?.dataset;
const language = document.documentElement.lang;
const kind = (type) => byId("-kinds").content.querySelector(`[data-kind="${type}"]`)?.textContent;
const fill = (text, name, value) => text.replace(`{${name}}`, () => value);
let asked = 0;
let camera;

// What looks up and judges, loaded once; a failure is not kept.
let loading;
function tools() {
  const root = new URL(words.root, document.baseURI);
  loading ??= Promise.all([
    import(new URL("lookup/v1/client.js", root).href),
    fetch(new URL("lookup/v1/official.json", root)).then((one) => one.json()).catch(() => NOTHING),
  ]).then(([client, official]) => ({ official, recognise: client.recognise, checker: new client.Checker(root.href, { timeout: PATIENCE }) }));
  loading.catch(() => { loading = undefined; });
  return loading;
}

// A value as it may be shown: no program makes a link of it, and nobody opens it by mistake.
function defanged(type, value) {
  if (!HOSTED.has(type) && type !== "ip" && type !== "upi") { return value; }
  const shown = value.replace(/@/g, "[at]").replace(/^http/, "hxxp");
  return type === "upi" ? shown : shown.replace(/\./g, "[.]");
}

// What an answer is about: the one form that is looked up, after what was pasted where that has other letters.
function named({ type, value, shown }) {
  const form = value && defanged(type, value);
  const foreign = HOSTED.has(type) && /\bxn--/.test(value) && /^[\p{L}\p{M}\p{N}./@:-]+$/u.test(shown);
  return foreign ? `${defanged(type, shown)} (${form})` : form;
}

const hostOf = (type, value) => (type === "url" ? new URL(value).hostname : type === "email" ? value.split("@").pop() : value);
const isShort = (host, { shorteners }) => shorteners.includes(host.replace(/^www\./, ""));

function distinct(found) {
  const seen = new Map(found.map((one) => [`${one.type}:${one.value}`, one]));
  return [...seen.values()];
}

// What the words of an address say, without asking anybody: a state and what it looks like, or null.
function judged({ type, value }, official) {
  if (official.phones.includes(value) || official.values.includes(`${type}:${value}`)) { return { state: "official" }; }
  if (!HOSTED.has(type)) { return null; }
  const host = hostOf(type, value).replace(/^www\.(?=.*\.)/, "");
  if (isOfficial(host, official)) { return type === "email" ? null : { state: "official" }; }
  if (isShort(host, official)) { return { state: "short" }; }
  const like = lookalike(host, official);
  if (!like) { return null; }
  return { state: like.address ? (like.kind === "ending" ? "ending" : "lookalike") : "mixed", like: like.address };
}

// Returns what is known of a thing: { state, type, value, like, advisory, until, card, matched }.
async function answer(item, { checker, official }) {
  const told = await checker.check(item.type, item.value).catch(() => ({ state: "unavailable" }));
  const own = { ...item, ...told, state: told.state === "listed" ? told.action : told.state };
  if (told.state === "listed") { own.texts = (await checker.card(told.advisory))?.texts; }
  if (told.state === "listed" || told.state === "cleared") { return own; } // somebody has looked at this very thing
  const seen = judged(item, official);
  return seen && (seen.state !== "official" || told.state === "unknown") ? { ...own, ...seen } : own;
}

const put = (place, name, text) => {
  const slot = place.querySelector(`[data-slot=${name}]`);
  if (text) { slot.textContent = text; } else { slot.remove(); }
  return slot;
};

function day(text) {
  const found = new Date(text);
  return Number.isNaN(found.getTime()) ? "" : new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, { dateStyle: "long", timeZone: words.zone }).format(found);
}

// The warning of an advisory, as its card says it, in the page's language if there is one. `told` are those shown already.
function warning({ advisory, state, texts: all }, told) {
  const part = byId("-card").content.cloneNode(true);
  const texts = told.has(advisory) ? null : all;
  told.add(advisory);
  const own = texts?.[language] ? language : Object.keys(texts ?? {})[0];
  const said = texts?.[own] ?? {};
  const link = put(part, "advisory", advisory);
  if (/^[A-Z]+-\d{4}-\d+$/.test(advisory)) { link.href = `${words.advisories}${advisory}/`; }
  for (const name of ["title", "message"]) { put(part, name, said[name]).lang = own ?? language; }
  const steps = part.querySelector("[data-slot=steps]");
  steps.lang = own ?? language;
  for (const step of said.do ?? []) {
    steps.append(Object.assign(document.createElement("li"), { textContent: step }));
  }
  if (!steps.children.length) { part.querySelector("[data-slot=do]").remove(); }
  if (!texts || LEVEL[state] === "careful") { part.querySelector("[data-slot=call]").remove(); }
  return part;
}

function shown(one, told) {
  const item = document.getElementById(`cv-answer-${one.state}`).content.cloneNode(true).firstElementChild;
  put(item, "kind", kind(one.type));
  put(item, "value", named(one));
  if (!one.value) { item.querySelector("[data-slot=what]").remove(); }
  const { matched } = one;
  const other = matched && matched.value !== one.value && one.state !== "unknown";
  put(item, "matched", other && fill(words.matched, "value", defanged(matched.type, matched.value)));
  for (const slot of item.querySelectorAll("[data-fill]")) {
    slot.textContent = fill(fill(slot.textContent, "like", one.like ?? ""), "day", day(one.until));
  }
  if (one.advisory && one.state !== "cleared") { item.append(warning(one, told)); }
  return item;
}

// Shows the answers, the worst first, and leads there who cannot see them.
function show(found, left) {
  const worst = found.length ? LEVEL[found[0].state] : "none";
  const count = found.filter((one) => one.type).length;
  verdict.textContent = verdict.dataset[worst];
  verdict.className = `cv-verdict cv-verdict--${worst}`;
  const told = new Set();
  answers.replaceChildren(...found.map((one) => shown(one, told)));
  result.dataset.verdict = worst;
  byId("-nothing").hidden = worst !== "none";
  byId("-left").hidden = !left;
  status.textContent = !count ? "" : count === 1 ? words.checkedOne : fill(words.checkedMany, "count", count);
  result.hidden = false;
  verdict.focus({ preventScroll: true });
  verdict.scrollIntoView(); // to the top: on a phone the answer would else be below the edge
}

async function check() {
  const number = ++asked;
  const text = field.value.slice(0, LONGEST);
  if (!text.trim()) { clear(); return; }
  status.textContent = words.looking;
  form.setAttribute("aria-busy", "true");
  const found = signs(text).map((state) => ({ state }));
  let left = 0;
  try {
    const toolbox = await tools();
    const items = distinct(toolbox.recognise(text));
    left = Math.max(0, items.length - MOST);
    found.push(...(await Promise.all(items.slice(0, MOST).map((item) => answer(item, toolbox)))));
  } catch (error) {
    found.push({ state: "unavailable" });
    console.error(error.name); // never the text
  }
  if (number !== asked) { return; }
  const rank = ({ state }) => LEVELS.indexOf(LEVEL[state]);
  show(found.sort((one, other) => rank(one) - rank(other)), left);
  form.setAttribute("aria-busy", "false");
}

function clear() {
  asked++;
  field.value = "";
  status.textContent = "";
  result.hidden = true;
  answers.replaceChildren();
  form.setAttribute("aria-busy", "false");
  field.focus();
}

function read(text) {
  if (!text) { status.textContent = words.noCode; return; }
  field.value = text;
  check();
}

function look(on) {
  byId("-viewer").hidden = !on;
  byId("-camera").setAttribute("aria-expanded", String(on));
  if (on) { byId("-stop").focus(); }
}

async function scan() {
  camera ??= new Camera(byId("-video"));
  status.textContent = "";
  look(true);
  try {
    const text = await camera.start();
    look(false);
    if (text) { read(text); } else { byId("-camera").focus(); }
  } catch (error) {
    look(false);
    status.textContent = words.noCamera;
    byId("-camera").focus();
    console.error(error.name);
  }
}

async function picture(event) {
  const [file] = event.target.files;
  if (!file) { return; }
  status.textContent = words.looking;
  read(await readImage(file).catch(() => ""));
  event.target.value = ""; // the same picture may be chosen again
}

async function offerCodes() {
  if (!(await canRead())) { return; }
  byId("-camera").hidden = !navigator.mediaDevices?.getUserMedia;
  byId("-picture").hidden = false;
}

// Browsers before 2022 lack it, and the client needs it; cheap phones have such.
function waitLikeANewBrowser() {
  AbortSignal.timeout ??= (time) => {
    const clock = new AbortController();
    setTimeout(() => clock.abort(), time);
    return clock.signal;
  };
}

function start() {
  waitLikeANewBrowser();
  form.addEventListener("submit", (event) => { event.preventDefault(); check(); });
  form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  field.addEventListener("focus", () => { tools().catch(() => {}); }, { once: true });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { check(); } });
  byId("-camera").addEventListener("click", scan);
  byId("-stop").addEventListener("click", () => camera.stop());
  byId("-viewer").addEventListener("keydown", (event) => { if (event.key === "Escape") { camera.stop(); } });
  byId("-picture").addEventListener("click", () => byId("-file").click());
  byId("-file").addEventListener("change", picture);
  document.addEventListener("visibilitychange", () => { if (document.hidden) { camera?.stop(); } });
  offerCodes();
  form.dataset.ready = "yes";
}

if (form) { start(); }
