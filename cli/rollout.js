#!/usr/bin/env node
"use strict";
require("./from-source")(require.resolve("./main.ts"));
