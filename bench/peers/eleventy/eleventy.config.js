// SPDX-License-Identifier: Apache-2.0
import { feedPlugin } from "./rss.js";

const FACETS = ["kind", "fraud-type", "sector", "severity", "year"];
const PAGE_SIZE = 100;
const FEED_SIZE = 50;
const LANGUAGES = ["en", "hi"];
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "Asia/Kolkata" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Kolkata",
});

const root = (language) => (language === "en" ? "" : `/${language}`);

// newest first, once for all collections
let kept = null;
function advisories(api) {
  if (kept === null) {
    kept = Object.fromEntries(LANGUAGES.map((language) => [
      language,
      api.getFilteredByGlob(`content/${language}/advisories/*.md`).sort((one, other) => other.date - one.date),
    ]));
  }
  return kept;
}

function slices(api) {
  const found = [];
  for (const [language, all] of Object.entries(advisories(api))) {
    found.push({ language, facet: "", value: "", url: `${root(language)}/`, items: all });
    for (const facet of FACETS) {
      const values = new Map();
      for (const item of all) {
        for (const value of item.data.facets[facet]) {
          if (!values.has(value)) values.set(value, []);
          values.get(value).push(item);
        }
      }
      for (const [value, items] of values) {
        found.push({ language, facet, value, url: `${root(language)}/${facet}/${value}/`, items });
      }
    }
  }
  return found;
}

export default function (config) {
  config.on("eleventy.before", () => { kept = null; });
  config.addCollection("listPages", (api) => slices(api).flatMap((slice) => {
    const last = Math.max(1, Math.ceil(slice.items.length / PAGE_SIZE));
    return Array.from({ length: last }, (_, index) => ({
      ...slice, last, number: index + 1, count: slice.items.length,
      address: index ? `${slice.url}page/${index + 1}/` : slice.url,
      items: slice.items.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE),
    }));
  }));
  config.addCollection("feeds", (api) => slices(api).map((slice) => ({ ...slice, items: slice.items.slice(0, FEED_SIZE) })));
  config.addFilter("day", (value) => DAY.format(new Date(value)));
  config.addFilter("moment", (value) => `${MOMENT.format(new Date(value))} IST`);
  config.addFilter("root", root);
  feedPlugin(config);
  return { dir: { input: "content", includes: "../includes", output: "public" }, markdownTemplateEngine: false };
}
