// SPDX-License-Identifier: Apache-2.0
// What a forwarded text is compared with and how: the compared form is that of outputs/chat/compared.py, as specified in
// docs/reference/chat.md. Every class of characters is a list of code points, whatever Unicode a browser knows.

const EMOJI = /[\u203c\u2049\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u2775\u2794-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u{1f004}\u{1f0cf}\u{1f300}-\u{1faff}]/gu;
const UNSEEN = /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200e\u202a\u202c\u2060-\u2066\u2068-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const LINE = /[\n\r\u2028\u2029]+/u;
const QUOTED = /^(?:[\t \u00a0]*>)+/u;
const FOLDS = [[/[\u2018\u2019\u201a\u201b\u2032\u02bc]/gu, "'"], [/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/gu, '"'], [/[\u2010-\u2015\u2212\u2043]/gu, "-"]];
const MARKS = /^([(["']*)[*_~`]+|[*_~`]+([.,:;!?)\]"'\u0964]*)$/gu;
const SAYS = /[^!-/:-@[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u2190-\u245f\u2500-\u2775\u2794-\u2bff\u0964\u0965]/u;
const LONGEST_WORD = 256; // characters

// What apps write before a message: when it was sent, and that it was forwarded. Nothing else is passed over in silence.
const SENT = /^\s*\[?[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4},?\s+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?\s*(?:[ap]\.?\s?m\.?|पूर्वाह्न|अपराह्न)?\s*\]?\s*(?:-\s+)?/iu;
const FORWARDED = /^[\s>*_~-]*(?:forwarded(?: (?:many times|as received|message))?|fwd|fw|as received|(?:कई बार )?(?:फ़ॉरवर्ड|फॉरवर्ड|अग्रेषित)(?: (?:किया गया|संदेश|मैसेज))?)[\s*_~:.-]*$/iu;
const FORWARDED_FIRST = /^[\s>*_~-]*(?:forwarded(?: many times)?|fwd|(?:कई बार )?(?:फ़ॉरवर्ड|फॉरवर्ड|अग्रेषित) किया गया)\s*[:-]*\s+/iu;

const MOST_WORDS = 3_000; // what is longer is no chat message, and comparing costs their product
const ALIKE = 0.35; // of our words, in their order: with fewer it is another text

const fold = (text) => FOLDS.reduce((said, [from, to]) => said.replace(from, to), text)
  .replace(/[\u0966-\u096f]/gu, (digit) => String(digit.codePointAt(0) - 0x966));

function bare(word) {
  if (Array.from(word).length > LONGEST_WORD) { return word; }
  for (;;) {
    const less = word.replace(MARKS, "$1$2");
    if (less === word) { return word; }
    word = less;
  }
}

function wordsOfLine(line) {
  const plain = fold(line.replace(QUOTED, "").normalize("NFKC")).replace(UNSEEN, "");
  return plain.split(SPACE).map(bare).filter((word) => SAYS.test(word));
}

const linesOf = (text) => text.replace(EMOJI, " ").replace(UNSEEN, "").split(LINE);

// Returns the words that are compared.
export const wordsOf = (text) => linesOf(text).flatMap(wordsOfLine);
export const compared = (text) => wordsOf(text).join(" ");

// The text without what apps write before it: an array of lines, the marks of quoting gone.
export function unwrapped(text) {
  const found = [];
  let begun = false;
  for (const raw of linesOf(text)) {
    let line = fold(raw.replace(QUOTED, "").normalize("NFKC")).replace(UNSEEN, "");
    if (FORWARDED.test(line)) { continue; }
    if (!begun) { line = line.replace(FORWARDED_FIRST, "").replace(SENT, "").replace(FORWARDED_FIRST, ""); }
    begun ||= SAYS.test(line);
    if (!FORWARDED.test(line)) { found.push(line); }
  }
  return found;
}

const GAP = "[\\s\\-_*/.:]{0,3}";

// A pattern for an id of this publisher however it is written: spaces, other dashes, small letters.
const idPattern = (prefix) => new RegExp(`(^|[^A-Za-z0-9])${[...prefix].join("[\\s\\-]?")}${GAP}([1-9][0-9]{3})${GAP}([0-9]{4,6})(?![0-9])`, "giu");

// Returns the ids of this publisher in lines that are unwrapped, each once, in their order.
export function idsIn(lines, prefix) {
  const found = lines.join("\n").matchAll(idPattern(prefix));
  return [...new Set([...found].map(([, , year, number]) => `${prefix}-${year}-${number}`))];
}

// A check code however it is written: in small letters, with other dashes, with letters that look like digits.
function codePattern(code) {
  const alike = { 0: "0Oo", 1: "1IiLl" };
  const letters = [...code.replace("-", "")].map((one) => `[${alike[one] ?? one + one.toLowerCase()}]`);
  return new RegExp(`(^|[^A-Za-z0-9])${letters.join("[\\s\\-]{0,3}")}(?![A-Za-z0-9])`, "gu");
}

// The words of what was pasted, its ids and its codes written as ours are.
function pastedWords(lines, prefix, codes) {
  let text = lines.join("\n").replace(idPattern(prefix), (_, before, year, number) => `${before}${prefix}-${year}-${number}`);
  for (const code of codes) { text = text.replace(codePattern(code), `$1${code}`); }
  return wordsOf(text).slice(0, MOST_WORDS);
}

function placeOf(part, whole) {
  for (let start = 0; start + part.length <= whole.length; start++) {
    if (part.every((word, at) => word === whole[start + at])) { return start; }
  }
  return -1;
}

const SCORE = 1_000; // for a word in common; one more if the word before it is, so that what is together stays together

// Returns the pairs [ours, theirs] of words that are the same, in order, as many as can be.
function pairs(ours, theirs) {
  const width = theirs.length + 1;
  const best = new Int32Array((ours.length + 1) * width);
  const run = new Int32Array(best.length).fill(-1); // the best that ends with this very pair
  for (let i = 1; i <= ours.length; i++) {
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      const before = at - width - 1;
      if (ours[i - 1] === theirs[j - 1]) { run[at] = SCORE + Math.max(best[before], run[before] < 0 ? 0 : run[before] + 1); }
      best[at] = Math.max(best[at - width], best[at - 1], run[at]);
    }
  }
  const found = [];
  let [i, j, bound] = [ours.length, theirs.length, false];
  while (i && j) {
    const at = i * width + j;
    if (bound || run[at] === best[at]) {
      found.push([i - 1, j - 1]);
      const before = at - width - 1;
      bound = run[before] >= 0 && run[before] + 1 + SCORE === run[at];
      i--; j--;
    } else if (best[at - 1] === best[at]) { j--; } else { i--; }
  }
  return found.reverse();
}

// Returns what differs: parts [kind, words] with the kind "same", "added" or "missing"; and the words before and after.
export function difference(ours, theirs) {
  const start = placeOf(ours, theirs);
  if (start >= 0) {
    return { parts: [["same", ours]], before: theirs.slice(0, start), after: theirs.slice(start + ours.length), same: ours.length };
  }
  const same = pairs(ours, theirs);
  const parts = [];
  const add = (kind, words) => {
    if (!words.length) { return; }
    const last = parts[parts.length - 1];
    if (last?.[0] === kind) { last[1].push(...words); } else { parts.push([kind, [...words]]); }
  };
  let [i, j] = [0, same.length ? same[0][1] : 0];
  for (const [one, other] of same) {
    add("missing", ours.slice(i, one));
    add("added", theirs.slice(j, other));
    add("same", [ours[one]]);
    [i, j] = [one + 1, other + 1];
  }
  add("missing", ours.slice(i));
  const [before, after] = [theirs.slice(0, same.length ? same[0][1] : 0), theirs.slice(j)];
  return { parts, before, after, same: same.length };
}

const wrong = ({ parts }) => parts.reduce((sum, [kind, words]) => sum + (kind === "same" ? 0 : words.length), 0);

// Which revision a text says that it is: the first number soon after the id.
function claimed(words, id) {
  const at = words.indexOf(id);
  const number = at < 0 ? undefined : words.slice(at + 1, at + 4).find((word) => /^[0-9]{1,4}$/u.test(word));
  return number === undefined ? null : Number(number);
}

function share(ours, theirs) {
  const all = new Set(theirs);
  return ours.filter((word) => all.has(word)).length / ours.length;
}

// The record that a text is most like, and how they differ.
function nearest(records, words) {
  const bags = records.map((record) => ({ record, ours: record.text.split(" ") }));
  const likely = bags.map((one) => ({ ...one, share: share(one.ours, words) })).sort((one, other) => other.share - one.share).slice(0, 6);
  const found = likely.map((one) => ({ ...one, ...difference(one.ours, words) }));
  return found.sort((one, other) => wrong(one) - wrong(other))[0];
}

// Returns what is to be said of a text that names the advisory of `known`, the content of its file in chat/check/.
export function judge(lines, prefix, known) {
  const words = pastedWords(lines, prefix, known.records.map(({ code }) => code));
  const ended = known.standing !== "current";
  const rest = words.filter((word) => !word.includes(known.id));
  if (rest.length < 3) { return { state: ended ? known.standing : "named", known, certainty: 2 }; }
  const one = nearest(known.records, words);
  const close = one.same / one.ours.length;
  if (!wrong(one)) {
    const today = Object.values(known.now).includes(one.record.code);
    const state = ended ? known.standing : today ? "current" : "changed";
    return { state, known, record: one.record, before: one.before, after: one.after, certainty: 4 };
  }
  const says = claimed(words, known.id);
  const older = says !== null && says < known.revision && !known.records.some(({ revision }) => revision === says);
  if (older && says > 0) { return { state: ended ? known.standing : "old", known, claimed: says, certainty: 2 + close }; }
  const parts = close < ALIKE ? [["added", words]] : one.parts;
  const around = close < ALIKE ? { before: [], after: [] } : one;
  return { state: "altered", known, ended, parts, before: around.before, after: around.after, record: one.record, certainty: 1 + close };
}
