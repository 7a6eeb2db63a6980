import type { MethodToolOptions, Tool } from '../../ask/index.js';
import { InputError } from '../../core/errors/errors.js';
import type { Redactor } from '../../core/errors/redact.js';
import { cut } from '../../core/util/cut.js';
import type { TypedSources } from '../run/sources.js';
import { note, safe, say } from '../start/terminal.js';
import type { AskLine } from './options.js';
import type { Settings } from './settings.js';

/** How many times the model may continue after tool calls. */
export function maxSteps(method: string, { values }: AskLine): number | undefined {
  const text = values['max-steps'];
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  const message = `--max-steps must be a number of at least 1, not "${cut(text, 20)}"`;
  throw new InputError({ method, param: 'max-steps', message });
}

export interface Toolbox {
  tools: Tool[];
  close(): Promise<void>;
}

/** The tools that a command line names: methods of OInt and tools of MCP servers. */
export async function openToolbox(
  line: AskLine,
  { fixed, redactor, call }: Settings,
  sources: TypedSources,
  signal: AbortSignal,
): Promise<Toolbox> {
  const names = namesIn(line.many.tools);
  const files = line.many.mcp ?? [];
  const own =
    names.length > 0
      ? await (await import('../../ask/toolsets/method-tools.js')).methodTools(names, fixed, {
          ...limitsOf(line, sources, redactor),
          keeperOf: (await import('../run/config-keeper.js')).keepersIn(fixed),
        })
      : [];
  if (files.length === 0) return { tools: own, close: async () => {} };
  const { mcpTools } = await import('../../ask/toolsets/mcp-tools.js');
  return mcpTools(files, sources, redactor, {
    besides: own,
    note: (text) => note(safe(text, process.stderr)),
    log: (text) => say(safe(text, process.stderr)),
    signal,
    timeout: call.timeout,
  });
}

/** What the methods can access, from the options of the command line. */
function limitsOf({ many }: AskLine, sources: TypedSources, secrets: Redactor): MethodToolOptions {
  return {
    roots: many.root,
    hosts: namesIn(many.hosts),
    sources,
    secrets,
    names: { roots: '--root FOLDER', hosts: '--hosts HOST' },
  };
}

/** Comma-separated names, from repeated options too. */
export function namesIn(given: readonly string[] = []): string[] {
  return given
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter(Boolean);
}
