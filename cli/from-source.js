"use strict";
const { join, sep } = require("node:path");

/** Packages that others load in case of need. Most verbs never come to it, or not before they wait for something else. */
const DEFERRED = [
  // To serialize functions of a program: a compiler, and npm's reader of dependency trees. The two take longer than
  // everything else that the SDK loads.
  join("typescript", "lib", "typescript.js"),
  join("@npmcli", "arborist", "lib", "index.js"),
  // Comes along with the SDK's errors; used once there is an engine.
  join("@grpc", "grpc-js", "build", "src", "index.js"),
  // For live lines on a terminal.
  join("log-update", "index.js"),
  // Messages in fifty languages.
  join("zod", "v4", "locales", "index.cjs"),
];

/** What a module exports, without loading it before somebody asks for a part of it. */
function deferred(load) {
  let loaded;
  // Said to be a module with named exports, or else whoever imports it would copy each of them, and load it for that.
  return new Proxy({}, { get: (_, name) => name === "__esModule" || (loaded ??= load())[name] });
}

const load = require.extensions[".js"];

function loadPackage(module, file) {
  if (!DEFERRED.some((entry) => file.endsWith(sep + entry))) return load(module, file);
  const { exports } = module;
  module.exports = deferred(() => {
    module.exports = exports;
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
