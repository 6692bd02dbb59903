// SPDX-License-Identifier: Apache-2.0
// The page "Is this forward real?": what is pasted is compared here with what was published. It is not sent, not kept, not
// put into the address, never made a link, and only ever shown as text. The words are in the page's templates.
import { idsIn, judge, unwrapped } from "./forward-core.js";

const LONGEST = 20_000; // characters; what comes after is no message any more
const MOST = 4; // advisories that a text may name: a warning names its successor too
const PATIENCE = 15_000; // ms; a cheap phone on a slow network is the rule here
const LEVEL = {
  current: "official", amid: "careful", changed: "careful", old: "careful", withdrawn: "wait", superseded: "careful", expired: "careful",
  altered: "stop", named: "careful", unknown: "wait", foreign: "wait", unavailable: "unavailable",
};
const MARKS = /(^|\s)[*_]+|[*_]+(?=[\s.,:;]|$)/gu; // bold and italics
const NEIGHBOURS = 5; // words of ours shown beside what was changed
const LONG = 60; // words of somebody else's that are shown of each stretch

const byId = (name) => document.getElementById(`cv-forward${name}`);
const form = byId("");
const [field, status, result, verdict] = ["-text", "-status", "-result", "-verdict"].map(byId);
const words = form?.dataset;
const language = document.documentElement.lang;
let asked = 0;

// What turns text round is shown by its number, so that nobody reads another text than is there.
const visible = (text) => text.replace(/[\u061c\u200f\u202b\u202d\u202e\u2067]/gu, (one) => `[U+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
const said = (list) => visible(list.length > LONG ? `${list.slice(0, LONG).join(" ")} …` : list.join(" "));
const fill = (text, values) => text.replace(/\{(\w+)\}/gu, (_, name) => values[name] ?? "");

function day(text) {
  const found = new Date(text);
  return Number.isNaN(found.getTime()) ? "" : new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, { dateStyle: "long", timeZone: words.zone }).format(found);
}

// Returns the records of an advisory, or null if there is no such advisory. Throws if that cannot be known.
async function published(id) {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), PATIENCE);
  try {
    const answer = await fetch(new URL(`${words.root}chat/check/${id}.json`, document.baseURI), { credentials: "omit", referrerPolicy: "no-referrer", signal: clock.signal });
    if (answer.status === 404 || answer.status === 410) { return null; }
    if (!answer.ok) { throw new Error(`status ${answer.status}`); }
    const known = await answer.json();
    return known.version === 1 && known.id === id && known.records.length ? known : Promise.reject(new Error("other content"));
  } finally { clearTimeout(timer); }
}

async function answer(text) {
  const lines = unwrapped(text);
  const ids = idsIn(lines, words.prefix).slice(0, MOST);
  if (!ids.length) { return { state: "foreign" }; }
  const found = await Promise.all(ids.map((id) => published(id).then(
    (known) => (known ? judge(lines, words.prefix, known) : { state: "unknown", id, certainty: 1.5 }),
    () => ({ state: "unavailable", id, certainty: 3 }),
  )));
  return found.sort((one, other) => other.certainty - one.certainty)[0];
}

function part(kind, list) {
  const piece = byId(`-${kind}`).content.cloneNode(true);
  piece.querySelector("[data-slot=words]").textContent = said(list);
  return piece;
}

// Our words beside a change are shown, those further away are not.
function same(list, first, last) {
  const head = first ? [] : list.slice(0, NEIGHBOURS);
  const tail = last ? [] : list.slice(-NEIGHBOURS);
  return list.length <= head.length + tail.length ? list.join(" ") : `${head.join(" ")} … ${tail.join(" ")}`;
}

function showParts(parts = []) {
  const place = byId("-words");
  place.replaceChildren();
  parts.forEach(([kind, list], at) => {
    place.append(kind === "same" ? same(list, at === 0, at === parts.length - 1) : part(kind, list), " ");
  });
  byId("-parts").hidden = !parts.length;
}

function showAround(stretches) {
  const found = stretches.filter((list) => list?.length);
  byId("-others").replaceChildren(...found.map((list) => Object.assign(document.createElement("li"), { textContent: said(list) })));
  byId("-around").hidden = !found.length;
}

// A link to a page of ours whose id the site itself has told.
function lead(name, id) {
  const place = byId(name);
  place.hidden = !id || !/^[A-Z][A-Z0-9]{1,9}-\d{4}-\d{4,6}$/.test(id);
  if (place.hidden) { return; }
  const link = place.querySelector("a");
  link.textContent = id;
  link.href = `${words.advisories}${id}/`;
}

function showNow({ state, known, record }) {
  const spoken = [language, record?.language, ...Object.keys(known?.chat ?? {})].find((one) => known?.chat[one]);
  const place = byId("-today");
  place.textContent = spoken ? known.chat[spoken].replace(MARKS, "$1").trim() : "";
  place.lang = spoken ?? language;
  byId("-now").hidden = !spoken || state === "current";
}

function about({ known, record, state, id }) {
  if (known && record && state !== "altered") { return fill(words.about, { id: known.id, revision: record.revision, day: day(record.date) }); }
  return known || id ? fill(words.aboutId, { id: known?.id ?? id }) : "";
}

// Shows the answer, and leads there who cannot see it.
function show(found) {
  const name = found.state === "current" && (found.before.length || found.after.length) ? "amid" : found.state;
  const texts = byId(`-${name}`).content;
  verdict.textContent = texts.querySelector("[data-slot=verdict]").textContent;
  verdict.className = `cv-verdict cv-verdict--${LEVEL[name]}`;
  byId("-said").textContent = texts.querySelector("[data-slot=text]").textContent;
  byId("-about").textContent = about(found);
  byId("-ended").hidden = !found.ended;
  showParts(found.parts);
  showAround([found.before, found.after]);
  showNow(found);
  lead("-newer", found.known?.successor);
  lead("-read", found.known?.id);
  result.dataset.state = found.state;
  status.textContent = "";
  result.hidden = false;
  verdict.focus({ preventScroll: true });
  verdict.scrollIntoView(); // to the top: on a phone the answer would else be below the edge
}

async function compare() {
  const number = ++asked;
  const text = field.value.slice(0, LONGEST);
  if (!text.trim()) { clear(); return; }
  status.textContent = words.looking;
  form.setAttribute("aria-busy", "true");
  const found = await answer(text).catch(() => ({ state: "unavailable" }));
  if (number !== asked) { return; }
  show(found);
  form.setAttribute("aria-busy", "false");
}

function clear() {
  asked++;
  field.value = "";
  status.textContent = "";
  result.hidden = true;
  for (const name of ["-words", "-others", "-today"]) { byId(name).replaceChildren(); }
  form.setAttribute("aria-busy", "false");
  field.focus();
}

function start() {
  form.addEventListener("submit", (event) => { event.preventDefault(); compare(); });
  form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { compare(); } });
  form.dataset.ready = "yes";
}

if (form) { start(); }
