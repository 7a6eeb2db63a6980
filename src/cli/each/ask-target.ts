import { ask } from '../../ask/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { readAskLine } from '../ask/options.js';
import { readSchemaText } from '../ask/schema-text.js';
import { readSettings } from '../ask/settings.js';
import { readConfig } from '../run/config-file.js';
import { TypedSources } from '../run/sources.js';
import { isBusy } from './failures.js';
import { wrong } from './options.js';
import type { Target } from './target.js';
import { Template } from './template.js';

/** What a question about a row can have. */
const OPTIONS = [
  'system',
  'model',
  'profile',
  'url',
  'token',
  'options',
  'headers',
  'config',
  'schema',
];
const SWITCHES = ['json', 'plain', 'no-log', 'no-stdin'];

/** The question of `oint each … -- ask "… {column} …"`. Its conversations are not stored. */
export async function askTarget(args: readonly string[]): Promise<Target> {
  const line = readAskLine('ask', args);
  const other =
    [...Object.keys(line.values), ...Object.keys(line.many)].find(
      (name) => !OPTIONS.includes(name),
    ) ?? [...line.switches].find((name) => !SWITCHES.includes(name));
  if (other) throw wrong(`--${other}`, `ask: --${other} cannot be used for each row`);
  const prompt = new Template(line.words.join(' '));
  const config = await readConfig();
  const sources = new TypedSources(config);
  const { call, ...settings } = await readSettings('ask', line, config, sources);
  const { schema } = line.values;
  const schemaText =
    schema === undefined ? undefined : await readSchemaText('ask', schema, sources);
  const { model, system } = settings;
  return {
    command: `ask ${JSON.stringify({ prompt: line.words.join(' '), model, system, schema: schemaText })}`,
    isWrite: false,
    columns: prompt.columns,
    async call(row: JsonRecord, { signal, onBusy }) {
      const answer = await ask(
        { ...settings, prompt: String(prompt.fill(row) ?? ''), schema: schemaText },
        { ...call, signal, onRetry: ({ error }) => void (isBusy(error) && onBusy()) },
      );
      if (!line.switches.has('json')) return schemaText === undefined ? answer.text : answer.value;
      const { text, value, finishReason, usage } = answer;
      return { text, value, model: answer.steps.at(-1)?.model, finishReason, usage };
    },
    choose: (answer) => answer,
    release: () => sources.release(),
  };
}
