// SPDX-License-Identifier: Apache-2.0
// Copy, share and print buttons. Without this script they are not shown, and nothing else is missing.
(function () {
  "use strict";
  var words = document.querySelector("[data-cv-copied]");
  var said = words ? words.getAttribute("data-cv-copied") : "";

  function confirm(button) {
    if (button.dataset.cvBusy || !said) { return; }
    var before = button.textContent;
    button.dataset.cvBusy = "yes";
    button.style.minWidth = button.offsetWidth + "px";
    button.textContent = said;
    words.textContent = said;
    window.setTimeout(function () {
      button.textContent = before;
      words.textContent = "";
      delete button.dataset.cvBusy;
    }, 2000);
  }

  function copyOld(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("the browser does not let a page copy"));
  }

  function copy(text, button) {
    var copied = navigator.clipboard ? navigator.clipboard.writeText(text) : copyOld(text);
    copied.then(function () { confirm(button); button.focus(); }, function () { window.prompt("", text); });
  }

  function shownText(button) {
    var code = button.parentNode.querySelector("code");
    return code ? code.textContent.trim() : "";
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.hasAttribute("data-cv-copy")) {
      copy(shownText(button), button);
    } else if (button.hasAttribute("data-cv-link")) {
      copy(button.getAttribute("data-cv-link"), button);
    } else if (button.hasAttribute("data-cv-print")) {
      window.print();
    } else if (button.hasAttribute("data-cv-share")) {
      navigator.share({ title: button.dataset.cvTitle, url: button.dataset.cvShare }).catch(function () {});
    }
  });

  if (navigator.share) {
    document.querySelectorAll(".cv-needs-share").forEach(function (button) { button.classList.add("cv-can-share"); });
  }
})();
