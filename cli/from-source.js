"use strict";
const { join, sep } = require("node:path");

/**
 * What the SDK loads in case a program hands it functions to serialize: a compiler, and npm's reader of dependency trees.
 * No verb needs them, and the two take longer than everything else that the SDK loads.
 */
const DEFERRED = [join("typescript", "lib", "typescript.js"), join("@npmcli", "arborist", "lib", "index.js")];

/** What a module exports, without loading it before somebody asks for a part of it. */
function deferred(load) {
  let loaded;
  // Said to be a module with named exports, or else whoever imports it would copy each of them, and load it for that.
  return new Proxy({}, { get: (_, name) => name === "__esModule" || (loaded ??= load())[name] });
}

const load = require.extensions[".js"];

function loadPackage(module, file) {
  if (!DEFERRED.some((entry) => file.endsWith(sep + entry))) return load(module, file);
  module.exports = deferred(() => {
    load(module, file);
    return module.exports;
  });
}

/**
 * Runs a TypeScript file from source: tsx translates it as it is loaded. Packages are JavaScript already, and looking at
 * each of their files would take a quarter of the time that a verb needs to start.
 */
module.exports = function runFromSource(file) {
  void import("tsx").then(() => {
    const translate = require.extensions[".js"];
    require.extensions[".js"] = (module, path) =>
      (path.includes(`${sep}node_modules${sep}`) ? loadPackage : translate)(module, path);
    require(file);
  });
};
