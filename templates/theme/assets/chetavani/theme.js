// SPDX-License-Identifier: Apache-2.0
// The colour switch. Runs before anything is painted, so that a stored choice does not flash; without it the
// colours follow the system.
(function () {
  "use strict";
  var key = "chetavani-colours";
  var sheet = document.getElementById("cv-dark");
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try { return window.localStorage.getItem(key); } catch (error) { return null; }
  }

  function isDark() {
    var choice = stored();
    return choice ? choice === "dark" : system.matches;
  }

  function show() {
    var dark = isDark();
    var button = document.getElementById("cv-palette");
    sheet.media = stored() ? (dark ? "all" : "not all") : "(prefers-color-scheme: dark)";
    document.documentElement.style.colorScheme = stored() ? (dark ? "dark" : "light") : "";
    if (button) { button.setAttribute("aria-pressed", String(dark)); }
  }

  document.documentElement.className = "js";
  show();
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("cv-palette");
    button.hidden = false;
    button.addEventListener("click", function () {
      var next = isDark() ? "light" : "dark";
      try { window.localStorage.setItem(key, next); } catch (error) { return; }
      show();
    });
    show();
  });
  system.addEventListener("change", show);
})();
