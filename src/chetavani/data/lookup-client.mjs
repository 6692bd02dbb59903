// SPDX-License-Identifier: Apache-2.0
// Is this number, UPI id or link known to be a fraud? Asked in private: all that leaves the device is the beginning of a hash.
// For browsers and Node >= 18. How to use it: reference/clients in the documentation.

const HIDDEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const TRACKING = /^(utm_.*|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|_ga|_gl|li_fat_id)$/i;
const DOT = String.raw`(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\])`;
const AT = String.raw`(?:@|\[at\]|\(at\)|\[@\])`;
const LABELS = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?`;

const must = (holds, value = holds) => {
  if (!holds) throw new TypeError("not of this type");
  return value;
};
const match = (text, pattern) => must(pattern.test(text), text);
const isDigit = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));
// the digits of every script stand in runs of ten
const digits = (text) => text.replace(/\p{Nd}/gu, (char) => {
  const code = char.codePointAt(0);
  let before = code;
  while (before > 48 && isDigit(before - 1)) before--;
  return (code - before) % 10;
});
const refang = (text) => text
  .replace(/\bh(?:xx|\*\*)p(s?)(:\/\/|\[:\]\/\/|\[:\/\/\])/gi, "http$1://")
  .replace(/\[\.\]|\(\.\)|\{\.\}|\[dot\]/gi, ".")
  .replace(/\[at\]|\(at\)|\[@\]/gi, "@")
  .replace(/\[:\]/g, ":");

const host = (text) => must(text && !/[\s/?#\\@:]/.test(text), new URL(`http://${text}/`).hostname.replace(/\.$/, ""));
const parameter = (text, name) => new URLSearchParams(text.split("?").slice(1).join("?")).get(name);

const FORMS = {
  upi(text) {
    const id = /^[a-z]+:\/\/|^[a-z]+:.*\?/i.test(text) ? parameter(text.split("#")[0], "pa") ?? "" : text;
    return match(id.trim().toLowerCase(), /^[a-z0-9._-]{2,256}@[a-z][a-z0-9]{1,63}$/);
  },
  phone(text) {
    let found = digits(text).replace(/^tel:/i, "").replace(/^(\+|00)(\s*\d{1,3}[\s.-]*)\(0\)/, "$1$2");
    found = found.replace(/[\s().\/\p{Pd}]/gu, "").replace(/^00(?=[1-9])/, "+");
    if (/^0?91[6-9]\d{9}$/.test(found)) found = `+${found.slice(-12)}`;
    else if (/^0?[6-9]\d{9}$|^0[1-9]\d{9}$/.test(found)) found = `+91${found.slice(-10)}`;
    return match(found.replace(/^\+910(?=\d{10}$)/, "+91"), /^\+[1-9]\d{7,14}$/);
  },
  "bank-account"(text) {
    const [, account, ifsc] = /^([\d\s-]+?)(?:\s*@\s*|\s+)([a-z]{4}0[a-z0-9]{6})$/i.exec(digits(text)) ?? [];
    return `${match(account.replace(/[\s-]/g, ""), /^\d{6,18}$/)}@${ifsc.toUpperCase()}`;
  },
  url(text) {
    const url = new URL(match(text, /^https?:\/\//i));
    const name = must(url.hostname, url.hostname.replace(/\.$/, ""));
    const query = url.search.slice(1).split("&").filter((one) => one && !TRACKING.test(one.split("=")[0]));
    const rest = (url.pathname + (query.length ? `?${query.join("&")}` : "")).replace(/%[0-9a-f]{2}/gi, (coded) => {
      const char = String.fromCharCode(parseInt(coded.slice(1), 16));
      return /[\w.~-]/.test(char) ? char : coded.toUpperCase();
    });
    return `https://${name}${url.port && url.port !== "443" ? `:${url.port}` : ""}${rest}`;
  },
  domain(text) {
    const name = host(text).replace(/^www\.(?=.*\.)/, "");
    return match(name, /^(?!.*\.\d+$)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]*[a-z0-9]$/);
  },
  email(text) {
    const at = text.lastIndexOf("@");
    const local = match(text.slice(0, at).toLowerCase().replace(/^mailto:/, ""), /^[^\s@<>()",:;\\[\]]{1,64}$/);
    const name = host(text.slice(at + 1).split("?")[0]);
    return `${local}@${match(name, /^([a-z0-9_-]+\.)+[a-z0-9-]+$/)}`;
  },
  ip(text) {
    if (/^\d+(\.\d+){3}$/.test(digits(text))) return match(digits(text), /^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}$/);
    return new URL(`http://[${match(text.replace(/^\[|\]$/g, ""), /^[0-9a-f:.]*:[0-9a-f:.]*$/i)}]/`).hostname.slice(1, -1);
  },
  "android-package"(text) {
    const id = /^(https?:\/\/|market:)/i.test(text) ? parameter(text.split("#")[0], "id") ?? "" : text;
    return match(id, /^[a-z]\w*(\.[a-z]\w*)+$/i);
  },
  "file-hash": (text) => match(text.toLowerCase(), /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/),
  handle(text) {
    const links = {
      "t.me": "telegram", "telegram.me": "telegram", "wa.me": "whatsapp", "instagram.com": "instagram",
      "facebook.com": "facebook", "fb.com": "facebook", "x.com": "x", "twitter.com": "x", "youtube.com": "youtube",
    };
    const link = /^(?:https?:\/\/)?(?:www\.|m\.)?([a-z.]+)\/@?([^/?#\s]+)/i.exec(text);
    let [network, name] = link ? [links[link[1].toLowerCase()], link[2]] : text.split(/\s*:\s*@?/, 2);
    network = match(network.toLowerCase(), /^(telegram|whatsapp|instagram|facebook|x|youtube)$/);
    if (network === "whatsapp") return `whatsapp:${FORMS.phone(link ? `+${name.replace("+", "")}` : name)}`;
    return `${network}:${match(name.toLowerCase(), /^[a-z0-9._-]{2,64}$/)}`;
  },
  "sms-sender": (text) => match(text.toUpperCase().replace(/^[A-Z]{2}-/, "").replace(/-[A-Z]$/, ""), /^[A-Z0-9]{3,11}$/),
  wallet(text) {
    const given = text.replace(/^(btc|eth|tron|bitcoin|ethereum):/i, "");
    if (/^0x[0-9a-f]{40}$/i.test(given)) return `eth:${given.toLowerCase()}`;
    if (/^bc1[02-9ac-hj-np-z]{11,87}$/i.test(given)) return `btc:${given.toLowerCase()}`;
    return (/^T/.test(given) ? "tron:" : "btc:") + match(given, /^([13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33})$/);
  },
};

/** The one form of an indicator, however it was spelt; null if it is none of this type. */
export function canonical(type, text) {
  try {
    return FORMS[type](refang(String(text).normalize("NFKC").replace(HIDDEN, "").trim()));
  } catch {
    return null;
  }
}

// the most specific first: what one has taken, a later one does not take again
const SEEN = [
  ["upi", /\b(?:upi|intent):\/\/\S+/giu],
  ["handle", /(?:https?:\/\/)?\b(?:t\.me|wa\.me)\/\S+/giu],
  ["url", /\bh(?:tt|xx|\*\*)ps?(?::\/\/|\[:\]\/\/|\[:\/\/\])[^\s<>"]+/giu],
  ["email", new RegExp(`[\\w.+-]+${AT}(?:${LABELS}${DOT})+${LABELS}`, "giu")],
  ["upi", new RegExp(`[\\w.-]+${AT}[a-z]\\w+`, "giu")],
  ["bank-account", /\p{Nd}[\p{Nd} -]{4,24}\p{Nd}(?:\s*@\s*|\s+)[a-z]{4}0[a-z0-9]{6}\b/giu],
  ["wallet", /\b(?:0x[0-9a-f]{40}|bc1[a-z0-9]{11,87}|[13T][1-9A-HJ-NP-Za-km-z]{25,34})\b/gu],
  ["file-hash", /\b[0-9a-f]{32,128}\b/giu],
  ["ip", new RegExp(`(?<![\\p{N}.])\\d{1,3}(?:${DOT}\\d{1,3}){3}(?![\\p{N}])`, "giu")],
  ["phone", /(?<![\p{L}\p{N}])(?:\+\s?)?\(?\p{Nd}[\p{Nd}\s().-]{6,20}\p{Nd}(?![\p{L}\p{N}])/gu],
  ["domain", new RegExp(`(?:${LABELS}${DOT})+[\\p{L}][\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}]`, "giu")],
  ["sms-sender", /\b[A-Z]{2}-[A-Z0-9]{3,9}(?:-[A-Z])?\b/gu],
];

/** What a text holds, in the order of the text: `{type, value, shown, start, end}`, `shown` being `text.slice(start, end)`. */
export function recognise(text) {
  const found = [];
  for (const [type, pattern] of SEEN) {
    for (const { 0: raw, index: start } of text.matchAll(pattern)) {
      const shown = raw.replace(/[\s.,;:!?'"”’)\]}>|।-]+$/u, "");
      const end = start + shown.length;
      const value = canonical(type, shown);
      if (value !== null && !found.some((one) => start < one.end && one.start < end)) found.push({ type, value, shown, start, end });
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

const digest = async (type, value) => {
  const { subtle } = globalThis.crypto ?? (await import("node:crypto")).webcrypto;
  return new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(`${type}:${value}`)));
};
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (char) => ({ "+": "-", "/": "_" })[char] ?? "");

/** The SHA-256 under which a canonical value is looked up, in hexadecimal digits. */
export const hash = async (type, value) => hex(await digest(type, value));

const cardPath = (meta, advisory) => meta.card.replace("{advisory}", encodeURIComponent(advisory));

// what holds of a domain holds of all below it
function above(type, value) {
  const name = type === "url" ? new URL(value).hostname : type === "email" ? value.split("@").pop() : type === "domain" ? value : "";
  const ip = canonical("ip", name);
  if (ip) return [{ type: "ip", value: ip }];
  const labels = canonical("domain", name)?.split(".") ?? [];
  const domains = labels.slice(1).map((_, at) => ({ type: "domain", value: labels.slice(at).join(".") }));
  return domains.filter((one) => one.value !== value);
}

const answer = (matched, state, more) => ({ state, action: null, advisory: null, until: null, card: null, matched, ...more });
const STERNNESS = ["unknown", "expired", "cleared", "unavailable", "warn", "hold", "block"];
const sternness = (one) => STERNNESS.indexOf(one.action ?? one.state);

/** Asks the site at `base`. Nothing here throws: what cannot be asked is "unavailable", and nobody is to be held up. */
export class Checker {
  #root; #fetch; #now; #timeout; #kept = new Map(); #age = 0; #cache;

  constructor(base, { fetch = globalThis.fetch, now = Date.now, timeout = 2000 } = {}) {
    this.#root = new URL(base, globalThis.location?.href).href.replace(/\/?(lookup\/v1\/?)?$/, "/lookup/v1/");
    this.#fetch = (...given) => fetch(...given);
    this.#now = () => Number(now());
    this.#timeout = timeout; // milliseconds, for all that one look-up asks for
  }

  /** Whether an indicator is listed: `{state, action, advisory, until, card, matched}`, `card` being an address. */
  async check(type, value) {
    const matched = { type, value: canonical(type, value) };
    if (matched.value === null) return answer(matched, "unknown");
    const signal = AbortSignal.timeout(this.#timeout);
    const best = await this.#one(matched, signal);
    if (best.action === "block") return best; // nothing is sterner: no need to ask further
    const others = await Promise.all(above(type, matched.value).map((one) => this.#one(one, signal)));
    return others.reduce((one, other) => (sternness(other) > sternness(one) ? other : one), best);
  }

  /** The warning card of an advisory, to be shown as it is; null if it cannot be had. */
  async card(advisory) {
    try {
      const signal = AbortSignal.timeout(this.#timeout);
      const card = await this.#get(cardPath(await this.#meta(signal), advisory), signal);
      return must(card.id === advisory && card.texts, card);
    } catch {
      return null;
    }
  }

  async #one(matched, signal) {
    try {
      const bytes = await digest(matched.type, matched.value);
      const entries = await this.#shard(hex(bytes), signal);
      const name = base64url(bytes.slice(0, 16));
      const entry = entries.find((one) => one[0] === name);
      if (!entry) return answer(matched, "unknown");
      const [, action, advisory, until] = entry;
      must(["warn", "hold", "block", "cleared"].includes(action) && typeof advisory === "string" && Date.parse(until));
      if (action === "cleared") return answer(matched, "cleared", { advisory, until });
      if (Date.parse(until) <= this.#now()) return answer(matched, "expired", { advisory, until });
      const card = this.#root + cardPath(await this.#meta(signal), advisory);
      return answer(matched, "listed", { action, advisory, until, card });
    } catch {
      return answer(matched, "unavailable");
    }
  }

  async #shard(digits, signal, again = true) {
    const meta = await this.#meta(signal);
    const prefix = digits.slice(0, meta.prefix_digits);
    try {
      const { prefix: of, entries } = await this.#get(meta.shard.replace("{prefix}", prefix), signal);
      return must(of === prefix && entries.every((one) => typeof one[0] === "string"), entries);
    } catch (error) {
      if (error.status !== 404 || !again) throw error;
      if (meta === (await this.#meta(signal))) this.#kept.clear(); // prefixes have another length now
      this.#cache = "no-cache";
      return this.#shard(digits, signal, false);
    }
  }

  async #meta(signal) {
    const meta = await this.#get("meta.json", signal);
    must(meta.version === 1 && meta.hash === "sha256" && meta.hash_bytes === 16 && /^[1-6]$/.test(meta.prefix_digits));
    this.#age = must(meta.max_age >= 0, meta.max_age * 1000);
    return meta;
  }

  // one request for a file, however many ask; what came is kept for as long as the site says, a failure for a second
  #get(path, signal) {
    const known = this.#kept.get(path);
    if (known && this.#now() < known.until) return known.content;
    if (this.#kept.size > 4095) this.#kept.clear();
    const one = { until: Infinity, content: this.#load(path, signal) };
    const keep = (age) => { one.until = this.#now() + (age || 0); };
    one.content.then(({ max_age: age }) => keep(age >= 0 ? age * 1000 : this.#age), () => keep(1000));
    this.#kept.set(path, one);
    return one.content;
  }

  async #load(path, signal) {
    const { href } = new URL(path, this.#root);
    must(href.startsWith(this.#root));
    const found = await this.#fetch(href, { signal, cache: this.#cache, credentials: "omit", referrerPolicy: "no-referrer" });
    if (!found.ok) throw { status: found.status };
    return must(Object(await found.json()));
  }
}
