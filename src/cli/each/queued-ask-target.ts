import { askStream } from '../../ask/index.js';
import { text } from '../../core/definition/kinds/index.js';
import { Redactor } from '../../core/errors/redact.js';
import { parseLoose } from '../../core/json/parse-loose.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { partsOf, readQuestion, resultOf } from './ask-target.js';
import { refused } from './method-target.js';
import { TITLE, wrong } from './options.js';
import { methodOfQueue, readSendable } from './queue-target.js';
import type { Target } from './target.js';

/** The options of GetResponse among them: with a queue, they are read where the call is made. */
const OF_METHOD = ['url', 'token', 'model', 'headers', 'options'];

const METHOD = ['openai', 'GetResponse'];
/** Its messages are those of the question. */
const EXAMPLE = ['--msgs', 'x'];

/** The same question with replies by the workers of a queue: each is a call of GetResponse. */
export async function queuedAskTarget(url: string, args: readonly string[]): Promise<Target> {
  const asked = await readQuestion(args);
  const { line, sources, prompt, schema } = asked;
  const { config, profile, options, ...values } = line.values;
  if (config !== undefined) throw refused('--config is not sent to workers');
  if (profile !== undefined) {
    throw refused('--profile is not sent to workers', 'Set OINT_PROFILE where the workers run.');
  }
  const given = OF_METHOD.flatMap((name) => {
    const value = line.values[name];
    return value ? [`--${name}`, value] : [];
  });
  const typed = await readSendable([...METHOD, ...given, ...EXAMPLE]);
  if (typed.fillings.length > 0) throw refused('ask: only the question can have columns');
  const about = { param: 'system', name: '--system', method: TITLE, redactor: new Redactor() };
  const system = values.system && (await text('').kind.parse(values.system, { ...about, sources }));
  const fields = options === undefined ? undefined : recordIn(options);
  const { send, release } = await methodOfQueue(url, typed);
  return {
    ...partsOf(asked, { model: values.model, system }),
    async call(row, { signal }) {
      // The server and its model are known where the call is made.
      const question = { url: '', model: '', system, schema, options: fields };
      const replier = ({ messages, options }: JsonRecord) => send({ messages, options }, signal);
      const asking = { ...question, prompt: String(prompt.fill(row) ?? '') };
      const stream = askStream(asking, { signal }, { replier });
      for await (const _ of stream);
      return resultOf(stream.answer(), asked);
    },
    async release() {
      await sources.release();
      await release();
    },
  };
}

function recordIn(options: string): JsonRecord {
  const found = parseLoose(options);
  if (isRecord(found)) return found;
  throw wrong('--options', '--options must be JSON of an object');
}
