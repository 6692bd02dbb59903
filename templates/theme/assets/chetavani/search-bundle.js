// SPDX-License-Identifier: Apache-2.0
// The search index of a language, in bundles: what they hold is loaded when it is first asked for.
// outputs/search_results.py and search_bundle.py say how the files are made. Pagefind's WebAssembly searches in them.
export const ROOT = new URL("../../../", import.meta.url).pathname;  // this is assets/chetavani/<digest>/search-bundle.js
const SHOWN = 16;
const SHORT = 3;  // a word of fewer letters stands for itself alone, a longer one also for those that begin with it
const indexes = {};

async function load(path, cache) {
  const response = await fetch(ROOT + path, { cache });
  if (!response.ok) { throw new Error(`${path}: ${response.status}`); }
  return response;
}

// Pagefind's table of the pages of a bundle (CBOR): its version, and of every page a name, here its number, and a length.
function metadata(version, pages) {
  const text = (value) => [0x60 + value.length, ...[...value].map((letter) => letter.charCodeAt(0))];
  const bytes = [0x86, ...text(version), 0x99, pages >> 8, pages & 0xff];
  for (let page = 0; page < pages; page += 1) { bytes.push(0x82, ...text(String(page)), 1); }
  return Uint8Array.from([...bytes, 0x80, 0x80, 0x80, 0x80]);
}

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "");

const spoken = (text) => text.toLowerCase().replace(/[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}]/gu, "");

class Bundle {
  constructor(index, listed) {
    Object.assign(this, listed, { index, place: `pagefind/${index.language}/${listed.name}`, files: {}, found: {} });
  }

  once(path, make) {
    this.files[path] ??= load(`${this.place}/${path}`, this.index.cache).then(make);
    return this.files[path];
  }

  // Of every page of the bundle its address, id, time and facets.
  table() {
    return this.once(`pages.json?${this.pages}`, async (response) => decoded(await response.json(), this));
  }

  async #words() {
    const [engine, table] = await Promise.all([this.index.engine, this.once(`words.json?${this.words}`, (response) => response.json())]);
    this.pointer ??= engine.open(table.version, table.pages);
    return { engine, chunks: table.chunks };
  }

  async #chunk(engine, name) {
    await this.once(`index/${name}.pf_index`, async (response) => {
      const chunk = engine.unpack(await response.arrayBuffer());
      this.pointer = engine.load_index_chunk(this.pointer, chunk);
    });
  }

  // Loads all words that begin with `stem`.
  async #read(stem) {
    const { engine, chunks } = await this.#words();
    let from = 0;
    for (let to = chunks.length; from < to;) {
      const middle = (from + to) >> 1;
      if (chunks[middle][0] <= stem) { from = middle + 1; } else { to = middle; }
    }
    const names = from ? [chunks[from - 1][1]] : [];
    while (from < chunks.length && chunks[from][0].startsWith(stem)) { names.push(chunks[from][1]); from += 1; }
    await Promise.all(names.map((name) => this.#chunk(engine, name)));
    return engine;
  }

  // The pages that hold `word`, by number, and how well it is placed. What Pagefind makes of a bundle's statistics, in
  // which the same page has another score in another bundle, does not count.
  async #matches(word, { exact, near }) {
    const stem = (await this.index.stems(word))[0] ?? "";
    const engine = await this.#read(stem);
    const found = new Map();
    for (const { p, l } of engine.ask(this.pointer, word, !near).results) {
      const placed = l.filter(({ v }) => (exact || stem.length < SHORT ? v.ws === stem : v.ws.startsWith(stem)))
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

function decoded({ advisories: [first, count], ids, at, articles, facets }, bundle) {
  const root = bundle.index.root;
  const pages = articles.map((url) => ({ address: url, id: "", at: -1 }));
  const dated = ids.flatMap(([start, digits, steps]) => {
    let number = 0;
    return steps.map((step) => `${start}-${String(number += step).padStart(digits, "0")}`);
  });
  let time = 0;
  pages.splice(first, 0, ...dated.map((id, row) => ({ address: `${root}advisories/${id}/`, id, at: time += at[row], row })));
  const columns = Object.fromEntries(Object.entries(facets).map(([name, [values, rows]]) => [name, [values, rows.split(" ")]]));
  const language = bundle.index.language;
  pages.forEach((page) => { page.bundle = bundle; });
  const values = (page, name) => {
    if (page.row === undefined) { return { kind: ["article"], language: [language] }[name] ?? []; }
    const [names, rows] = columns[name];
    return Array.from(rows[page.row] ?? "", (letter) => names[letter.charCodeAt(0) - 65]);
  };
  return { pages, values, facets: Object.keys(columns), count };
}

// Pagefind's engine for one language: one module of it holds one WebAssembly, which knows one language's endings.
async function engine(language, cache) {
  const base = `pagefind/${language}/engine/`;
  const [{ wasm_bindgen: wasm, gz_default: unzip }, packed] = await Promise.all([
    import(`${ROOT}${base}pagefind.js`), load(`${base}wasm.${language}.pagefind`, cache).then((response) => response.arrayBuffer()),
  ]);
  const unpack = (buffer) => unzip(new Uint8Array(buffer)).slice("pagefind_dcd".length);
  await wasm({ module_or_path: unpack(packed) });
  const ask = (pointer, text, marks) => {
    const original = spoken(text);
    return JSON.parse(wasm.search(pointer, bare(original), original, "{}", "", false, marks));
  };
  const open = (version, pages) => wasm.enter_playground_mode(wasm.init_pagefind(metadata(version, pages)));
  return { unpack, ask, open, load_index_chunk: wasm.load_index_chunk };
}

async function opened(language, cache) {
  const index = { language, cache, engine: engine(language, cache) };
  index.engine.catch(() => {});
  const list = await load(`pagefind/${language}/bundles.json`, cache === "reload" ? cache : "no-cache");
  const { bundles, labels, root } = await list.json();
  Object.assign(index, { labels, root });
  index.bundles = bundles.map((listed) => new Bundle(index, listed));
  index.stems = async (text) => {
    const { ask, open } = await index.engine;
    index.pointer ??= open("", 0);
    return ask(index.pointer, text, true).search_keywords ?? [];
  };
  return index;
}

// The index of a language. What has failed is loaded anew, past what the browser keeps, when it is asked for again.
export function open(language, fresh = false) {
  if (fresh) { delete indexes[language]; }
  indexes[language] ??= opened(language, fresh ? "reload" : "default");
  indexes[language].catch(() => { delete indexes[language]; });
  return indexes[language];
}
