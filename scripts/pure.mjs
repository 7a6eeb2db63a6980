// What lets bundlers of programs leave out unused methods: most of a program's size if it calls one method
// of a service.
import { parseSync } from 'oxc-parser';

const OURS = /\/src\/.*(?<!\.d)\.ts$/;

/**
 * Marks the value of each of our modules' constants as free of side effects, as `sideEffects: false` in
 * package.json says for whole modules: then bundlers drop those that nothing uses. The value becomes the
 * result of a function, because the mark is only for a call and not for what is in its arguments.
 */
export function pureConstants() {
  return {
    name: 'pure-constants',
    enforce: 'pre',
    transform: (code, id) => (OURS.test(id) ? { code: marked(code, id), map: null } : null),
  };
}

function marked(code, file) {
  const values = parseSync(file, code).program.body.flatMap(valuesOf).filter(computes);
  return values.reduceRight(
    (text, { start, end }) =>
      `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
    code,
  );
}

/** The values of constants that a statement of a module declares. */
function valuesOf(statement) {
  const declared = statement.declaration ?? statement;
  if (statement.type === 'ExportDefaultDeclaration') return [declared];
  if (declared.type !== 'VariableDeclaration') return [];
  return declared.declarations
    .filter(({ id, init }) => id.type === 'Identifier' && init)
    .map(({ init }) => init);
}

/** Syntax that can run other code. A bundler keeps it, even if its value is not used. */
const RUNS = new Set([
  'CallExpression',
  'MemberExpression',
  'NewExpression',
  'SpreadElement',
  'TaggedTemplateExpression',
]);

/** Syntax that runs later, or not at all. */
const RUNS_NOT_NOW = /Function|Class|^TS(?!AsExpression|SatisfiesExpression|NonNullExpression)/;

/** True if some of it runs when the module is loaded. */
function computes(node) {
  if (Array.isArray(node)) return node.some(computes);
  if (typeof node?.type !== 'string' || RUNS_NOT_NOW.test(node.type)) return false;
  return RUNS.has(node.type) || Object.values(node).some(computes);
}
