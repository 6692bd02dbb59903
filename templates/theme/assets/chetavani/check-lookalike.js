// SPDX-License-Identifier: Apache-2.0
// What a web address pretends to be: letters that look like others, a bank's name with a bait beside it, a name with a
// slip, a name before somebody else's domain. Asks nobody; the list of official places is a file of the site.

// letters of other scripts that look like a Latin one (Unicode Technical Standard 39, confusables)
const CONFUSABLES = {
  a: "аɑα", b: "ьƅ", c: "сϲᴄ", d: "ԁɗ", e: "еєҽ", f: "ғſ", g: "ɡց", h: "һհ", i: "іιı", j: "јϳ", k: "κк", l: "ӏɩ", m: "м",
  n: "ոп", o: "оοօᴏ", p: "рρ", q: "ԛզ", r: "гᴦ", s: "ѕꜱ", t: "тτ", u: "υսᴜ", v: "νѵᴠ", w: "ԝшѡ", x: "хχ", y: "уүγ", z: "ᴢ",
};
const LATIN = new Map(Object.entries(CONFUSABLES).flatMap(([latin, others]) => [...others].map((one) => [one, latin])));
// what is read as one and the same at a glance; the longer comes first
const GLANCES = [[/rn/g, "m"], [/vv/g, "w"], [/[1i|]/g, "l"], [/0/g, "o"], [/3/g, "e"], [/4/g, "a"], [/5/g, "s"], [/8/g, "b"]];
const SECOND = new Set(["ac", "co", "com", "edu", "firm", "gen", "gov", "ind", "net", "nic", "org", "res"]);
const BAITS = [
  "aadhaar", "aadhar", "account", "alert", "apk", "app", "bonus", "care", "cashback", "claim", "complaint", "confirm",
  "customer", "freeze", "gift", "help", "helpdesk", "helpline", "kyc", "limit", "loan", "login", "netbanking", "offer",
  "otp", "pan", "points", "prize", "redeem", "refund", "reward", "rewards", "secure", "security", "service", "services",
  "signin", "support", "unblock", "update", "upgrade", "verification", "verify", "wallet", "win", "yono",
];
const BAITED = new RegExp(`^(?:${BAITS.join("|")}|online|india|bank|card|pay|the|my|in|[0-9-])+$`);
const BAIT = new RegExp(BAITS.join("|"));

// RFC 3492: the Unicode behind a label that begins with xn--; a label that is none comes back as it is.
export function unicode(label) {
  if (!label.startsWith("xn--")) { return label; }
  const text = label.slice(4);
  const basic = text.lastIndexOf("-");
  const points = basic > 0 ? [...text.slice(0, basic)].map((one) => one.codePointAt(0)) : [];
  let [at, point, bias, damp] = [0, 128, 72, 700];
  for (let next = basic > 0 ? basic + 1 : 0; next < text.length;) {
    const before = at;
    for (let weight = 1, base = 36; ; base += 36) {
      const code = text.charCodeAt(next++);
      const digit = code >= 97 && code <= 122 ? code - 97 : code >= 48 && code <= 57 ? code - 22 : NaN;
      const edge = Math.min(26, Math.max(1, base - bias));
      at += digit * weight;
      if (!(at < 0x7fffffff)) { return label; }
      if (digit < edge) { break; }
      weight *= 36 - edge;
    }
    const count = points.length + 1;
    let delta = Math.floor((at - before) / damp);
    delta += Math.floor(delta / count);
    for (bias = 0; delta > 455; bias += 36) { delta = Math.floor(delta / 35); }
    bias += Math.floor((36 * delta) / (delta + 38));
    damp = 2;
    point += Math.floor(at / count);
    at %= count;
    if (point > 0x10ffff) { return label; }
    points.splice(at++, 0, point);
  }
  return String.fromCodePoint(...points);
}

const under = (host, domain) => host === domain || host.endsWith(`.${domain}`);

// Whether a host is one of the official places themselves.
export function isOfficial(host, { domains, hosts }) {
  return domains.some((domain) => under(host, domain)) || hosts.includes(host) || hosts.includes(`www.${host}`);
}

// The letters of a label as Latin ones that look like them, without accents.
function latin(label) {
  return [...label.normalize("NFKD").replace(/\p{M}/gu, "")].map((one) => LATIN.get(one) ?? one).join("");
}

const glance = (text) => GLANCES.reduce((seen, [from, to]) => seen.replace(from, to), text);
const isMixed = (label) => /\p{Script=Latin}/u.test(label) && /\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Armenian}/u.test(label);

// Whether one letter more, less, other or changed places makes one word of the other; short words need a closer likeness.
function isSlip(word, name) {
  const [long, short] = word.length > name.length ? [word, name] : [name, word];
  if (name.length < 5 || word === name || long.length - short.length > 1) { return false; }
  let start = 0;
  while (start < short.length && long[start] === short[start]) { start++; }
  if (long.length > short.length) { return (word === long || name.length > 5) && long.slice(start + 1) === short.slice(start); }
  const swapped = long[start] === short[start + 1] && long[start + 1] === short[start] && long.slice(start + 2) === short.slice(start + 2);
  return swapped || (name.length > 5 && long.slice(start + 1) === short.slice(start + 1));
}

// Whether a word is made to be read as a name, but is not written like it.
function isDisguise(word, name) {
  const plain = latin(word);
  if (word === name) { return false; }
  return plain === name || ((name.length > 3 || /[^a-z]/.test(word)) && glance(plain) === glance(name));
}

// What a label does with a name: "same" is the name, "spelling" looks like it, "bait" has it beside other words.
function use(label, name) {
  if (label === name) { return "same"; }
  if (isDisguise(label, name) || isSlip(latin(label), name)) { return "spelling"; }
  const words = label.split("-");
  const named = words.length > 1 && words.some((one) => one === name || isDisguise(one, name));
  if (named && (name.length > 3 || BAIT.test(label))) { return "bait"; }
  const plain = latin(words.join(""));
  const rest = plain.startsWith(name) ? plain.slice(name.length) : plain.endsWith(name) ? plain.slice(0, -name.length) : "";
  return BAIT.test(rest) && BAITED.test(rest) ? "bait" : "";
}

// Returns { kind, address } of a host (in ASCII) that pretends to be a place of the list, else null. Kinds: "spelling",
// "bait", "front" (the name stands before somebody else's domain), "ending" (the same name, another ending), and
// "mixed": letters of several alphabets in one word, with no address.
export function lookalike(host, official) {
  if (isOfficial(host, official) || Object.values(official.brands).some((address) => under(host, address))) { return null; }
  const labels = host.split(".").map(unicode);
  const last = labels.length > 2 && labels[labels.length - 1].length === 2 && SECOND.has(labels[labels.length - 2]) ? 3 : 2;
  const own = labels[labels.length - last] ?? labels[0];
  const front = labels.slice(0, -last);
  const found = [];
  for (const [name, address] of Object.entries(official.brands)) {
    const used = use(own, name);
    if (used === "same" && official.domains.includes(address)) { found.push({ kind: "ending", address, name }); }
    if (used === "spelling" || used === "bait") { found.push({ kind: used, address, name }); }
    if (!used && front.some((label) => label.split("-").some((one) => one === name || isDisguise(one, name)))) {
      found.push({ kind: "front", address, name });
    }
  }
  const spelt = `.${host.replace(/-/g, ".")}.`; // with the whole address of a place in it: gov-in.example
  for (const address of official.domains) {
    if (address.includes(".") && spelt.includes(`.${address}.`)) { found.push({ kind: "front", address, name: address }); }
  }
  found.sort((one, other) => other.name.length - one.name.length); // the longest name says most
  if (found.length) { return { kind: found[0].kind, address: found[0].address }; }
  return labels.some(isMixed) ? { kind: "mixed", address: "" } : null;
}
