// SPDX-License-Identifier: Apache-2.0
// What a message or a QR code wants of whoever reads it, told from its words alone. Asks nobody.

const LINK = /\b(?:upi|intent|gpay|tez|phonepe|paytmmp|bhim|credpay|amazonpay):(?:\/\/)?([a-z]*)\/?[^\s?"'<>]*\?([^\s"'<>#]*)/gi;
// money is promised; nukta and long vowels are written in more than one way
const PROMISE = /\b(?:refund|refunds|cash ?back|reward|rewards|prize|lottery|win|won|winner|bonus|subsidy|wapas|vapas|waapas|inaam|inam)\b|\b(?:receive|get|collect|claim)\b[^.!?\n]{0,30}\b(?:money|amount|payment|rs|rupees|paise|paisa|back)\b|रिफंड|रिफण्ड|कैशबैक|वापस|इनाम|लॉटरी|सब्सिडी|(?:पैसे|पैसा|रकम|राशि|भुगतान)[^।.!?\n]{0,20}(?:पाने|मिलेंगे|मिलेगी|मिलेगा|प्राप्त|आएंगे|आएगा|जमा)/i;
// and something is to be done for it that only ever pays
const DEMAND = /\b(?:approve|accept|authori[sz]e)\b|\b(?:collect|payment|upi|money) request\b|\bscan\b|\bmandate\b|\bauto ?pay\b|\b(?:enter|type|put|give|share|dal\w*|daal\w*)\b[^.!?\n]{0,25}\bpin\b|\bpin\b[^.!?\n]{0,12}\bdaa?l\w*|रिक्वेस्ट|स्वीकार|अप्रूव|मंजूर|स्कैन|ऑटोपे|मैंडेट|पिन[^।.!?\n]{0,15}(?:डाल|भर|दर्ज|बता)/i;
const WARNING = /\b(?:never|not|don'?t)\b[^.!?\n]{0,25}\b(?:approve|accept|enter|type|share|give|scan|put)\b[^.!?\n]*|(?:कभी|न|ना|नहीं|मत) (?:पिन |यूपीआई |UPI )*(?:डालें|बताएं|भरें|स्कैन|स्वीकार)[^।.!?\n]*/gi;

function plain(text) {
  return text.normalize("NFC").replace(/\u093c/g, "").replace(/\u0901/g, "\u0902").replace(/[\u200b-\u200d\u2060\ufeff]/g, "");
}

function note(query) {
  try {
    const given = new URLSearchParams(query);
    return { amount: given.get("am") ?? "", words: given.get("tn") ?? "" };
  } catch { return { amount: "", words: "" }; }
}

// Returns what is in a text, the worst first: "mandate" (money would leave again and again), "refund" (a request to pay
// poses as money to receive), "collect" (a request to pay).
export function signs(text) {
  const found = new Set();
  for (const [, action, query] of plain(text).matchAll(LINK)) {
    const { words } = note(query);
    if (/^mandate$/i.test(action)) { found.add("mandate"); }
    if (/^collect$/i.test(action)) { found.add("collect"); }
    if (PROMISE.test(words)) { found.add("refund"); }
  }
  const said = plain(text).replace(LINK, " ").replace(WARNING, " ");
  if (PROMISE.test(said) && DEMAND.test(said)) { found.add("refund"); }
  if (found.has("refund")) { found.delete("collect"); }
  return ["mandate", "refund", "collect"].filter((one) => found.has(one));
}
