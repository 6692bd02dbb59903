// SPDX-License-Identifier: Apache-2.0
export default {
  layout: "advisory.njk",
  language: "hi",
  permalink: (data) => `/hi/advisories/${data.page.fileSlug}/`,
};
