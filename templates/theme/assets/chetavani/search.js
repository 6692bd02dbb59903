// SPDX-License-Identifier: Apache-2.0
// The search field of every page: results below it as one types. The rest is loaded when somebody searches.
// It is loaded `async`, beside the page.
(function () {
  "use strict";
  var SHOWN = 6;

  function languages(form) {
    var own = document.documentElement.lang;
    return [own].concat(form.dataset.languages.split(" ").filter(function (code) { return code !== own; }));
  }

  function attach(form) {
    var input = form.querySelector("input");
    var status = document.createElement("p");
    var list = document.createElement("ul");
    var all = document.createElement("button");
    var panel = document.createElement("div");
    var asked = 0;
    var timer;

    panel.className = "cv-search__panel";
    panel.hidden = true;
    status.className = "cv-search__status";
    status.setAttribute("role", "status");
    list.className = "cv-search__list";
    all.className = "cv-search__all";
    all.type = "submit";
    all.textContent = form.dataset.all;
    panel.append(status, list, all);
    form.append(panel);

    async function show() {
      var number = ++asked;
      var query = input.value.trim();
      if (!query) { panel.hidden = true; return; }
      try {
        var core = await import("./search-core.js");
        var found = await core.find(query, languages(form));
        var shown = await Promise.all(found.results.slice(0, SHOWN).map(function (one) { return core.shown(found, one); }));
        if (number !== asked) { return; }
        list.replaceChildren.apply(list, shown.map(function (data) { return row(core, data, found); }));
        status.textContent = shown.length ? form.dataset.found + ": " + found.results.length : form.dataset.nothing;
        all.hidden = !shown.length;
      } catch (error) {
        if (number !== asked) { return; }
        list.replaceChildren();
        status.textContent = form.dataset.failed;
        all.hidden = false;
        console.error(error);
      }
      panel.hidden = document.activeElement !== input && !panel.contains(document.activeElement);
    }

    function row(core, result, found) {
      var link = core.element("a", "cv-search__link", core.element("span", "cv-search__title"));
      var past = result.standing.label;
      var facts = [past, result.kind.label, result.id, result.languageLabel].filter(Boolean).join(" · ");
      link.href = result.address;
      link.lang = found.language;
      link.firstChild.append.apply(link.firstChild, core.marked(result.title, found.words));
      link.firstChild.lang = result.language;
      link.append(core.element("span", "cv-search__facts" + (past ? " cv-search__facts--past" : ""), facts));
      return core.element("li", "", link);
    }

    function move(step) {
      var stops = [input].concat(Array.from(list.querySelectorAll("a")), all.hidden ? [] : all);
      var next = stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length];
      next.focus();
    }

    input.addEventListener("focus", function () { import("./search-bundle.js").then(function (index) { index.warm(languages(form)[0]); }).catch(function () {}); });
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(show, 200); });
    form.addEventListener("keydown", function (event) {
      if (panel.hidden) { return; }
      if (event.key === "Escape") { panel.hidden = true; input.focus(); event.preventDefault(); }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { move(event.key === "ArrowDown" ? 1 : -1); event.preventDefault(); }
    });
    form.addEventListener("focusout", function (event) { if (event.relatedTarget && !form.contains(event.relatedTarget)) { panel.hidden = true; } });
    document.addEventListener("click", function (event) { if (!form.contains(event.target)) { panel.hidden = true; } });
  }

  function begin() {
    document.querySelectorAll(".cv-search").forEach(function (form) {
      attach(form);
      if (document.getElementById("cv-finder")) {
        import("./search-page.js").then(function (page) { page.start(languages(form)); });
      }
    });
  }

  // This runs before the page has been read to its end. On the search page what any search needs is asked for already, all
  // at once: each of them imports the next.
  if (/\/search\/(index\.html)?$/.test(location.pathname)) {
    import("./search-bundle.js").then(function (index) { index[/[?&]q=./.test(location.search) ? "warm" : "open"](document.documentElement.lang); }).catch(function () {});
    import("./search-core.js").catch(function () {});
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
