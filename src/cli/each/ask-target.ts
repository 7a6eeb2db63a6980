import type { Answer } from '../../ask/index.js';
import { ask } from '../../ask/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type AskLine, readAskLine } from '../ask/options.js';
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
/** What is asked about each row, as typed. */
export interface Asked {
  line: AskLine;
  sources: TypedSources;
  config: Awaited<ReturnType<typeof readConfig>>;
  prompt: Template;
  schema: string | undefined;
}

export async function readQuestion(args: readonly string[]): Promise<Asked> {
  const line = readAskLine('ask', args);
  const other =
    [...Object.keys(line.values), ...Object.keys(line.many)].find(
      (name) => !OPTIONS.includes(name),
    ) ?? [...line.switches].find((name) => !SWITCHES.includes(name));
  if (other) throw wrong(`--${other}`, `ask: --${other} cannot be used for each row`);
  const config = await readConfig();
  const sources = new TypedSources(config);
  const typed = line.values.schema;
  const schema = typed === undefined ? undefined : await readSchemaText('ask', typed, sources);
  return { line, sources, config, prompt: new Template(line.words.join(' ')), schema };
}

/** What the target of a question has, wherever the model is asked. `model` and `system` are those of its ledger. */
export function partsOf(
  { line, prompt, schema }: Asked,
  { model, system }: { model: string | undefined; system: string | undefined },
): Pick<Target, 'command' | 'isWrite' | 'columns' | 'choose'> {
  return {
    command: `ask ${JSON.stringify({ prompt: line.words.join(' '), model, system, schema })}`,
    isWrite: false,
    columns: prompt.columns,
    choose: (answer) => answer,
  };
}

/** What is kept of an answer. */
export function resultOf(answer: Answer<string | undefined>, { line, schema }: Asked): unknown {
  if (!line.switches.has('json')) return schema === undefined ? answer.text : answer.value;
  const { text, value, finishReason, usage } = answer;
  return { text, value, model: answer.steps.at(-1)?.model, finishReason, usage };
}

/** The question of `oint each … -- ask "… {column} …"`. Its conversations are not stored. */
export async function askTarget(args: readonly string[]): Promise<Target> {
  const asked = await readQuestion(args);
  const { line, sources, config, prompt, schema } = asked;
  const { call, ...settings } = await readSettings('ask', line, config, sources);
  return {
    ...partsOf(asked, settings),
    async call(row: JsonRecord, { signal, onBusy }) {
      const answer = await ask(
        { ...settings, prompt: String(prompt.fill(row) ?? ''), schema },
        { ...call, signal, onRetry: ({ error }) => void (isBusy(error) && onBusy()) },
      );
      return resultOf(answer, asked);
    },
    release: () => sources.release(),
  };
}
