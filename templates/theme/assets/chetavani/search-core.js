// SPDX-License-Identifier: Apache-2.0
// What people type, looked up in the search index (Pagefind). One bundle a language, loaded when first asked.
// Keys are made as outputs/search_keys.py makes them.
const ROOT = new URL("../../../", import.meta.url).pathname;  // this is assets/chetavani/<digest>/search-core.js
const WORDS = 10;
const WEIGHTS = { title: 5, names: 5, id: 0, shown: 0, summary: 0, day: 0, kind: 0, severity: 0, severity_label: 0,
  standing: 0, standing_label: 0, language: 0, language_label: 0 };
const bundles = {};

async function open(language) {
  // Each bundle has a client of its own: one client is one WebAssembly module, which holds one language.
  const basePath = `${ROOT}pagefind/${language}/`;
  const pagefind = await import(`${basePath}pagefind.js`);
  const bundle = pagefind.createInstance({ basePath, noWorker: true, exactDiacritics: true, ranking: { metaWeights: WEIGHTS } });
  await bundle.init();
  return bundle;
}

export function load(language) {
  bundles[language] ??= open(language).catch((error) => { delete bundles[language]; throw error; });
  return bundles[language];
}

const key = (text) => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");

// Spellings that people use for each other are one in the index: no nukta, one nasal sign, no joiners.
const folded = (text) => text.normalize("NFC").replace(/[\u093c\u200c\u200d]/g, "").replace(/ँ/g, "ं");

const tidy = (text) => folded(text).replace(/[०-९]/g, (digit) => digit.charCodeAt(0) - 0x966).replace(/\s+/g, " ").trim();

const isPhone = (query) => /^[\d\s().+-]+$/.test(query) && query.replace(/\D/g, "").length > 6;

// The keys that a query may be as a whole: an advisory's number, a CVE, a phone number, an address.
function wholes(query) {
  const found = [];
  const number = /^([a-z]{2,10})[\s_-]*(\d{4})[\s_-]+(\d{1,4})$/i.exec(query);
  if (number) { found.push(number[1].toLowerCase() + number[2] + number[3].padStart(4, "0")); }
  const flaw = /^(\d{4})-(\d{4,})$/.exec(query);
  if (flaw) { found.push(`cve${flaw[1]}${flaw[2]}`); }
  if (isPhone(query)) { found.push(query.replace(/\D/g, "").replace(/^0+/, "")); }
  const live = query.replace(/\[\.\]|\(\.\)|\{\.\}|\[dot\]/gi, ".").replace(/\[at\]|\(at\)|\[@\]/gi, "@").replace(/\[:\]/g, ":");
  const rest = live.toLowerCase().replace(/^[a-z][a-z0-9+.-]*:\/\/(www\.)?|^www\./, "");
  if (/^[^\s]+[.@:][^\s]+$/.test(rest)) { found.push(key(rest), key(rest.split(/[/?#:]/)[0])); }
  if (/\d/.test(query)) { found.push(key(query)); }
  return [...new Set(found)].filter(Boolean);
}

const letters = (text) => (/[ऀ-ॿ]/.test(text) ? text.replace(/\p{M}/gu, "") : text);

const ENDING = /^(e?s|e?d|ings?|ers?|ly)$/;

// Pagefind finds the nearest beginning when it does not know a word; only near enough counts as found.
function isNear(typed, token) {
  const word = key(typed);
  if (key(token).includes(word)) { return true; }
  if (/[\d.@:/]/.test(typed)) { return false; }
  const wanted = letters(word);
  return token.split(/[^\p{L}\p{M}\p{N}]+/u).some((part) => {
    const given = letters(part.toLowerCase());
    let same = 0;
    while (same < wanted.length && wanted[same] === given[same]) { same += 1; }
    if (same > 2 && same === given.length && ENDING.test(wanted.slice(same))) { return true; }
    return same >= (wanted === word ? 5 : 2) && same >= wanted.length * 0.6;
  });
}

async function isKnown(bundle, word) {
  const [first] = (await bundle.search(word)).results;
  if (!first) { return false; }
  const tokens = (await first.data()).content.split(/\s+/);
  return first.words.some((location) => isNear(word, tokens[location] ?? ""));
}

const shortest = (words) => words.reduce((least, word) => (word.length < least.length ? word : least));

// Leaves out one word after the other, the rarest first, until something has all that are left.
async function fitting(bundle, words) {
  let left = [...new Set(words)];
  while (left.length > 1) {
    if ((await bundle.search(left.join(" "))).results.length) { break; }
    const counted = await Promise.all(left.map(async (_, gone) => {
      const rest = left.filter((_, index) => index !== gone);
      return { rest, count: (await bundle.search(rest.join(" "))).results.length };
    }));
    const most = counted.reduce((best, one) => (one.count > best.count ? one : best));
    left = most.count ? most.rest : left.filter((word) => word !== shortest(left));
  }
  return left;
}

// English words on a Hindi page: the index knows the endings of its own language only.
const bare = (word, language) => (language === "en" ? word : word.replace(/^([a-z]{3,}[^\Ws])s$/i, "$1"));

async function understand(bundle, query, language) {
  if (!query) { return { term: null, words: [] }; }
  if (/^".+"$/.test(query)) { return { term: query, words: [key(query)] }; }
  for (const whole of wholes(query)) {
    if (await isKnown(bundle, whole)) { return { term: whole, words: [query], exact: whole }; }
  }
  if (isPhone(query)) { return { term: "", words: [] }; }  // part of a number is another number
  const words = query.split(" ").filter(key).slice(0, WORDS).map((word) => bare(word, language));
  const known = await Promise.all(words.map((word) => isKnown(bundle, word)));
  const left = await fitting(bundle, words.filter((_, index) => known[index]));
  return { term: left.join(" "), words: left, partly: left.length > 0 && left.length < words.length };
}

async function exactFirst(results, exact) {
  const first = await Promise.all(results.slice(0, 10).map((result) => result.data()));
  const rank = (index) => (first[index]?.meta.names?.split(" ").includes(exact) ? 0 : 1);
  return results.map((result, index) => ({ result, rank: rank(index) })).sort((a, b) => a.rank - b.rank).map((one) => one.result);
}

// Languages in the order in which to look: that of the script, that of the page, the others.
function order(query, languages) {
  return /[ऀ-ॿ]/.test(query) ? [...languages].sort((a, b) => (b === "hi") - (a === "hi")) : languages;
}

async function lookUp(language, query, { filters = {}, newest = false, counted = false }) {
  const bundle = await load(language);
  if (counted) { await bundle.filters(); }
  const meant = await understand(bundle, query, language);
  if (meant.term === "") { return { ...meant, language, results: [], counts: {} }; }
  const search = (chosen) => bundle.search(meant.term, { filters: chosen, sort: newest || meant.term === null ? { date: "desc" } : {} });
  const found = await search(filters);
  const counts = { ...found.filters };
  for (const name of Object.keys(filters)) {
    const { [name]: _, ...others } = filters;
    counts[name] = (await search(others)).filters[name];
  }
  const results = meant.exact && !newest ? await exactFirst(found.results, meant.exact) : found.results;
  return { ...meant, language, results, counts };
}

// Looks in the first language, and in the next one if nothing there has all the words.
export async function find(query, languages, options = {}) {
  const asked = tidy(query);
  let best;
  for (const language of order(asked, languages)) {
    const found = await lookUp(language, asked, options);
    if (found.term === null || (found.term && !found.partly)) { return found; }
    if (!best || (!best.term && found.term)) { best = found; }
  }
  return best;
}

export const title = (meta) => meta.shown ?? meta.title;

export const address = (data) => ROOT + data.raw_url.replace(/^\//, "");

// `text` with the words marked, as nodes: nothing that was found is ever read as HTML.
export function marked(text, words) {
  const wanted = words.filter((word) => letters(word).length > 1).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/[क-ह]/g, "$&\u093c?").replace(/ं/g, "[ंँ]"));
  if (!wanted.length) { return [text]; }
  return text.split(new RegExp(`(${wanted.join("|")})`, "giu")).map((part, index) => {
    if (index % 2 === 0) { return part; }
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}

export function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}
