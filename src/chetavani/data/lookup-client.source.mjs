// SPDX-License-Identifier: Apache-2.0
// Chetavani's look-up: is this number, UPI id or link known to be a fraud? All that leaves is the beginning of a hash.

const must = (holds, value = holds) => {
  if (!holds) throw new TypeError("no value of this type");
  return value;
};
const match = (text, pattern) => must(pattern.test(text), text);

// characters that nobody sees go, digits of every script are digits
const ZEROS = [..."٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐᥆᧐᱐꣐꧐꩐꯰"];
const ascii = (char) => {
  const digit = ZEROS.map((zero) => char.codePointAt() - zero.codePointAt()).find((from) => from >= 0 && from < 10);
  return digit ?? char;
};
const unseen = (text) => text.replace(/[\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]/g, "");
const visible = (text) => unseen(text)
  .replace(/[\s\x85]/g, " ")
  .replace(/(^|[\0-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\0-\x7f]|$)/g, "$1")
  .replace(/^ +| +$/g, "");
const plain = (text) => visible(text.normalize("NFKC").replace(/\p{Nd}/gu, ascii));
const halfWidth = (text) => text.replace(/[！-～]/g, (char) => String.fromCharCode(char.charCodeAt() - 65248));
// round marks may stand in the path of a link for themselves
const refang = (text) => (!/[[({]|xp|\*\*p/i.test(text) ? text : text
  .replace(/(^|[^a-z\d])h(?:xx|\*\*|xt|tx)p(s?)(?::\/\/|\[:\]\/\/|\[:\/\/\])/gi, "$1http$2://")
  .replace(/(^|[^a-z\d])fxp(s?):\/\//gi, "$1ftp$2://")
  .replace(/\[(?:\.|dot)\]/gi, ".").replace(/\[(?:@|at)\]/gi, "@").replace(/\[(:|:\/\/)\]/g, "$1")
  .replace(/^(?:[^/?#]*?:\]?\/{1,2}\]?)?[^/?#]*/, (head) => head
    .replace(/\((?:\.|dot)\)|\{(?:\.|dot)\}/gi, ".").replace(/\((?:at|@)\)|\{at\}/gi, "@")));
const live = (text) => refang(plain(text));

const known = (host) => {
  const name = host.replace(/\.+$/, "");
  // some browsers look into Punycode only if there is a letter beyond ASCII
  if (/xn--/.test(name)) new URL(`https://ß.${name}/`);
  return name[0] === "[" ? name : match(name, /^(?!.{254})([\w-]{1,63}\.)+[\w-]{1,63}$/);
};
const hostName = (text) => {
  const name = known(new URL(`https://${match(text, /^[^\0-\x20\x7f/?#@:\\%<>[\]^|]+$/)}/`).hostname);
  return must(!/^\[|\.\d+$/.test(name), name);
};
const escaped = (part) => part.replace(/%([\da-f]{2})?|[^!$&(-;=?-Z_a-z~]/gi, (char, digits) => {
  if (!digits) return `%${char.charCodeAt().toString(16).padStart(2, 0)}`.toUpperCase();
  const decoded = String.fromCharCode(`0x${digits}`);
  return /[\w.~-]/.test(decoded) ? decoded : char.toUpperCase();
});
const TRACKS = RegExp(`^(utm_[^=]*|_branch_match_id|_ga|_gl|_hsenc|_hsmi|_openstat|dclid|epik|fbclid|gad_source|gbraid|gclid|\
gclsrc|igshid|igsh|li_fat_id|mc_cid|mc_eid|mkt_tok|msclkid|oly_anon_id|oly_enc_id|rb_clickid|s_cid|srsltid|ttclid|twclid|\
vero_id|wbraid|wickedid|yclid|ysclid)(=|$)`, "i");

// the fields of the payload of a QR code (EMVCo): two digits of tag, two of length, the value
const fields = (payload) => {
  const found = {};
  for (let at = 0, tag; (tag = /^(\d\d)(\d\d)/.exec(payload.slice(at))); at += 4 + Number(tag[2])) {
    found[tag[1]] ??= payload.slice(at + 4, at + 4 + Number(tag[2]));
  }
  return found;
};

// forms of links to accounts: what the name becomes (! where its case counts), and the pattern
const PARTS = {
  T: "(?:t\\.me|telegram\\.me|telegram\\.dog)/", F: "(?:facebook\\.com|fb\\.com|fb\\.me|m\\.me)/", X: "(?:x|twitter)\\.com/",
  I: "(?:instagram\\.com|instagr\\.am)/", Y: "youtube\\.com/", E: "(?:[/?#]|$)", Q: "\\?(?:[^#]*?&)??",
};
const LINKS = String.raw`telegram:+ T\+(\d{7,15})
!telegram:+ T(?:joinchat/|\+)([\w-]{8,64})
telegram: T(?:s/)?(?!(?:joinchat|share|addstickers|addlist|proxy|socks|login)E)([a-z]\w{3,31})
telegram: tg:/*resolve/?Qdomain=([a-z]\w{3,31})
telegram: ([a-z]\w{3,31})\.t\.me
whatsapp:+ wa\.me/(?:\+|%2b)?(\d{7,15})
whatsapp:+ (?:api\.whatsapp\.com|whatsapp\.com|whatsapp:/*)/?send/?Qphone=(?:\+|%2b| )?(\d{7,15})
!whatsapp:message/ wa\.me/message/([a-z\d]{6,32})
!whatsapp:chat/ chat\.whatsapp\.com/(?:invite/)?([a-z\d]{10,32})
!whatsapp:channel/ whatsapp\.com/channel/([a-z\d]{10,32})
instagram: ig\.me/m/([\w.]{1,30})
instagram: I(?:stories/)?(?!(?:p|reel|reels|explore|stories|tv|accounts|direct)E)([\w.]{1,30})
facebook: Fprofile\.phpQid=(\d{5,20})
facebook: Fpeople/[^/?#]+/(\d{5,20})
facebook:groups/ Fgroups/([a-z\d.]{3,60})
facebook: F(?!(?:watch|marketplace|events|share|sharer|sharer\.php|photo|photo\.php|groups|people|login|reel|profile\.php|story\.php|permalink\.php)E)([a-z\d.]{3,60})
x: Xintent/(?:user|follow)Qscreen_name=(\w{1,15})
x: X(?!(?:home|i|intent|share|search|hashtag|explore|login|settings|messages)E)(\w{1,15})
youtube: Y@([\w.-]{3,30})
!youtube:channel/ Ychannel/(uc[\w-]{22})
youtube:c/ Yc/([\w.-]{3,60})
youtube:user/ Yuser/([a-z\d]{3,60})`.split("\n").map((line) => {
  const [, keeps, before, form] = /^(!?)(\S+) (.*)$/.exec(line);
  return [before, RegExp(`^${form.replace(/[TFXIYEQ]/g, (name) => PARTS[name])}(?:[/?#&].*)?$`, "i"), keeps];
});
const NETWORKS = { tg: "telegram", wa: "whatsapp", insta: "instagram", ig: "instagram", fb: "facebook", twitter: "x", yt: "youtube" };
const typed = (text) => {
  const [, word, name] = /^([a-z]+)(?: *: *| +(?=[@+\d]))@?([^@]+)$/i.exec(text);
  const network = NETWORKS[word.toLowerCase()] ?? word.toLowerCase();
  const bare = name.replace(/^ +| +$/g, "");
  if (network === "whatsapp" && !bare.includes("/")) return `whatsapp:${FORMS.phone(bare)}`;
  return `${network}:${/^(\+|chat\/|channel\/|message\/)/.test(bare) ? bare : bare.toLowerCase()}`;
};

const LONGEST = 4096;
const HASH = /^([\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/i;
const UPI = /^[a-z\d._-]{2,256}@[a-z][a-z\d]{1,63}$/;
const FORMS = {
  // what every object has is no type
  __proto__: null,
  upi(text) {
    let id = live(text);
    if (/^000201/.test(id) && !UPI.test(text)) {
      const merchants = Object.entries(fields(id)).filter(([tag]) => tag > 25 && tag < 52).map(([, merchant]) => fields(merchant));
      id = merchants.find((one) => /^A000000524$/i.test(one["00"]))["01"];
    }
    id = id.toLowerCase();
    const link = /^[a-z][a-z\d+.-]{1,30}:[^?#]*\?(?:[^#]*?[&;])??pa=([^&#; ]*)/.exec(id);
    if (link) id = link[1].replace(/%([2-7][\da-f])/g, (_, digits) => String.fromCharCode(`0x${digits}`)).toLowerCase();
    return match(id.replace(/ *@ */g, "@"), UPI);
  },
  phone(text) {
    let number = live(text).replace(/^tel:/i, "");
    if (/^\(? *(\+|00)/.test(number)) number = number.replace(/\( *0 *\)/g, "");
    number = number.replace(/[ ()./_·‐-―−ー-]/g, "").replace(/^00(?=[1-9])/, "+")
      .replace(/^(?:([6-9]\d{9}|18[06]0\d{6,7}|1600\d{6}|140\d{7})|(?:0?910?|0)([1-9]\d{9}|18[06]0\d{7}))$/, "+91$1$2")
      .replace(/^\+910(?=[1-9])/, "+91");
    return match(number, /^\+(91[1-9]\d{7,12}|(?!91)[1-9]\d{6,14})$/);
  },
  "bank-account"(text) {
    const written = match(live(text), /^[\0-\x7f]*$/).toUpperCase();
    const found = /(^|[^A-Z\d])([A-Z]{4}(?:0[A-Z\d]{6}|O\d{6}))(?:\.IFSC\.NPCI)?(?![A-Z\d])/.exec(written);
    const rest = `${written.slice(0, found.index)}${found[1]} ${written.slice(found.index + found[0].length)}`
      .replace(/(^|[^A-Z])(?:(?:A\/?C|ACC|ACCT|ACCOUNT|BANK|NO|NUM|NUMBER|IFSC|IFS|CODE|AND)(?![A-Z])[ .:-]*)+/g, "$1 ");
    const account = `${rest.replace(/[ .,:;/#@()|_‐-―−-]/g, "")}@${found[2].slice(0, 4)}0${found[2].slice(5)}`;
    return match(account, /^\d{9,18}@[A-Z]{4}0[A-Z\d]{6}$/);
  },
  url(text) {
    const written = visible(text);
    const [head] = /^(?:[^/?#\\／？＃]*?[:：]\]?[/\\／]+\]?)?[^/?#\\／？＃]*/.exec(written);
    let link = match(refang(halfWidth(written.slice(0, head.length + 1)) + written.slice(head.length + 1)), /^[^\0-\x20\x7f]+$/);
    if (!/^https?:/i.test(link)) {
      link = `https://${match(link.replace(/^\/+/, ""), /^(?:[^/?#@:\\[\]]+\.[^/?#@:\\[\]]+|\[[\da-f:.]+\])(?::\d+)?(?:[/?#\\]|$)/i)}`;
    }
    const url = new URL(link);
    const port = /^(|80|443)$/.test(url.port) ? "" : `:${url.port}`;
    const query = url.search.slice(1).split("&").map(escaped).filter((one) => one && !TRACKS.test(one)).join("&");
    return match(`https://${known(url.hostname)}${port}${escaped(url.pathname)}${query && "?"}${query}`, RegExp(`^.{1,${LONGEST}}$`));
  },
  domain: (text) => hostName(refang(halfWidth(visible(text)))).replace(/^(?:www\.)+(?=[^.]+\.)/, ""),
  email(text) {
    const written = halfWidth(visible(text)).replace(/^[^<>]*<([^<>]*)>$/, "$1").replace(/^mailto:([^?]*).*$/i, "$1");
    const [, local, host] = /^([a-z\d!#$%&'*+/=?^_`{|}~.\u0900-\u0dff\u200c\u200d-]{1,64})@([^@]+)$/.exec(refang(written).toLowerCase());
    return `${local}@${hostName(host)}`;
  },
  ip(text) {
    const written = live(text).replace(/\.+$/, "");
    if (/^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(written)) return written;
    return new URL(`https://[${/^\[?([\da-f:]*:[\da-f:.]*)\]?$/i.exec(written)[1]}]/`).hostname.slice(1, -1);
  },
  "android-package"(text) {
    const written = live(text);
    const store = /^(?:(?:https?:\/+)?(?:www\.)?play\.google\.com\/store\/apps\/|market:\/+|intent:\/+)details\/?\?(?:[^#]*?&)??id=([\w.]+)/i;
    const id = store.exec(written)?.[1] ?? written.replace(/^package: */i, "");
    return match(id, /^(?=.{3,223}$)[a-z]\w*(\.[a-z]\w*)+$/i);
  },
  "file-hash": (text) => match(plain(text).toLowerCase().replace(/^(md5|sha-?1|sha-?256) *[:=] */, "").replace(/[ :]/g, ""),
    HASH),
  handle(text) {
    const written = live(text);
    const link = written.replace(/^(?:https?:\/+)?(?:(?:www|m(?!\.me\/)|mobile|web|mbasic)\.)?/i, "");
    const [before, form, keeps] = LINKS.find((one) => one[1].test(link)) ?? [];
    const name = form?.exec(link)[1];
    let account = form ? before + (keeps ? name : name.toLowerCase()) : typed(written);
    if (/^facebook:/.test(account)) account = account.replaceAll(".", "");
    return match(account, /^(telegram:(\+[\w-]{7,64}|[a-z][a-z\d_]{3,31})|whatsapp:(\+[1-9]\d{6,14}|(chat|channel|message)\/[a-zA-Z\d]{6,32})|instagram:[a-z\d._]{1,30}|facebook:(groups\/)?[a-z\d]{3,60}|x:[a-z\d_]{1,15}|youtube:(channel\/UC[\w-]{22}|((c|user)\/)?[a-z\d._-]{3,60}))$/);
  },
  "sms-sender"(text) {
    const [, name] = /^(?:[A-Z]{2} ?- ?)?([A-Z\d]{3,11})(?:-[PSTG])?$/.exec(match(live(text), /^[\0-\x7f]*$/).toUpperCase());
    return match(name, /[A-Z]|^\d{6}$/);
  },
  wallet(text) {
    const written = live(text);
    const address = /^(?:bitcoin|btc|ethereum|eth|tron|trx):\/*(?:pay-)?([^?@ ]*)(?:[?@].*)?$/i.exec(written)?.[1] ?? written;
    if (/^0x[\da-f]{40}$/i.test(address)) return `eth:${address.toLowerCase()}`;
    if (/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(address)) return `tron:${address}`;
    if (/^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(address)) return `btc:${address}`;
    return `btc:${match(address, /^(bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71})$/).toLowerCase()}`;
  },
};

/** The one form of an indicator, however it was spelt; null if it is none of this type. */
export function canonical(type, text) {
  try {
    return FORMS[type](must([...text].length <= LONGEST, text));
  } catch {
    return null;
  }
}

// a text as if it were live and plain; disarmed marks and hidden characters are odd
const ODD = /(h(?:xx|\*\*|xt|tx)ps?(?=:|\[:)|[[({](?:\.|dot|@|at)[\])}]|\[:(?:\/\/)?\]|[\ud800-\udbff][\udc00-\udfff]|[^\t\n -~])|[^]/gi;
const unOdd = (odd) => {
  if (/^h/i.test(odd)) return /s$/i.test(odd) ? "https" : "http";
  if (/^[[({]/.test(odd)) return odd.slice(1, -1).replace(/dot/i, ".").replace(/at/i, "@");
  if (/^[\u200c\u200d]$/.test(odd)) return "";
  if (/[。｡]/.test(odd)) return ".";
  const plainly = unseen(odd).replace(/[\s\x85]/, " ").normalize("NFKC").replace(/\p{Nd}/gu, ascii);
  return [...plainly].length > 4 ? odd : plainly; // whole words, which are part of nothing
};
const PAYMENT = /(^|[^a-z\d+.-])((?:(?!https?:)[a-z][a-z\d+.-]{1,20}:\/\/|upi:|intent:)[^?#\n<>" ]{0,60}\?(?:[^#\n<>"]{0,1000}?[&;])??pa=([^&#; \t\n<>"'`|]+)[^ \t\n<>"'`|]*)/gi;
const LINK = /[a-z][a-z\d+.-]{1,20}:[/\\]{1,4}[^ \t\n\r\v\f<>"`|।॥]+/gi;
const trimmed = (link) => {
  const bare = (text) => text.replace(/[.,;:!?*~']+$/, "");
  let end = bare(link);
  for (const [open, close] of ["()", "[]", "{}"]) {
    while (end.endsWith(close) && end.split(open).length < end.split(close).length) end = bare(end.slice(0, -1));
  }
  return end;
};
const count = (text) => text.replace(/\D/g, "").length;
const WORDS = { टेलीग्राम: "telegram", व्हाट्सएप: "whatsapp", insta: "instagram", इंस्टाग्राम: "instagram", fb: "facebook", फेसबुक: "facebook", फ़ेसबुक: "facebook", ट्विटर: "twitter", यूट्यूब: "youtube" };
const NETWORK = "telegram|tg|टेलीग्राम|whatsapp|व्हाट्सएप|instagram|insta|ig|इंस्टाग्राम|facebook|fb|फेसबुक|फ़ेसबुक|twitter|ट्विटर|youtube|yt|यूट्यूब";
const NAMED = RegExp(`(^|[^a-z])(${NETWORK})(?: (?:id|username|user|channel|group|handle|account|आईडी|चैनल))? ?[:=-]+ ?(?!https?:)@?([a-z\\d][a-z\\d._-]{3,31})(?![a-z\\d@./:])`, "gi");
const NETWORK_WORD = RegExp(`(?:^|[^a-z])(${NETWORK})(?![a-z])`, "gi");
const named = (network, name) => canonical("handle", `${WORDS[network.toLowerCase()] ?? network}:${name}`);

// what a word may be by its form
const LIKE = {
  wallet: /^((bitcoin|btc|ethereum|eth|tron|trx):\/*(pay-)?)?(0x[\da-f]{40}|(?=.*[a-z])(t[1-9a-z]{33}|[13][1-9a-z]{25,34})|bc1[\da-z]{11,71})([?@].*)?$/i,
  email: /^[^@=/:?&]+@[^@=/:?&]+\.[^@.=/:?&]+$/,
  upi: /^[^@=/:?&]+@[^@.=/:?&]+$/,
  "file-hash": HASH,
  "sms-sender": /^[A-Z]{2}-[A-Z\d]{6}(-[PSTG])?$|^[A-Z]{6}-[PSTG]$/,
  ip: /^(\d{1,3}(\.\d{1,3}){3}|(?=.*[\da-f]:)[\da-f]*:[\da-f.]*:[\da-f:.]*)$/i,
};
const LABEL = String.raw`[^\0-,./:-@[-^\x60{-\x7f]+`;
const HOST = RegExp(`^(${LABEL}(?:\\.${LABEL})+)\\.?(:\\d{1,5})?([/?#].*)?$`);
const GENERIC = RegExp(`^(academy|agency|aero|app|art|asia|bank|beauty|best|bid|biz|blog|bond|business|buzz|capital|cards|care|cash|casino|cat|center|chat|city|click|cloud|club|com|company|coop|credit|cyou|date|deals|delivery|dev|digital|direct|download|earth|edu|email|example|exchange|expert|express|finance|financial|fit|fun|fund|fyi|games|gdn|gives|global|gold|gov|group|guru|health|help|homes|host|icu|immo|inc|info|insure|int|invalid|invest|jobs|life|limited|link|live|loan|loans|lol|ltd|market|markets|media|men|mil|mobi|mom|money|monster|mov|museum|name|net|network|news|ninja|one|online|ooo|org|page|party|pay|pics|plus|porn|post|press|pro|promo|pub|quest|racing|rest|review|rich|rocks|run|sale|sbs|school|science|services|sex|shop|site|sites|social|software|solutions|space|store|stream|studio|support|surf|systems|tax|team|tech|tel|test|today|tokyo|tools|top|tours|trade|trading|travel|vip|wang|watch|web|website|win|work|works|world|wtf|xin|xxx|xyz|zip|zone)$`);
const isTop = (host) => {
  const top = host.split(".").pop();
  const low = top.toLowerCase();
  const isName = host[0] === host[0].toLowerCase() || !GENERIC.test(low);
  if (host !== host.toUpperCase() && top !== low && isName) return false;
  return GENERIC.test(low) || (/^[a-z]{2}$|[^\0-\x7f]|^xn--/.test(low) && !/^(cs|db|go|js|md|mk|pl|ps|py|rb|rs|sh|so|ts)$/.test(low));
};
const isPackage = (host) => /^(com|org|net|edu|gov|io|app|co|dev|in|me|tv|ai|xyz|info|android)\./.test(host) && /^[a-z]\w*(\.[a-z]\w*)+$/i.test(host)
  && !/\.(com|in|org|net|gov|edu)$/.test(host) && (/\..*\./.test(host) || !isTop(host));
function formsOf(word) {
  const form = Object.keys(LIKE).find((type) => LIKE[type].test(word));
  if (form) return [form];
  const [, host, port, path] = HOST.exec(word) ?? [];
  if (!host) return [];
  if (port || path) return isTop(host) || /^\d{1,3}(\.\d{1,3}){3}$/.test(host) ? ["handle", "android-package", "url"] : [];
  if (isPackage(host)) return ["android-package"];
  return isTop(host) ? ["handle", "domain"] : [];
}
const EDGE = /^[*~_.,;:!?#\-=/\\&₹$]+|[*~_.,;:!?#\-=/\\&₹$]+$/g;
const EDGE_OF_IPV6 = RegExp(EDGE.source.replaceAll(":", ""), "g");
const bared = (word, edge = EDGE) => word.replace(edge, "");

/** What a text holds, in its order: `{type, value, shown, start, end}`; `shown` is `text.slice(start, end)`. */
export function recognise(text) {
  const starts = [];
  const ends = [];
  const folded = text.replace(ODD, (char, odd, at) => {
    const plainly = odd === undefined ? char : unOdd(odd);
    for (let unit = 0; unit < plainly.length; unit++) {
      starts.push(at);
      ends.push(at + char.length);
    }
    return plainly;
  });
  let left = folded;
  const found = [];
  const taken = [];
  const take = (type, value, from, to) => {
    if (value === null) return false;
    const [start, end] = [starts[from], ends[to - 1]];
    found.push({ type, value, shown: text.slice(start, end), start, end });
    taken.push([from, to]);
    return true;
  };
  const tryAll = (types, from, to) => types.some((type) =>
    take(type, canonical(type, text.slice(starts[from], ends[to - 1])) ?? canonical(type, folded.slice(from, to)), from, to));
  const within = (pattern, from, to) => Array.from(left.slice(from, to).matchAll(pattern), ({ 0: part, index }) => [part, from + index]);
  const each = (pattern, one) => {
    for (const { index, 0: all, 1: before, 2: first, 3: second } of left.matchAll(pattern)) {
      one(index + before.length, index + all.length, first, second);
    }
  };

  // the most specific first: what one stage takes, no later one reads
  const stages = [
    () => within(/000201\d{6}[^\n]{20,500}/gu, 0).map(([code, at]) => take("upi", canonical("upi", code), at, at + code.length)),
    () => each(PAYMENT, (start, end, link, payee) => {
      take("upi", canonical("upi", link), start, end);
      take("bank-account", canonical("bank-account", payee), start, end);
    }),
    () => within(LINK, 0).map(([link, at]) =>
      [...link].length > LONGEST || tryAll(["handle", "android-package", "url"], at, at + trimmed(link).length)),
    // of every IFSC the number that is called an account, else the nearest before, else after
    () => {
      const used = [];
      const fits = ([number]) => count(number) > 8 && count(number) < 19;
      const numbers = (from, to) => within(/\d([ -]?\d)*/g, from, to)
        .flatMap((run) => (fits(run) ? [run] : within(/[\d-]+/g, run[1], run[1] + run[0].length).filter(fits)));
      each(/(^|[^a-z\d])([a-z]{4}(?:0[a-z\d]{6}|o\d{6})(?:\.ifsc\.npci)?)(?![a-z\d])/gi, (start, end, branch) => {
        const rank = ([, at]) => Math.abs(at - start) + (at > start ? 1e9 : 0)
          - (/(a\/?c|acc|account|acct|खाता|खाते)[^\d\n]{0,24}\n?$/i.test(left.slice(Math.max(0, at - 40), at)) ? 2e9 : 0);
        const near = [...numbers(Math.max(0, start - 150), start), ...numbers(end, end + 150)].filter(([, at]) => !used.includes(at));
        const [[number, at] = [""]] = near.slice().sort((one, other) => rank(one) - rank(other));
        const value = canonical("bank-account", `${number} ${branch}`);
        const [from, to] = [Math.min(start, at), Math.max(end, at + number.length)];
        const alone = near.filter(([other, place]) => place + other.length > from && place < to).length === 1;
        if (value) used.push(at);
        if (alone) take("bank-account", value, from, to);
        else if (take("bank-account", value, at, at + number.length)) taken.push([start, end]);
      });
    },
    () => each(NAMED, (start, end, network, name) => take("handle", named(network, name), start, end)),
    () => each(/(^|[^a-z\d@._%+-])@([a-z\d_][a-z\d._]{1,30}[a-z\d_])(?![a-z\d@])/gi, (start, end, name) => {
      const words = (part) => Array.from(part.matchAll(NETWORK_WORD), (word) => word[1]);
      const network = words(left.slice(Math.max(0, start - 40), start)).pop() ?? words(left.slice(end, end + 40))[0];
      if (network) take("handle", named(network, name), start, end);
    }),
    () => within(/[^ \t\n\r\v\f<>"'`|(){}[\]।॥]+/g, 0).map(([word, at]) => {
      const label = formsOf(bared(word)).length ? "" : /^[^:=@./\\]{1,30}[:=]-?/.exec(word)?.[0] ?? "";
      return [/.+/g, /[^,;=]+/g, /[^,;:=/\\?&]+/g].some((pattern) => within(pattern, at + label.length, at + word.length)
        .filter(([piece, place]) => {
          const bare = bared(piece, piece.includes("::") ? EDGE_OF_IPV6 : EDGE);
          const from = place + piece.indexOf(bare);
          return tryAll(formsOf(bare), from, from + bare.length);
        }).length);
    }),
    // from each part between spaces on, the longest run of parts that is a number
    () => within(/\(?\+?\d(?:[ ()./_·‐-―−-]{0,3}\d)*/g, 0).map(([run, at]) => {
      const parts = count(run) < 7 ? [] : within(/[^ /]+/g, at, at + run.length);
      for (let first = 0; first < parts.length; first++) {
        for (let last = Math.min(parts.length, first + 6) - 1; last >= first; last--) {
          const [from, to] = [parts[first][1], parts[last][1] + parts[last][0].length];
          const size = count(left.slice(from, to));
          if (size > 6 && size < 21 && tryAll(["phone"], from, to)) first = last;
        }
      }
    }),
  ];
  for (const stage of stages) {
    stage();
    let done = 0;
    for (const [from, to] of taken.splice(0).sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
      if (from < done) continue;
      left = left.slice(0, from) + " ".repeat(to - from) + left.slice(to);
      done = to;
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

const digest = async (type, value) => {
  const { subtle } = globalThis.crypto ?? (await import("node:crypto")).webcrypto;
  return new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(`${type}:${value}`)));
};
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

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
