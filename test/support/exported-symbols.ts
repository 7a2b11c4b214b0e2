import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { PROJECT } from "./stacks";

/** Something with a doc comment, or without one. */
export interface Documented {
  /** Where it stands: `components/app-ingress.ts AppIngressArgs.hosts`. */
  readonly where: string;
  /** The comment's text without its tags. */
  readonly summary: string;
  /** The tags' texts by their names. */
  readonly tags: Readonly<Record<string, string>>;
  readonly isClass: boolean;
  readonly isOptional: boolean;
  /** Whether its code throws. */
  readonly throws: boolean;
}

function throws(node: ts.Node): boolean {
  return ts.isThrowStatement(node) || (ts.forEachChild(node, throws) ?? false);
}

function documented(where: string, node: ts.Node): Documented {
  const comments = ts.getJSDocCommentsAndTags(node);
  const docs = comments.filter(ts.isJSDoc);
  const tags = docs.flatMap((doc) => [...(doc.tags ?? [])]);
  return {
    where,
    summary: docs.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "").join(""),
    tags: Object.fromEntries(tags.map((tag) => [tag.tagName.text, ts.getTextOfJSDocComment(tag.comment) ?? ""])),
    isClass: ts.isClassDeclaration(node),
    isOptional: ts.isPropertySignature(node) && node.questionToken !== undefined,
    throws: throws(node),
  };
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}

const isExported = (node: ts.Node) =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function sourcesOf(folder: string): ts.SourceFile[] {
  return readdirSync(join(PROJECT, folder))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file))
    .map((file) => ts.createSourceFile(file, readFileSync(join(PROJECT, file), "utf8"), ts.ScriptTarget.ES2022, true));
}

/** Every exported symbol of the TypeScript files of a folder. */
export function exportedSymbols(folder: string): Documented[] {
  return sourcesOf(folder).flatMap((source) =>
    source.statements
      .filter(isExported)
      .flatMap((statement) => namesOf(statement).map((name) => documented(`${source.fileName} ${name}`, statement))),
  );
}

/** Every field of the exported interfaces of a folder whose names fit. */
export function interfaceFields(folder: string, names: RegExp): Documented[] {
  return sourcesOf(folder).flatMap((source) =>
    source.statements
      .filter(ts.isInterfaceDeclaration)
      .filter((statement) => isExported(statement) && names.test(statement.name.text))
      .flatMap((statement) =>
        statement.members.map((member) =>
          documented(`${source.fileName} ${statement.name.text}.${member.name?.getText() ?? ""}`, member),
        ),
      ),
  );
}

/** Every public field that the exported classes of a folder declare. */
export function classFields(folder: string): Documented[] {
  return sourcesOf(folder).flatMap((source) =>
    source.statements
      .filter(ts.isClassDeclaration)
      .filter(isExported)
      .flatMap((statement) =>
        statement.members
          .filter(ts.isPropertyDeclaration)
          .map((member) =>
            documented(`${source.fileName} ${statement.name?.text ?? ""}.${member.name.getText()}`, member),
          ),
      ),
  );
}
