// SPDX-License-Identifier: Apache-2.0
export default {
  layout: "advisory.njk",
  language: "en",
  permalink: (data) => `/advisories/${data.page.fileSlug}/`,
};
