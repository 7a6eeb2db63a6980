import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** A regular expression in the source code, and its location. */
export interface Regex {
  file: string;
  line: number;
  source: string;
  flags: string;
}

/** A place where the source code builds a regular expression from other texts: `new RegExp(…)`. */
export type Made = Pick<Regex, 'file' | 'line'>;

type Node = { type: string; start: number; [key: string]: unknown };

/** All regular expressions in `src/`, except those of tests. */
export function collectRegexes(): { literals: Regex[]; made: Made[] } {
  const [literals, made]: [Regex[], Made[]] = [[], []];
  for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.replaceAll('\\', '/');
    if (!file.endsWith('.ts') || /\.test\.ts$|(^|\/)(testing|quirks)\//.test(file)) continue;
    const text = readFileSync(join('src', file), 'utf8');
    const lineAt = (at: number) => text.slice(0, at).split('\n').length;
    walk(parseSync(file, text).program, (node, parents) => {
      const place = { file: `src/${file}`, line: lineAt(node.start) };
      if (isRegexMade(node)) made.push(place);
      const regex = node.type === 'Literal' && (node.regex as { pattern: string; flags: string });
      if (!regex) return;
      const { pattern: source, flags } = regex;
      literals.push({ ...place, source, flags: isSplit(parents) ? withGlobal(flags) : flags });
    });
  }
  return { literals, made };
}

/** `split` looks for every match, without the flag. */
function isSplit([call]: readonly Node[]): boolean {
  const callee = call?.type === 'CallExpression' && (call.callee as Node);
  return Boolean(callee) && ((callee as Node).property as Node | undefined)?.name === 'split';
}

function withGlobal(flags: string): string {
  return flags.includes('g') ? flags : `${flags}g`;
}

function isRegexMade({ type, callee }: Node): boolean {
  const isCall = type === 'NewExpression' || type === 'CallExpression';
  return isCall && (callee as Node).name === 'RegExp';
}

/** Visits every node; `parents` are those around it, the nearest first. */
function walk(
  node: unknown,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit, parents);
    return;
  }
  const own = node as Node;
  if (typeof own.type !== 'string') return;
  visit(own, parents);
  for (const value of Object.values(own)) walk(value, visit, [own, ...parents]);
}
