import tseslint from "typescript-eslint";

const inside = (method) => `CallExpression[callee.property.name='${method}'] NewExpression`;

/** Folders that the code of a folder must not import, so that dependencies run one way (docs/architecture.md). */
const closed = {
  "services.ts": ["cli", "components", "config", "manifests", "offline", "rollout", "sandbox"],
  config: ["cli", "components", "manifests", "offline", "rollout", "sandbox"],
  components: ["cli", "config", "offline", "rollout", "sandbox"],
  manifests: ["cli", "components", "config", "offline", "rollout", "sandbox"],
  offline: ["cli", "components", "manifests", "rollout", "sandbox"],
  rollout: ["cli", "components", "manifests", "offline", "sandbox"],
  sandbox: ["cli", "components", "manifests", "rollout"],
  cli: ["components", "manifests"],
};

const boundaries = Object.entries(closed).map(([place, folders]) => ({
  files: [place.includes(".") ? place : `${place}/**/*.ts`],
  ignores: ["rollout/engine-cli.ts", "rollout/engine-operations.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^\\.{1,2}/(?:\\.\\./)*(?:${folders.join("|")})/`,
            message: "imports run one way; see docs/architecture.md",
          },
          {
            regex: "^@pulumi/pulumi/automation",
            message: "only rollout/engine-operations.ts drives the Automation API",
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["node_modules/", ".sandbox/"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["index.ts", "components/**/*.ts", "config/**/*.ts", "manifests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        ...["@pulumi/gcp", "@pulumi/kubernetes"].map((name) => ({
          name,
          allowTypeImports: true,
          message: "its index loads hundreds of modules; import from the folder of what is needed",
        })),
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: inside("apply"),
          message: "a resource made inside apply is absent from previews; shape the graph from plain config",
        },
      ],
    },
  },
  ...boundaries,
  {
    files: ["{cli,config,components,manifests,offline,rollout,sandbox}/**/*.ts", "index.ts"],
    ignores: ["cli/main.ts"],
    rules: { "no-console": "error" },
  },
  { files: ["**/*.{js,mjs,cjs}"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["cli/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // Mocha's `it` takes async functions, and tests read values that the types say may be absent.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
