// SPDX-License-Identifier: Apache-2.0
// The search index of a language, in bundles: what they hold is loaded when it is first asked for.
// outputs/search_results.py and search_bundle.py say how the files are made. Pagefind's WebAssembly searches in them.
export const ROOT = new URL("../../../", import.meta.url).pathname;  // this is assets/chetavani/<digest>/search-bundle.js
const SHOWN = 16;
const MAGIC = "pagefind_dcd".length;  // begins every file of Pagefind
const indexes = {};
const engines = {};

async function load(path, cache) {
  const response = await fetch(ROOT + path, { cache });
  if (!response.ok) { throw new Error(`${path}: ${response.status}`); }
  return response;
}

// Pagefind's table of the pages of a bundle (CBOR, RFC 8949): its version, of every page a name, which here is its number,
// and a length, and empty lists for what Pagefind would keep besides.
function metadata(version, pages) {
  const bytes = new Uint8Array(16 + 8 * pages);
  let end = 0;
  const add = (value) => { bytes[end] = value; end += 1; };
  const text = (value) => {
    add(0x60 + value.length);
    for (let at = 0; at < value.length; at += 1) { add(value.charCodeAt(at)); }
  };
  add(0x86);
  text(version);
  [0x99, pages >> 8, pages & 0xff].forEach(add);
  for (let page = 0; page < pages; page += 1) {
    add(0x82);
    text(String(page));
    add(1);
  }
  [0x80, 0x80, 0x80, 0x80].forEach(add);
  return bytes.slice(0, end);
}

// A word of a letter or two stands for itself alone, a longer one also for those that begin with it. Hindi is written
// here without its vowel signs.
const isShort = (stem) => stem.length < (/^[ऀ-ॿ]/.test(stem) ? 2 : 3);

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "");

const spoken = (text) => text.toLowerCase().replace(/[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}]/gu, "");

// Of every page of a bundle, by its number, its time and its address. An article has no id, no row and no time.
class Table {
  constructor({ first, ids, unit, at, articles }, root) {
    Object.assign(this, { first, runs: ids, rows: at.length, articles, root, length: at.length + articles.length });
    this.at = new Float64Array(this.length).fill(-1);
    at.reduce((time, step, row) => (this.at[first + row] = time + step * unit), 0);
  }

  row(number) {
    const row = number - this.first;
    return row < this.rows ? Math.max(row, -1) : -1;
  }

  id(number) {
    this.ids ??= this.runs.flatMap(([start, digits, steps]) => {
      let last = 0;
      return steps.map((step) => `${start}-${String(last += step).padStart(digits, "0")}`);
    });
    return this.ids[this.row(number)] ?? "";
  }

  address(number) {
    const id = this.id(number);
    return id ? `${this.root}advisories/${id}/` : this.articles[number < this.first ? number : number - this.rows];
  }
}

class Bundle {
  constructor(index, listed) {
    Object.assign(this, { index, years: listed.years, key: listed.words, pages: listed.pages });
    this.place = `pagefind/${index.language}/${listed.name}`;
    this.files = {};
    this.found = {};
  }

  once(path, make) {
    this.files[path] ??= load(`${this.place}/${path}`, this.index.cache).then(make).catch(this.index.fail);
    return this.files[path];
  }

  table() {
    return this.once(`pages.json?${this.pages}`, async (response) => new Table(await response.json(), this.index.root));
  }

  // How to get the values that a page has of a facet.
  facets() {
    return this.once(`facets.json?${this.pages}`, async (response) => {
      const columns = Object.entries(await response.json()).map(([name, [values, rows]]) => [name, { values, rows: rows.split(" ") }]);
      const facets = new Map(columns);
      const ofArticles = { kind: ["article"], language: [this.index.language] };
      return (name, row) => {
        if (row < 0) { return ofArticles[name] ?? []; }
        const { values, rows } = facets.get(name);
        return Array.from(rows[row], (letter) => values[letter.charCodeAt(0) - 65]);
      };
    });
  }

  words() {
    return this.once(`words.json?${this.key}`, (response) => response.json());
  }

  async #chunk(engine, name) {
    await this.once(`index/${name}.pf_index`, async (response) => {
      const chunk = engine.unpack(await response.arrayBuffer());
      this.pointer = engine.load_index_chunk(this.pointer, chunk);
    });
  }

  // Loads all words that begin with `stem`.
  async #read(stem) {
    const [engine, { version, pages, starts, names }] = await Promise.all([this.index.engine(), this.words()]);
    this.pointer ??= engine.open(version, pages);
    let from = 0;
    for (let to = starts.length; from < to;) {
      const middle = (from + to) >> 1;
      if (starts[middle] <= stem) { from = middle + 1; } else { to = middle; }
    }
    let to = from;
    while (to < starts.length && starts[to].startsWith(stem)) { to += 1; }
    await Promise.all(names.slice(Math.max(from - 1, 0), to).map((name) => this.#chunk(engine, name)));
    return engine;
  }

  // The pages that hold `word`, by number, and how well it is placed. What Pagefind makes of a bundle's statistics, in
  // which the same page has another score in another bundle, does not count.
  async #matches(word, { exact, near }) {
    const stem = (await this.index.stems(word))[0] ?? "";
    const engine = await this.#read(stem);
    const found = new Map();
    for (const { p, l } of engine.ask(this.pointer, word, !near).results) {
      const placed = l.filter(({ v }) => (exact || isShort(stem) ? v.ws === stem : v.ws.startsWith(stem)))
        .map(({ w, v }) => w * (v.ws === stem ? 5 : 3));
      if (placed.length) { found.set(Number(p), Math.max(...placed)); }
    }
    return found;
  }

  matches(word, how = {}) {
    const asked = JSON.stringify([word, how]);
    this.found[asked] ??= this.#matches(word, how);
    return this.found[asked];
  }

  async shown(page) {
    const file = Math.floor(page / SHOWN);
    return (await this.once(`shown/${file}.json?${this.pages}`, (response) => response.json()))[page % SHOWN];
  }
}

// A large file is unpacked by the browser itself, if it can.
async function unpacked(buffer, unpack) {
  if (!("DecompressionStream" in globalThis)) { return unpack(buffer); }
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).slice(MAGIC);
}

// Pagefind's engine for one language: one module of it holds one WebAssembly, which knows one language's endings.
async function engine(language, cache) {
  const base = `pagefind/${language}/engine/`;
  const [{ wasm_bindgen: wasm, gz_default: unzip }, packed] = await Promise.all([
    import(`${ROOT}${base}pagefind.js`), load(`${base}wasm.${language}.pagefind`, cache).then((response) => response.arrayBuffer()),
  ]);
  const unpack = (buffer) => unzip(new Uint8Array(buffer)).slice(MAGIC);
  await wasm({ module_or_path: await unpacked(packed, unpack) });
  const ask = (pointer, text, marks) => {
    const original = spoken(text);
    return JSON.parse(wasm.search(pointer, bare(original), original, "{}", "", false, marks));
  };
  const open = (version, pages) => wasm.enter_playground_mode(wasm.init_pagefind(metadata(version, pages)));
  return { unpack, ask, open, load_index_chunk: wasm.load_index_chunk };
}

function started(language, cache = "default") {
  engines[language] ??= engine(language, cache).catch((error) => { delete engines[language]; throw error; });
  return engines[language];
}

async function opened(language, cache) {
  const list = await load(`pagefind/${language}/bundles.json`, cache === "reload" ? cache : "no-cache");
  const { bundles, labels, root, common } = await list.json();
  const index = { language, cache, labels, root, common: new Set(common) };
  index.fail = (error) => { index.failed = true; throw error; };
  index.engine = () => started(language, cache).catch(index.fail);
  index.bundles = bundles.map((listed) => new Bundle(index, listed));
  index.stems = async (text) => {
    const { ask, open } = await index.engine();
    index.pointer ??= open("", 0);
    return ask(index.pointer, text, true).search_keywords ?? [];
  };
  return index;
}

// The index of a language. If a file of it could not be loaded, the site may have been published anew in the meantime:
// then everything is loaded again, past what the browser keeps.
export function open(language) {
  indexes[language] = indexes[language] ? indexes[language].then((index) => (index.failed ? opened(language, "reload") : index))
    : opened(language, "default");
  const opening = indexes[language];
  opening.catch(() => { if (indexes[language] === opening) { delete indexes[language]; } });
  return opening;
}

// Begins to load what any search in a language needs.
export function warm(language) {
  open(language).catch(() => {});
  started(language).catch(() => {});
}
