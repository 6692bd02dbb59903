// SPDX-License-Identifier: Apache-2.0
// Does with the JavaScript client what each line of standard input asks for, and answers with a line.
import { createInterface } from "node:readline";

const { canonical, recognise, hash, Checker } = await import(process.argv[2]);
let checker;
let now = 0;

const DOES = {
  canonical: ({ pairs }) => pairs.map(([type, text]) => canonical(type, text)),
  recognise: ({ texts }) => texts.map((text) => recognise(text)),
  hash: ({ pairs }) => Promise.all(pairs.map(([type, value]) => hash(type, value))),
  open: ({ base, timeout = 2000 }) => {
    checker = new Checker(base, { now: () => now, timeout });
    return null;
  },
  clock: ({ seconds }) => {
    now = seconds * 1000;
    return null;
  },
  check: ({ type, value }) => checker.check(type, value),
  checks: ({ pairs }) => Promise.all(pairs.map(([type, value]) => checker.check(type, value))),
  card: ({ advisory }) => checker.card(advisory),
  time: async ({ type, value, rounds }) => {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) await checker.check(type, value);
    return (performance.now() - start) / rounds;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { does, ...given } = JSON.parse(line);
  console.log(JSON.stringify(await DOES[does](given)));
}
