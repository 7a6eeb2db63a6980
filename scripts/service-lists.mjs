// The texts that `npm run generate` writes.

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const HEAD = '// Written by `npm run generate`: one line for each folder next to this file.\n';

/** src/services/index.ts: all services by name, loaded on demand. */
export function indexOf(services) {
  const lines = services.map(
    ({ name }) => `  ${keyOf(name)}: () => import('./${name}/service.js'),\n`,
  );
  return `${HEAD}import type { Service } from '../core/definition/service.js';

export const services: Readonly<Record<string, () => Promise<{ default: Service }>>> = {
${lines.join('')}};
`;
}

/** src/services/all.ts: all services for programs, by name or identifier. */
export function allOf(services) {
  const lines = services.map(
    (service) =>
      `export { default as ${identifierOf(service)} } from './${service.name}/index.js';\n`,
  );
  return `${HEAD}${lines.join('')}`;
}

/** The name of a service in programs. */
export function identifierOf({ name, identifier = name }) {
  if (IDENTIFIER.test(identifier)) return identifier;
  throw new Error(
    `src/services/${name}/service.ts: "${identifier}" is not a valid name for a variable: set identifier`,
  );
}

/** The README's table: services by category, with each category once. */
export function tableOf(categories, services) {
  const rows = categories.flatMap((category) =>
    services
      .filter((service) => service.category === category)
      .map(({ name, summary }, at) => [at === 0 ? category : '', `\`${name}\``, summary]),
  );
  const all = [['', 'Service', 'Description'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const [head, ...body] = all.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

/** A name as the key of an object literal. */
function keyOf(name) {
  return IDENTIFIER.test(name) ? name : `'${name}'`;
}
