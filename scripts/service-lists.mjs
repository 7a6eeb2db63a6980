// What `npm run generate` writes, as text.

const HEAD = '// Written by `npm run generate`: one line for each folder beside this file.\n';

/** src/services/index.ts: every service by name, loaded when it is asked for. */
export function indexOf(services) {
  const lines = services.map(
    ({ name }) => `  ${keyOf(name)}: () => import('./${name}/service.js'),\n`,
  );
  return `${HEAD}import type { Service } from '../core/definition/service.js';

export const services: Readonly<Record<string, () => Promise<{ default: Service }>>> = {
${lines.join('')}};
`;
}

/** src/services/all.ts: every service for programs. */
export function allOf(services) {
  const lines = services.map(({ name }) => `export * as ${name} from './${name}/index.js';\n`);
  return `${HEAD}${lines.join('')}`;
}

/** The README's table: services by category, each category named once. */
export function tableOf(categories, services) {
  const rows = categories.flatMap((category) =>
    services
      .filter((service) => service.category === category)
      .map(({ name, summary }, at) => [at === 0 ? category : '', `\`${name}\``, summary]),
  );
  const all = [['', 'Service', 'What for'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const [head, ...body] = all.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

/** A name as the key of an object. */
function keyOf(name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}
