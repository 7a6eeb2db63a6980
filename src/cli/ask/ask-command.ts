import type { Conversation } from '../../ask/conversations.js';
import { type Answer, type AskStream, askStream } from '../../ask/index.js';
import { addUsage } from '../../ask/messages.js';
import { InputError } from '../../core/errors/errors.js';
import { writeJson } from '../../core/json/write.js';
import { readConfig } from '../run/config-file.js';
import { TypedSources } from '../run/sources.js';
import { encodeValue, print, write } from '../start/print.js';
import { note } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { confirmOnTerminal } from './confirm.js';
import { former, isInterrupted, keep } from './keep.js';
import { askLabels } from './labels.js';
import { type AskLine, askUsage, readAskLine } from './options.js';
import { readSchemaText } from './schema-text.js';
import { readSettings, type Settings } from './settings.js';
import { debugLine, Show, usageLine } from './show.js';
import { pipedText } from './stdin.js';
import { filled } from './template.js';
import { maxSteps, namesIn, openToolbox } from './toolbox.js';
import { Waiting } from './waiting.js';

const TITLE = 'ask';

/** `oint ask "question"`. Returns the exit status. */
export async function askCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const line = readAskLine('ask', args);
  if (line.switches.has('help')) {
    await write(usage(askUsage, process.stdout));
    return 0;
  }
  const config = await readConfig();
  const sources = new TypedSources(config);
  const settings = await readSettings(TITLE, line, config, sources);
  const prompt = filled(settings.template, await question(line));
  if (prompt === '' && !line.many.attach) throw nothingAsked();
  if (settings.isFallback) note(`no --url, so the embedded server answers${whatItIs(settings)}`);
  const schema = schemaIn(line, settings);
  const before = await former(TITLE, line);
  const toolbox = await openToolbox(line, settings, sources, signal);
  const waiting = new Waiting(settings.model);
  const confirm = confirmOnTerminal(namesIn(line.many.yes));
  const refused: string[] = [];
  let calls = 0;
  try {
    const stream = askStream(
      {
        ...settings,
        prompt,
        messages: before?.messages,
        attachments: line.many.attach,
        encoding: line.values.encoding,
        schema: await schemaText(schema, sources),
        tools: toolbox.tools,
        maxSteps: maxSteps(TITLE, line),
        confirm: async (use, tool) => {
          calls++;
          const allowed = await confirm(use, tool);
          if (typeof allowed === 'string') refused.push(use.name);
          return allowed;
        },
      },
      {
        ...settings.call,
        signal,
        onRetry: waiting.onRetry,
        ...(line.switches.has('debug') && { debug: debugLine }),
      },
      { sources, labels: askLabels },
    );
    try {
      await shown(stream, line, schema !== undefined, waiting);
    } catch (error) {
      const { hasReply, ...soFar } = stream.interrupted();
      if (isInterrupted(error, hasReply, signal) && soFar.messages.length > 0) {
        await kept(soFar, line, settings, before, true);
      }
      throw error;
    }
    const answer = stream.answer();
    const id = await kept(answer, line, settings, before);
    if (line.switches.has('json')) await printJson(answer, id);
    if (line.switches.has('usage')) note(usageLine(answer, settings));
    if (refused.length === 0) return 0;
    note(`not called without approval: ${[...new Set(refused)].join(', ')}; --yes NAMES allows it`);
    // For a script, this is no success: the model could do nothing of what it tried.
    return refused.length === calls ? 1 : 0;
  } finally {
    await toolbox.close();
    sources.release();
  }
}

function whatItIs({ model }: Settings): string {
  return model === 'oint-guide' ? ', from the documentation of OInt only' : ` with ${model}`;
}

/** The prompt on the command line, and standard input. */
async function question({ words, many, switches, values }: AskLine): Promise<string> {
  const asked = words.at(-1) === '-';
  const typed = (asked ? words.slice(0, -1) : words).join(' ');
  const takesStdin = !switches.has('no-stdin') && !many.attach?.includes('-');
  const hasPrompt = typed.trim() !== '';
  const { encoding } = values;
  const piped = takesStdin ? await pipedText(TITLE, { asked, hasPrompt, encoding }) : '';
  return [typed, piped].filter((text) => text.trim() !== '').join('\n\n');
}

function nothingAsked(): InputError {
  return new InputError({
    method: TITLE,
    message: 'the prompt is empty',
    hint: 'Example: oint ask "How do I upload a file?" (oint ask --help; oint chat to talk)',
  });
}

function schemaIn({ values }: AskLine, { template }: Settings): string | undefined {
  const { schema } = template;
  return values.schema ?? (typeof schema === 'string' ? schema : undefined);
}

/** The schema's text: from the command line, or from the file that it names. */
async function schemaText(
  schema: string | undefined,
  sources: TypedSources,
): Promise<string | undefined> {
  if (schema === undefined) return undefined;
  return readSchemaText(TITLE, schema, sources);
}

/** Shows the answer as it arrives; an answer with a schema at its end, when it has been checked. */
async function shown(
  stream: AskStream<string | undefined>,
  line: AskLine,
  hasSchema: boolean,
  waiting: Waiting,
): Promise<void> {
  const isJson = line.switches.has('json');
  const show = new Show({
    text: !isJson && !hasSchema,
    thinking: line.switches.has('show-thinking'),
    plain: line.switches.has('plain'),
    waiting,
  });
  try {
    for await (const event of stream) await show.event(event);
  } finally {
    await show.end();
  }
  if (hasSchema && !isJson) await printValue(stream.answer().value);
}

async function printValue(value: unknown): Promise<void> {
  await print(`${writeJson(value, encodeValue, process.stdout.isTTY ? 2 : undefined)}\n`);
}

async function kept(
  answer: Pick<Answer, 'messages' | 'usage'>,
  line: AskLine,
  { model, redactor }: Settings,
  before: Conversation | undefined,
  interrupted = false,
): Promise<string | undefined> {
  if (line.switches.has('no-log')) return undefined;
  const usage = addUsage(before?.usage, answer.usage);
  const about = { former: before, model, redactor, interrupted };
  return (await keep({ messages: answer.messages, usage }, about))?.id;
}

async function printJson(
  { text, value, reasoning, usage, steps, finishReason }: Answer<string | undefined>,
  conversation: string | undefined,
): Promise<void> {
  const model = steps.at(-1)?.model;
  await printValue({ text, value, reasoning, model, finishReason, usage, steps, conversation });
}
