// SPDX-License-Identifier: Apache-2.0
// The preview's panel: waits for the next save, loads the page again if a build changed it, and shows what is wrong.
// Whatever it shows was written by authors, so all of it goes in as text.
(() => {
  "use strict";
  const BASE = "/.preview/";
  const RETRY = 500; // milliseconds until the server is asked again after it did not answer
  const HIDDEN = "chetavani-preview-hidden";
  const WORDS = {
    en: {
      preview: "Preview",
      stopped: "This save cannot be built. These are the last good pages.",
      here: (count) => (count === 1 ? "1 finding on this page" : `${count} findings on this page`),
      others: (count) => (count === 1 ? "1 finding elsewhere" : `${count} findings elsewhere`),
      changed: (count) => (count === 1 ? "1 finding in what was saved" : `${count} findings in what was saved`),
      errors: "What stops the build",
      page: "On this page",
      saved: "In what was saved last",
      all: "All findings",
      list: "List all findings",
      more: (count) => `and ${count} more: chetavani lint lists all`,
      draft: (path) => `${path} is a draft: it has no page before it is published. What is found in it is listed here.`,
      error: "error",
      warning: "warning",
      line: (number) => `line ${number}`,
      hide: "Hide",
    },
    hi: {
      preview: "पूर्वावलोकन",
      stopped: "यह बदलाव बन नहीं सका। ये पिछले सही पृष्ठ हैं।",
      here: (count) => `इस पृष्ठ पर ${count} टिप्पणी`,
      others: (count) => `अन्य जगह ${count} टिप्पणी`,
      changed: (count) => `सहेजी गई फ़ाइल में ${count} टिप्पणी`,
      errors: "किस कारण नहीं बना",
      page: "इस पृष्ठ पर",
      saved: "अभी सहेजी गई फ़ाइल में",
      all: "सभी टिप्पणियाँ",
      list: "सभी टिप्पणियाँ दिखाएँ",
      more: (count) => `और ${count}: पूरी सूची chetavani lint देता है`,
      draft: (path) => `${path} मसौदा है: प्रकाशित होने से पहले इसका पृष्ठ नहीं होता। इसकी टिप्पणियाँ यहाँ हैं।`,
      error: "गलती",
      warning: "चेतावनी",
      line: (number) => `पंक्ति ${number}`,
      hide: "छिपाएँ",
    },
  };
  const language = document.documentElement.lang in WORDS ? document.documentElement.lang : "en";
  const words = WORDS[language];
  const loaded = document.currentScript.dataset.pages;

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // What a person has hidden stays hidden over reloads, until something else is to be said.
  const kept = {
    get: () => { try { return sessionStorage.getItem(HIDDEN); } catch { return null; } },
    set: (value) => { try { sessionStorage.setItem(HIDDEN, value); } catch { /* then it comes up again */ } },
  };

  const summary = make("div", { className: "summary" });
  const lists = make("div");
  const button = make("button", { type: "button", textContent: words.hide });
  const more = make("button", { type: "button", textContent: words.list });
  const panel = make(
    "section", { ariaLabel: words.preview, lang: language, tabIndex: 0, hidden: true },
    make("header", {}, summary, button), lists, more,
  );
  let said = "";

  function item(note) {
    const place = note.line ? `${note.path}, ${words.line(note.line)}` : note.path;
    const head = make("p", {}, make("strong", { textContent: words[note.level] }), ` ${note.code} `);
    head.append(make("span", { className: "place", textContent: place }));
    const text = make("p", { lang: "en", textContent: `${note.message} ${note.remedy}` });
    return make("li", { className: note.level }, head, text);
  }

  function list(title, notes) {
    return notes.length ? [make("h2", { textContent: title }), make("ul", {}, ...notes.map(item))] : [];
  }

  function hide() {
    panel.hidden = true;
    kept.set(said);
    makeRoom();
  }

  // The end of the page can be scrolled above the panel.
  function makeRoom() {
    document.body.style.paddingBottom = panel.hidden ? "" : `${panel.offsetHeight}px`;
  }

  function show(state) {
    const { errors, here, saved, drafts, others, stopped } = state;
    const found = JSON.stringify([errors, here, saved, drafts, others, stopped]);
    if (found === said) { return; }
    said = found;
    const lines = [
      ...(stopped ? [words.stopped] : []),
      ...(here.length ? [words.here(here.length)] : []),
      ...(saved.length ? [words.changed(saved.length)] : []),
      ...drafts.map(words.draft),
      ...(others ? [words.others(others)] : []),
    ];
    lists.replaceChildren(...list(words.errors, errors), ...list(words.page, here), ...list(words.saved, saved));
    more.hidden = !others;
    panel.classList.toggle("stopped", stopped);
    panel.hidden = !lines.length || kept.get() === said;
    // The role comes before the text: only what changes inside a live region is read out.
    summary.setAttribute("role", stopped ? "alert" : "status");
    summary.replaceChildren(...lines.map((text) => make("p", { textContent: text })));
    makeRoom();
  }

  async function ask(path, options) {
    const answer = await fetch(BASE + path, { cache: "no-store", ...options });
    return answer.json();
  }

  async function listAll() {
    const { notes, more: rest } = await ask("notes");
    lists.replaceChildren(...list(words.all, notes));
    if (rest) { lists.append(make("p", { textContent: words.more(rest) })); }
    more.hidden = true;
    panel.focus();
    makeRoom();
  }

  function isOutdated(state, before) {
    const search = /\/search\/(index\.html)?$/.test(location.pathname);
    return state.pages !== loaded || (search && before && before.search !== state.search);
  }

  // A page that nobody sees asks nothing: browsers keep few connections to one server, and each question holds one.
  function seen() {
    return new Promise((resume) => {
      const look = () => {
        if (document.visibilityState !== "visible") { return; }
        document.removeEventListener("visibilitychange", look);
        resume();
      };
      document.addEventListener("visibilitychange", look);
      look();
    });
  }

  async function once(before) {
    const asking = new AbortController();
    const leave = () => { if (document.visibilityState !== "visible") { asking.abort(); } };
    document.addEventListener("visibilitychange", leave);
    const query = new URLSearchParams({ after: before ? before.version : "", page: location.pathname });
    try {
      return await ask(`wait?${query}`, { signal: asking.signal });
    } catch {
      await new Promise((resume) => setTimeout(resume, RETRY));
      return null;
    } finally {
      document.removeEventListener("visibilitychange", leave);
    }
  }

  async function follow() {
    let state = null;
    for (;;) {
      await seen();
      const next = await once(state);
      if (next === null) { continue; }
      if (isOutdated(next, state)) { location.reload(); return; } // which keeps the place on the page
      state = next;
      show(state);
    }
  }

  const host = make("chetavani-preview");
  const tree = host.attachShadow({ mode: "open" });
  tree.append(make("link", { rel: "stylesheet", href: `${BASE}panel.css`, onload: makeRoom }), panel);
  button.addEventListener("click", hide);
  more.addEventListener("click", listAll);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); } });
  document.body.append(host);
  follow();
})();
