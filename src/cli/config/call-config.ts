import type { CallOptions } from '../../core/definition/call-options.js';
import { callOptionName, callParams } from '../../core/definition/call-params.js';
import { record } from '../../core/definition/kinds/index.js';
import { partContext, type Sources } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import { table, wrap, wrapCommand } from '../start/layout.js';
import { didYouMean } from '../start/suggest.js';
import { note, painter, width } from '../start/terminal.js';

const shape = record('Call options');

/** Call options of the reference that its scripts may set, and why they change nothing. */
const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  ['dontwait', 'the command ends when the call does'],
  ['addin_mode', 'there are no add-ins'],
]);

/** The call options in `--config`, under their own names or the reference's. */
export async function readCallConfig(
  title: string,
  text: string,
  sources: Sources,
): Promise<CallOptions> {
  const context = {
    param: 'config',
    name: '--config',
    method: title,
    redactor: new Redactor(),
    sources,
  };
  const given = await shape.kind.parse(text, context);
  const options: Record<string, unknown> = {};
  for (const [typed, value] of Object.entries(given)) {
    if (WITHOUT_EFFECT.has(typed.toLowerCase())) {
      note(`--config: ${typed} has no effect: ${WITHOUT_EFFECT.get(typed.toLowerCase())}`);
      continue;
    }
    const name = callOptionName(typed);
    if (!name) throw unknownKey(title, typed);
    if (value === null) continue;
    options[name] = await callParams[name].kind.parse(value, partContext(context, ` ${typed}`));
  }
  return options;
}

function unknownKey(method: string, typed: string): InputError {
  const names = Object.keys(callParams);
  return new InputError({
    method,
    param: 'config',
    message: `--config: unknown call option "${typed}"`,
    hint: didYouMean(typed, names) ?? `Call options: ${names.join(', ')}.`,
  });
}

/** What `--config` without a value prints: the call options that a method supports. */
export function listCallConfig(
  title: string,
  names: readonly string[],
  stream: NodeJS.WriteStream,
): string {
  const paint = painter(stream);
  const known = Object.entries(callParams).filter(([name]) => names.includes(name));
  const rows = known.map(([name, { summary, kind, default: usual }]) => ({
    left: name === 'fullResponse' ? 'fullResponse, adv_response' : name,
    right: summary,
    note:
      usual === undefined
        ? ''
        : `(default ${kind.name === 'duration' ? `${Number(usual) / 1000} s` : usual})`,
  }));
  const columns = width(stream);
  const lines = table(rows, columns, {
    left: (text) => paint('cyan', text),
    note: (text) => paint('dim', text),
  });
  const more = names.includes('retries') ? ",'retries':3" : '';
  const example = `oint ${title} … --config "{'timeout':60${more}}"`;
  return [
    paint('bold', `Call options of ${title}`),
    ...lines,
    '',
    ...wrap('Times are in seconds, or with a unit: 60, 500ms, 5m, 1h.', columns - 2).map(indent),
    '',
    paint('bold', 'Example'),
    ...wrapCommand(example, columns - 2).map((line) => indent(paint('green', line))),
    '',
  ].join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}
