// SPDX-License-Identifier: Apache-2.0
// The search page: field, facets, order, results; what is chosen is in the address, so that it can be shared.
import { element, find, marked, shown as data } from "./search-core.js";

const STEP = 20;
const form = document.getElementById("cv-finder");
const words = form.dataset;
const status = document.getElementById("cv-finder-status");
const list = document.getElementById("cv-finder-results");
const help = document.getElementById("cv-finder-help");
const more = document.getElementById("cv-finder-more");
const facets = [...form.querySelectorAll("[data-cv-facet]")];
const labels = new Map(facets.flatMap((facet) => [...facet.options].map((option) => [option, option.textContent])));
let asked = 0;
let shown = 0;
let found;
let languages;

const fill = (text, name, value) => text.replace(`{${name}}`, () => value);

function chosen() {
  return Object.fromEntries(facets.filter((facet) => facet.value).map((facet) => [facet.name, facet.value]));
}

function remember() {
  const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", `${location.pathname}${state.size ? "?" : ""}${state}`);
  for (const link of document.querySelectorAll("a.cv-language")) { link.search = state; }
}

function recall() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field) { field.value = value; }
    if (field?.tagName === "SELECT" && field.selectedIndex < 0) { field.value = ""; }
  }
}

function badge(className, text) {
  return element("span", `cv-badge ${className}`, text);
}

function entry(result) {
  const { id, title, summary, day, language, standing, severity, kind } = result;
  const marks = element("p", "cv-entry__marks");
  if (standing.label) { marks.append(badge(`cv-standing cv-standing--${standing.value}`, standing.label)); }
  if (severity.label) { marks.append(badge(`cv-severity cv-severity--${severity.value}`, severity.label)); }
  marks.append(element("span", "cv-entry__kind", kind.label));
  if (result.languageLabel) { marks.append(badge("cv-badge--plain", result.languageLabel)); }
  const link = element("a", "", ...marked(title, found.words));
  link.href = result.address;
  const about = element("p", "cv-entry__summary", ...marked(summary, found.words));
  link.lang = about.lang = language;
  const item = element("li", `cv-entry${standing.label ? " cv-entry--past" : ""}`, marks, element("h3", "cv-entry__title", link), about);
  if (id) { item.append(element("p", "cv-entry__facts", element("span", "cv-id", id), ` ${words.published} ${day}`)); }
  item.lang = found.language;
  return item;
}

// Shows more results, each as soon as it is there.
async function showMore() {
  const mine = asked;
  const before = shown;
  const next = found.results.slice(shown, shown + STEP).map((result) => data(found, result));
  shown += next.length;
  more.hidden = shown >= found.results.length;
  for (const [number, result] of next.entries()) {
    const item = entry(await result);
    if (mine !== asked) { return; }
    list.append(item);
    if (before && !number) { item.querySelector("a").focus(); }
  }
}

function say(query) {
  const count = found.results.length;
  const lines = [count === 1 ? words.foundOne : fill(words.foundMany, "count", count)];
  if (!query && !Object.keys(chosen()).length) { lines[0] = fill(words.everything, "count", count); }
  if (!count) { lines[0] = fill(words.nothing, "query", query); }
  if (count && found.partly) { lines.push(fill(words.partly, "query", found.words.join(" "))); }
  if (count && found.language !== languages[0]) { lines.push(words.other); }
  status.textContent = lines.join(" · ");
}

// Counts are loaded when they are seen.
async function count() {
  const mine = asked;
  form.querySelector(".cv-finder__chosen").textContent = Object.keys(chosen()).length ? `(${Object.keys(chosen()).length})` : "";
  if (!form.querySelector("details").open) { return; }
  const counts = await found.counts(facets.map((facet) => facet.name));
  if (mine !== asked) { return; }
  for (const facet of facets) {
    for (const option of facet.options) {
      const number = counts[facet.name]?.[option.value] ?? 0;
      option.textContent = option.value ? `${labels.get(option)} (${number})` : labels.get(option);
      option.disabled = Boolean(option.value) && !number && !option.selected;
    }
  }
}

async function search(again = false) {
  const number = ++asked;
  const query = form.elements.q.value.trim();
  remember();
  status.textContent = words.loading;
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await find(query, languages, { filters: chosen(), newest: form.elements.sort.value === "newest" });
    if (number !== asked) { return; }
    found = answer;
    shown = 0;
    list.replaceChildren();
    help.hidden = found.results.length > 0;
    say(query);
    await showMore();
    await count();
  } catch (error) {
    if (!again) { return search(true); }
    status.textContent = words.failed;
    help.hidden = false;
    console.error(error);
  }
  list.setAttribute("aria-busy", "false");
}

export function start(order) {
  let timer;
  languages = order;
  recall();
  form.querySelector("details").open = matchMedia("(min-width: 76.25em)").matches;
  form.querySelector("details").addEventListener("toggle", () => { if (found) { count(); } });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); search(); });
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => search(), 250); });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of form.querySelectorAll("select")) { field.value = ""; }
    search();
  });
  more.addEventListener("click", showMore);
  search();
}
