// SPDX-License-Identifier: Apache-2.0
// Pastes what it is given into the check, in Debian's Firefox: reads {name: {root, text, …}}, writes the answers and all
// that was sent. Arguments: the folder of the npm packages, the site's address.
import { readFileSync } from "node:fs";

const [packages, address] = process.argv.slice(2);
const { default: puppeteer } = await import(`${packages}/puppeteer-core/lib/puppeteer/puppeteer-core.js`);
const cases = JSON.parse(readFileSync(0, "utf8"));
const browser = await puppeteer.launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true });
try {
  const tab = await browser.newPage();
  const sent = [];
  tab.on("request", (request) => {
    const headers = Object.entries(request.headers()).map(([name, value]) => `${name}: ${value}`);
    sent.push([request.url(), request.method(), ...headers].join("\n"));
  });
  const answers = {};
  for (const [name, { root, text }] of Object.entries(cases)) {
    const url = `${address}${root}check/`;
    if (tab.url() !== url) {
      await tab.goto(url);
      await tab.waitForSelector("#cv-check[data-ready]");
    }
    await tab.evaluate((pasted) => {
      document.getElementById("cv-check-result").dataset.verdict = "";
      document.getElementById("cv-check-text").value = pasted;
    }, text);
    await tab.click(".cv-check__submit");
    await tab.waitForSelector("#cv-check-result[data-verdict]:not([data-verdict=''])", { timeout: 20_000 });
    const [verdict, states] = await tab.evaluate(() => [
      document.getElementById("cv-check-result").dataset.verdict,
      [...document.querySelectorAll("#cv-check-answers > li")].map((one) => one.dataset.state),
    ]);
    answers[name] = { root, text, verdict, states };
  }
  process.stdout.write(JSON.stringify({ browser: await browser.version(), answers, sent }));
} finally {
  await browser.close();
}
