// SPDX-License-Identifier: Apache-2.0
import rss from "@11ty/eleventy-plugin-rss";

export function feedPlugin(config) {
  config.addPlugin(rss);
}
