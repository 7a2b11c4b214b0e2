import assert from "node:assert/strict";
import { describeEnvironment } from "../../config/environment";
import { parseConfig } from "../../config/parse";
import { classFields, exportedSymbols, interfaceFields, type Documented } from "../support/exported-symbols";
import { validConfig } from "../support/valid-config";

const FOLDERS = ["components", "config", "manifests", "offline"];

const places = (found: readonly Documented[]) => found.map(({ where }) => where);

describe("doc comments", () => {
  for (const folder of FOLDERS) {
    it(`stand on every exported symbol of ${folder}/`, () => {
      const symbols = exportedSymbols(folder);
      assert.ok(symbols.length > 5);
      assert.deepEqual(places(symbols.filter(({ summary }) => summary === "")), []);
    });

    it(`tell of the errors that a symbol of ${folder}/ throws`, () => {
      const silent = exportedSymbols(folder).filter((symbol) => symbol.throws && !("throws" in symbol.tags));
      assert.deepEqual(places(silent), []);
    });
  }

  it("stand on every field of the components' arguments", () => {
    const fields = interfaceFields("components", /Args$/);
    assert.ok(fields.length > 20);
    assert.deepEqual(places(fields.filter(({ summary }) => summary === "")), []);
  });

  it("stand on every public field of a component", () => {
    assert.deepEqual(places(classFields("components").filter(({ summary }) => summary === "")), []);
  });

  it("tell the default of every optional argument of a component, and of services.ts", () => {
    const optional = [
      ...interfaceFields("components", /Args$|^EnvironmentService$/),
      ...interfaceFields(".", /^ServiceDefinition$/),
    ].filter(({ isOptional }) => isOptional);
    assert.ok(optional.length > 5);
    assert.deepEqual(places(optional.filter(({ tags }) => !tags["default"])), []);
  });

  it("show an example of every component", () => {
    const classes = exportedSymbols("components").filter(({ isClass }) => isClass);
    assert.equal(classes.length, 7);
    assert.deepEqual(places(classes.filter(({ tags }) => !tags["example"])), []);
  });

  it("tell the defaults of services.ts as the code has them", () => {
    const services = { front: { port: 1, path: "/", probes: { readiness: "/" } } };
    const config = parseConfig({ ...validConfig(), images: { front: "front:1" } }, services, "x");
    const described = describeEnvironment({ ...config, secrets: {}, cloudflareToken: undefined }, services, {
      images: {},
      zoneId: undefined,
    }).services["front"];
    const told = Object.fromEntries(
      interfaceFields(".", /^ServiceDefinition$/)
        .filter(({ tags }) => tags["default"] !== undefined && !tags["default"].startsWith("-"))
        .map(({ where, tags }) => [where.slice(where.indexOf(".", where.indexOf(" ")) + 1), tags["default"]]),
    );
    assert.deepEqual(told, {
      callers: JSON.stringify(described?.callers),
      startupSeconds: JSON.stringify(described?.startupSeconds),
      configDirectory: JSON.stringify(described?.configDirectory),
    });
  });
});
