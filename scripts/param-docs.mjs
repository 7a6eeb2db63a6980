// Puts the words of params into the published types, so that editors show them.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * Documents each param in the declarations of a service's methods with the summary of its definition. The
 * compiler cannot: it writes the type that is inferred from a definition, in which summaries are values.
 */
export async function writeParamDocs(dist, { name, regions }) {
  const folder = join(dist, 'types', 'services', name);
  const methods = new Map(
    regions.flatMap((region) => region.methods).map((method) => [keyOf(method), method.params]),
  );
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((one) => one.endsWith('.d.ts'))) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    const documented = withDocs(path, text, methods);
    if (documented !== text) await writeFile(path, documented);
  }
}

function keyOf({ name }) {
  return name[0].toLowerCase() + name.slice(1);
}

function withDocs(path, text, methods) {
  const docs = [];
  const found = (key, annotation) => {
    const params = methods.get(key);
    const input = params && inputOf(annotation?.typeAnnotation);
    for (const { key: named, start } of input?.members ?? []) {
      const param = params.find((one) => one.key === named?.name);
      if (param) docs.push({ start, doc: `/** ${summaryOf(param)} */ ` });
    }
  };
  new Visitor({
    VariableDeclarator: ({ id }) => found(id.name, id.typeAnnotation),
    TSPropertySignature: ({ key, typeAnnotation }) => found(key.name, typeAnnotation),
  }).visit(parseSync(path, text).program);
  docs.sort((one, other) => other.start - one.start);
  return docs.reduce((all, { start, doc }) => all.slice(0, start) + doc + all.slice(start), text);
}

/** The type of what a method is called with: `{…}` of `import("…").Method<{…}, …>`. */
function inputOf(type) {
  const name = type?.qualifier?.name ?? type?.typeName?.name;
  if (name !== 'Method' && name !== 'StreamFunction') return undefined;
  return type.typeArguments?.params[0];
}

/** In a comment, a word after @ is a tag unless it is code. */
function summaryOf({ summary }) {
  return summary.replaceAll('*/', '*\\/').replace(/@[\w.]+/g, '`$&`');
}
