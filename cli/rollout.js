#!/usr/bin/env node
"use strict";
// The command runs from source: tsx translates TypeScript as it is loaded.
void import("tsx").then(() => require("./main.ts"));
