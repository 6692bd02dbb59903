// SPDX-License-Identifier: Apache-2.0
// Runs functions of the check's scripts: reads [[name, argument], …] and the official list, writes the answers.
import { readFileSync } from "node:fs";

const [folder, official] = process.argv.slice(2);
const { isOfficial, lookalike, unicode } = await import(`${folder}/check-lookalike.js`);
const { signs } = await import(`${folder}/check-signs.js`);
const places = JSON.parse(official);
const hostOf = (text) => new URL(`http://${text}/`).hostname;
const known = {
  signs,
  unicode,
  official: (host) => isOfficial(hostOf(host), places),
  lookalike: (host) => lookalike(hostOf(host), places),
};
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([name, argument]) => known[name](argument))));
