import { resolve } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { toJson } from '../library/json.js';
import { InputMachine } from '../run/input-machine.js';
import { ScriptSyntaxError, Source } from '../syntax/source.js';
import { BslArray } from '../values/array.js';
import { ScriptExit, say, setLanguage } from '../values/errors.js';
import { BslMap } from '../values/map.js';
import { Structure } from '../values/structure.js';
import { toText } from '../values/text.js';
import { failureText, newMachine } from './job.js';
import type { ScriptJob, SessionReply } from './messages.js';

/** Runs the inputs of a session, one after the other. */
export function serveSession(job: ScriptJob, port: MessagePort): void {
  const machine = newMachine(job);
  const inputs = new InputMachine(machine);
  const run = (text: string): SessionReply => {
    // Libraries are found from the current folder.
    const source = new Source(text, job.name, resolve(job.name));
    if (/\p{L}/u.test(text)) setLanguage(source.language);
    try {
      const { value, isCall } = inputs.run(source);
      const isNothing = value === undefined && isCall;
      return { kind: 'done', shown: isNothing ? undefined : shown(value) };
    } catch (error) {
      if (error instanceof ScriptExit) return { kind: 'exit', status: error.status };
      const isOpen = error instanceof ScriptSyntaxError && error.source === source;
      if (isOpen && error.offset >= text.trimEnd().length) return { kind: 'incomplete' };
      return { kind: 'failed', report: failureText(error, machine) };
    }
  };
  port.on('message', (text: string) => port.postMessage(run(text)));
}

/** The longest text that is shown of a value. */
const LONGEST = 2000;

/** A value as the user sees it: text in quotes, collections as JSON. */
function shown(value: unknown): string {
  const text = whole(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function whole(value: unknown): string {
  if (value === undefined) return say({ ru: 'Неопределено', en: 'Undefined' });
  if (value === null) return 'Null';
  if (typeof value === 'string') return `"${value.replaceAll('"', '""')}"`;
  if (!(value instanceof BslArray || value instanceof BslMap || value instanceof Structure))
    return toText(value);
  try {
    return toJson(value);
  } catch {
    // It contains what JSON has not.
    return toText(value);
  }
}
