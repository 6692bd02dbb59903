// SPDX-License-Identifier: Apache-2.0
// Runs functions of the forward check's script: reads [[name, …arguments], …], writes the answers.
import { readFileSync } from "node:fs";

const core = await import(`${process.argv[2]}/forward-core.js`);
const known = { ...core, answer: (text, prefix, document) => core.judge(core.unwrapped(text), prefix, document) };
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([name, ...given]) => known[name](...given))));
