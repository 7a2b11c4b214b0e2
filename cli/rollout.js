#!/usr/bin/env node
"use strict";
// The command runs from source: tsx translates TypeScript as it is loaded. Packages are JavaScript already, and looking at
// each of their files would take a quarter of the time that a verb needs to start.
const load = require.extensions[".js"];
void import("tsx").then(() => {
  const translate = require.extensions[".js"];
  require.extensions[".js"] = (module, file) => (file.includes("/node_modules/") ? load : translate)(module, file);
  require("./main.ts");
});
