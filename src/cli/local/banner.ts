import { homedir } from 'node:os';
import type { Model, TaskName } from '../../local/engines/engine.js';
import { note, painter, say } from '../start/terminal.js';

export interface Started {
  url: string;
  models: readonly Model[];
  /** The data folder; missing if nothing is stored. */
  data: string | undefined;
  /** Whether clients must send a token. */
  hasToken: boolean;
}

const TASKS: Readonly<Record<TaskName, string>> = {
  chat: 'chat',
  complete: 'completions',
  embed: 'embeddings',
  speak: 'speech',
  transcribe: 'transcription',
  draw: 'images',
};

/**
 * Announces on standard error that the server is running: in plain lines, or formatted on a
 * terminal.
 */
export function banner(started: Started): void {
  if (process.stderr.isTTY) say(forTerminal(started));
  else for (const line of plain(started)) note(line);
}

function plain({ url, models, data }: Started): string[] {
  return [
    `serving at ${url}/v1`,
    `models: ${models.map(({ card }) => card.id).join(', ')}`,
    data === undefined ? 'data is not saved' : `data in ${data}`,
  ];
}

function forTerminal(started: Started): string {
  const { url, models, data, hasToken } = started;
  const paint = painter(process.stderr);
  const row = (name: string, ...values: string[]) =>
    values.map((value, index) => `  ${paint('dim', (index ? '' : name).padEnd(9))}${value}`);
  const widest = Math.max(...models.map(({ card }) => card.id.length));
  const lines = [
    '',
    paint('bold', 'OInt embedded server'),
    '',
    ...row('Address', paint('cyan', `${url}/v1`)),
    ...row(
      'Models',
      ...models.map((model) => `${model.card.id.padEnd(widest)}  ${paint('dim', tasksOf(model))}`),
    ),
    ...row('Data', data === undefined ? 'not saved (--memory)' : shortened(data)),
    ...row(
      'Clients',
      `OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=${hasToken ? '$OINT_LOCAL_TOKEN' : 'any'}`,
    ),
    ...row('Browser', `${paint('cyan', `${url}/`)}  ${paint('dim', 'chat with the models')}`),
    '',
    `  ${paint('green', curlLine(started))}`,
    '',
    paint('dim', '  Press Ctrl-C to stop; requests in progress are completed.'),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/** A command to paste. It names the token's variable and never shows the token. */
export function curlLine({ url, models, hasToken }: Started): string {
  const model = models.find(({ chat }) => chat)?.card.id ?? 'oint-guide';
  const body = { model, messages: [{ role: 'user', content: 'How do I upload a file?' }] };
  const token = hasToken ? '-H "authorization: Bearer $OINT_LOCAL_TOKEN" ' : '';
  return `curl ${url}/v1/chat/completions ${token}-d '${JSON.stringify(body)}'`;
}

function tasksOf(model: Model): string {
  const names = Object.keys(TASKS) as TaskName[];
  return names
    .filter((name) => model[name])
    .map((name) => TASKS[name])
    .join(', ');
}

function shortened(path: string): string {
  const home = homedir();
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
