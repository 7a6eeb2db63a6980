// Finds the methods of a service and their docstrings in the syntax trees of its files.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * Everything in a service's folder that may be a method, by its TypeScript name: exported constants,
 * and the rows of exported tables. Which of them are methods is known when the service is loaded.
 */
export async function findDefinitions(folder) {
  const found = new Map();
  for (const file of await sourceFiles(folder)) {
    for (const definition of definitionsIn(file, await readFile(join(folder, file), 'utf8'))) {
      found.set(definition.key, [...(found.get(definition.key) ?? []), definition]);
    }
  }
  return found;
}

async function sourceFiles(folder) {
  const files = await readdir(folder, { recursive: true });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) => file.endsWith('.ts') && !/\.test\.ts$|(?:^|\/)(?:testing|quirks)\//.test(file),
    )
    .sort();
}

/** The possible definitions of a file, in order: name, position, and the docstring's text if any. */
export function definitionsIn(file, text) {
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}\n${errors[0].codeframe}`);
  const docstrings = comments.filter(
    ({ type, value }) => type === 'Block' && /^\*(?!\*)/.test(value),
  );
  return candidatesIn(program).flatMap(({ key, value, start, after }) => {
    const comment = docstringOf(start, after, docstrings, text)?.value.slice(1);
    if (!canDefine(bare(value), comment)) return [];
    const line = text.slice(0, start).split('\n').length;
    return [{ key, file, line, start, comment }];
  });
}

/** Names with their values, the start of each, and the end of the code before it. */
function candidatesIn({ body }) {
  return body.flatMap((statement, at) => {
    const { type, declaration } = statement;
    if (type !== 'ExportNamedDeclaration' || declaration?.kind !== 'const') return [];
    const after = body[at - 1]?.end ?? 0;
    return declaration.declarations
      .filter(({ id, init }) => id.type === 'Identifier' && init)
      .flatMap(({ id, init }) => [
        { key: id.name, value: init, start: statement.start, after },
        ...tablesIn(init).flatMap(rowsOf),
      ]);
  });
}

/** The object literal that a value is, or those in the arguments of the call that it is. */
function tablesIn(value) {
  const made = bare(value);
  const objects = made.type === 'CallExpression' ? made.arguments.map(bare) : [made];
  return objects.filter(({ type }) => type === 'ObjectExpression');
}

function rowsOf({ start, properties }) {
  return properties.flatMap((property, at) => {
    const { type, kind, computed, key, value } = property;
    if (type !== 'Property' || kind !== 'init' || computed) return [];
    const after = properties[at - 1]?.end ?? start + 1;
    return [{ key: key.name ?? String(key.value), value, start: property.start, after }];
  });
}

const WRAPPERS = [
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
];

/** A value without parentheses and type assertions. */
function bare(value) {
  return WRAPPERS.includes(value.type) ? bare(value.expression) : value;
}

/** A function, or a reference to something defined elsewhere, does not define a method. */
function canDefine({ type }, comment) {
  if (type === 'ArrowFunctionExpression' || type === 'FunctionExpression') return false;
  return comment !== undefined || (type !== 'Identifier' && type !== 'MemberExpression');
}

/**
 * The last docstring before `start`, as editors show it: not one on the line of the previous code,
 * which ends at `after`.
 */
function docstringOf(start, after, docstrings, text) {
  const found = docstrings.findLast((one) => one.start >= after && one.end <= start);
  const breaks = (from, to) => text.slice(from, to).includes('\n');
  const isBehind = found && after > 0 && !breaks(after, found.start) && breaks(found.end, start);
  return isBehind ? undefined : found;
}
