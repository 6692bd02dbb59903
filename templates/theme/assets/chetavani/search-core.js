// SPDX-License-Identifier: Apache-2.0
// What people type, understood, looked up in every bundle of the index, and put in an order that no bundle's statistics
// change: first where the words stand (names, title, summary, text), then the newest. Keys are made as
// outputs/search_keys.py makes them.
import { ROOT, open } from "./search-bundle.js";

const WORDS = 10;

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

// The beginnings of a word that nobody wrote which are near enough to look for instead, the longest first.
function* beginnings(typed) {
  const word = letters(key(typed));
  if (/[\d.@:/]/.test(typed)) { return; }
  const least = Math.max(word === key(typed) ? 5 : 3, Math.ceil(word.length * 0.6));
  for (let length = word.length - 1; length >= least; length -= 1) { yield word.slice(0, length); }
}

const overlap = ({ years: [from, to] }, { years: [first, last] }) => from <= last && first <= to;

const within = ({ bundles }, { year }) => bundles.filter((bundle) => !year || overlap(bundle, { years: [year, year] }));

class Result {
  constructor(bundle, table, number, score) {
    Object.assign(this, { bundle, table, number, score, at: table.at[number] });
  }

  get id() { return this.table.id(this.number); }

  get address() { return this.table.address(this.number); }
}

// The pages of some bundles, as far as they are chosen.
class Scope {
  constructor(bundles, tables, facets, chosen) {
    Object.assign(this, { bundles, tables, facets });
    const seen = new Set();
    this.allowed = tables.map((table, bundle) => {
      // A page that has moved from one bundle to another may for a while be in both: the newer one has it.
      const shared = bundles.some((other) => other !== bundles[bundle] && overlap(other, bundles[bundle]));
      return shared || chosen.length ? Array.from(table.at, (_, page) => {
        const address = shared ? table.address(page) : "";
        const before = shared && seen.has(address);
        seen.add(address);
        return !before && chosen.every(([name, value]) => facets[bundle](name, table.row(page)).includes(value));
      }) : undefined;
    });
  }

  // Facets are loaded for those who choose, or count.
  static async of(index, filters, counted = false) {
    const bundles = within(index, filters);
    const chosen = Object.entries(filters);
    const facets = counted || chosen.length ? Promise.all(bundles.map((bundle) => bundle.facets())) : [];
    return new Scope(bundles, await Promise.all(bundles.map((bundle) => bundle.table())), await facets, chosen);
  }

  async #all(look) {
    const found = await Promise.all(this.bundles.map(look));
    return found.map((pages, bundle) => {
      const allowed = this.allowed[bundle];
      return allowed ? new Map([...pages].filter(([page]) => allowed[page])) : pages;
    });
  }

  everything() {
    return this.#all((_, bundle) => new Map(Array.from(this.tables[bundle].at, (_at, page) => [page, 0])));
  }

  matches(word, how) { return this.#all((bundle) => bundle.matches(word, how)); }

  // Pages with all of `found`, their scores summed.
  both(found) {
    return this.bundles.map((_, bundle) => {
      const [first, ...others] = found.map((pages) => pages[bundle]).sort((a, b) => a.size - b.size);
      const scored = new Map();
      for (const [page, score] of first) {
        if (others.every((pages) => pages.has(page))) { scored.set(page, others.reduce((sum, pages) => sum + pages.get(page), score)); }
      }
      return scored;
    });
  }

  list(found) {
    return found.flatMap((pages, bundle) => Array.from(pages, ([page, score]) => new Result(this.bundles[bundle], this.tables[bundle], page, score)));
  }
}

const size = (found) => found.reduce((sum, pages) => sum + pages.size, 0);

// The pages that have a word; if nobody wrote it, those with words that begin nearly so.
async function having(scope, word) {
  const how = {};
  const found = await scope.matches(word, how);
  if (size(found)) { return { word, how, found }; }
  for (const beginning of beginnings(word)) {
    const near = await scope.matches(beginning, { near: true });
    if (size(near)) { return { word: beginning, how: { near: true }, found: near, typed: word }; }
  }
  return { word, how, found };
}

const shortest = (words) => words.reduce((least, one) => (one.word.length < least.word.length ? one : least));

// Leaves out one word after the other, the rarest first, until something has all that are left.
function fitting(scope, words) {
  let left = words;
  while (left.length > 1 && !size(scope.both(left.map(({ found }) => found)))) {
    const counted = left.map((gone) => {
      const rest = left.filter((one) => one !== gone);
      return { rest, count: size(scope.both(rest.map(({ found }) => found))) };
    });
    const most = counted.reduce((best, one) => (one.count > best.count ? one : best));
    const gone = shortest(left);
    left = most.count ? most.rest : left.filter((one) => one !== gone);
  }
  return left;
}

// English words on a Hindi page: the index knows the endings of its own language only.
const bare = (word, language) => (language === "en" ? word : word.replace(/^([a-z]{3,}[^\Ws])s$/i, "$1"));

// The words of a query that tell one page from another; all of them if none does.
function telling(query, { common, language }) {
  const typed = [...new Set(query.split(" ").filter(key))];
  const left = typed.filter((word) => !common.has(key(word)));
  return (left.length ? left : typed).slice(0, WORDS).map((word) => bare(word, language));
}

// What is meant by a query: `words` to mark, and `again` to look for the same in another scope.
async function understand(scope, query, index) {
  if (!query) { return { words: [], again: (other) => other.everything() }; }
  for (const whole of wholes(query)) {
    if (size(await scope.matches(whole, { exact: true }))) {
      return { words: [query], again: (other) => other.matches(whole, { exact: true }) };
    }
  }
  if (isPhone(query)) { return { words: [], again: () => [] }; }  // part of a number is another number
  const words = telling(query, index);
  const known = await Promise.all(words.map((word) => having(scope, word)));
  const left = fitting(scope, known.filter(({ found }) => size(found)));
  const again = async (other) => (left.length ? other.both(await Promise.all(left.map(({ word, how }) => other.matches(word, how)))) : []);
  return { words: left.map(({ word, typed }) => typed ?? word), partly: left.length > 0 && left.length < words.length, again };
}

const newestFirst = (a, b) => b.at - a.at || (a.address < b.address ? -1 : 1);

// Of every value of the facets how many results have it: of a facet that is chosen, as if it were not.
async function counts(index, meant, chosen, names) {
  const scoped = async (filters) => {
    const scope = await Scope.of(index, filters, true);
    return { scope, found: await meant.again(scope) };
  };
  const narrow = await scoped(chosen);
  const counted = await Promise.all(names.map(async (name) => {
    const { [name]: own, ...others } = chosen;
    const { scope, found } = own ? await scoped(others) : narrow;
    const values = {};
    found.forEach((pages, bundle) => {
      for (const page of pages.keys()) {
        for (const value of scope.facets[bundle](name, scope.tables[bundle].row(page))) { values[value] = (values[value] ?? 0) + 1; }
      }
    });
    return [name, values];
  }));
  return Object.fromEntries(counted);
}

// Languages in the order in which to look: that of the script, that of the page, the others.
function order(query, languages) {
  return /[ऀ-ॿ]/.test(query) ? [...languages].sort((a, b) => (b === "hi") - (a === "hi")) : languages;
}

async function lookUp(index, query, { filters = {}, newest = false }) {
  if (query) {  // what is needed next, at the same time
    index.engine().catch(() => {});
    for (const bundle of within(index, filters)) { bundle.words().catch(() => {}); }
  }
  const scope = await Scope.of(index, filters);
  const meant = await understand(scope, query, index);
  const found = scope.list(await meant.again(scope));
  const results = found.sort(newest ? newestFirst : (a, b) => b.score - a.score || newestFirst(a, b));
  return { ...meant, index, language: index.language, results, counts: (names) => counts(index, meant, filters, names) };
}

async function lookUpTwice(language, query, options) {
  try {
    return await lookUp(await open(language), query, options);
  } catch {
    return lookUp(await open(language), query, options);
  }
}

// Looks in the first language, and in the next one if nothing there has all the words.
export async function find(query, languages, options = {}) {
  const asked = tidy(query);
  let best;
  for (const language of order(asked, languages)) {
    const found = await lookUpTwice(language, asked, options);
    if (!asked || (found.results.length && !found.partly)) { return found; }
    if (!best || (!best.results.length && found.results.length)) { best = found; }
  }
  return best;
}

// What to show of a result. Texts are as the site has them, never HTML.
export async function shown({ index }, { bundle, number, address, id }) {
  const [title, summary, kind, severity, standing, day, language] = await bundle.shown(number);
  const label = (name, value) => ({ value, label: index.labels[name][value] });
  return { address: ROOT + address, id, title, summary, day,
    kind: label("kind", kind), severity: label("severity", severity), standing: label("status", standing),
    language: language ?? index.language, languageLabel: language && language !== index.language ? index.labels.language[language] : "" };
}

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
