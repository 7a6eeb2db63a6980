import { createHash } from 'node:crypto';
import { termsOf } from '../../../catalogue/search/terms.js';
import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';
import type { Check } from '../../../core/util/schema-check.js';
import { compileSchema } from '../../json-schema.js';
import type { ChatTask, Tool, ToolCall } from '../engine.js';
import { turns } from '../turns.js';
import { Filler, tooManyFields } from './fill.js';

/** The outcome: tool calls, or a question about the arguments that are missing. */
export type Plan = { calls: readonly ToolCall[] } | { lacks: string };

/** The score of a word of the question, by where it is found. */
const WORTH = { name: 3, description: 2, params: 1 };
/** The minimum score if no tool has to be called. */
const SURE = 2;
/**
 * A word may be in a description by chance: at least this share of the question's words must be
 * found.
 */
const SHARE = 0.4;
const MOST_CALLS = 16;

/** The calls a question asks for; `undefined` if it asks for none. */
export async function planCalls(task: ChatTask, question: string): Promise<Plan | undefined> {
  const { toolChoice } = task;
  if (toolChoice === 'none' || task.tools.length === 0) return undefined;
  const resumed = resumedQuestion(task, question);
  const tool = resumed?.tool ?? (await chosenTool(task, question));
  if (!tool) return undefined;
  return callsOf(tool, resumed?.text ?? question, task);
}

/** The best matching tool. Among equal matches, the first one or the one the seed selects. */
async function chosenTool(
  { tools, toolChoice, seed, signal }: ChatTask,
  question: string,
): Promise<Tool | undefined> {
  if (typeof toolChoice === 'object') return tools.find(({ name }) => name === toolChoice.name);
  const terms = [...new Set(termsOf(question))];
  const ranked: ({ tool: Tool } & ReturnType<typeof rank>)[] = [];
  const turn = turns(signal);
  for (const tool of tools) {
    ranked.push({ tool, ...rank(tool, terms) });
    await turn();
  }
  const most = Math.max(...ranked.map(({ worth }) => worth));
  const best = ranked.filter(({ worth }) => worth === most);
  const found = best[Math.abs(seed ?? 0) % best.length]!;
  const isSure = most >= SURE && (found.isNamed || found.share >= SHARE);
  return isSure || toolChoice === 'required' ? found.tool : undefined;
}

function rank({ name, description, parameters }: Tool, terms: readonly string[]) {
  const named = new Set(termsOf(name.replace(/[_-]/g, ' ')));
  const described = new Set(termsOf(description));
  const params = new Set(termsOf(paramWords(parameters)));
  const worths = terms.map((term) => {
    if (named.has(term)) return WORTH.name;
    if (described.has(term)) return WORTH.description;
    return params.has(term) ? WORTH.params : 0;
  });
  return {
    // A short description that matches fully says more than a long one.
    worth: worths.reduce<number>((sum, worth) => sum + worth, 0),
    share: worths.filter((worth) => worth > 1).length / Math.max(1, terms.length),
    isNamed: terms.some((term) => named.has(term) && !PLAIN.has(term)),
  };
}

/** Words that occur in many tool names. */
const PLAIN = new Set(termsOf('get list make set find search run'));

function paramWords({ properties }: JsonRecord): string {
  if (!isRecord(properties)) return '';
  return Object.entries(properties)
    .map(([name, about]) => `${name} ${isRecord(about) ? (about.description ?? '') : ''}`)
    .join(' ')
    .replaceAll('_', ' ');
}

async function callsOf(tool: Tool, text: string, task: ChatTask): Promise<Plan> {
  const filler = new Filler(tool.parameters, { text, records: [], signal: task.signal });
  const filled = await filler.fill(tool.name);
  if (filler.hasGivenUp) throw tooManyFields('tools');
  if ('missing' in filled) return { lacks: lacks(tool, filled.missing) };
  // Arguments are an object, whatever a combined schema allows.
  const all = [isRecord(filled.value) ? filled.value : {}];
  if (task.parallelToolCalls) {
    while (all.length < MOST_CALLS) {
      const next = await filler.again();
      if (!next) break;
      all.push({ ...all[0], ...next });
    }
  }
  const check = await compileSchema(tool.parameters, 'tools', task.signal);
  const problem = await firstProblem(all, check);
  if (problem !== undefined) return { lacks: unfit(tool, problem) };
  return { calls: all.map((value, index) => toolCall(tool.name, value, task, index)) };
}

async function firstProblem(values: unknown[], check: Check): Promise<string | undefined> {
  for (const value of values) {
    const problem = await check(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The same call at the same place of a conversation always gets the same ID. */
function toolCall(name: string, value: unknown, { messages }: ChatTask, index: number): ToolCall {
  const text = JSON.stringify(value);
  const hash = createHash('sha256').update(`${messages.length} ${index} ${name} ${text}`);
  return { id: `call_${hash.digest('hex').slice(0, 24)}`, name, arguments: text };
}

const LACKS = /^To call (\S+), I need to know: (.+)\.$/m;

function lacks({ name, parameters }: Tool, missing: readonly string[]): string {
  const known = isRecord(parameters.properties) ? parameters.properties : {};
  const about = missing.map((one) => {
    const { description } = isRecord(known[one]) ? known[one] : {};
    return typeof description === 'string' ? `${one}: ${description}` : undefined;
  });
  const lines = about.filter((line) => line !== undefined);
  return [`To call ${name}, I need to know: ${missing.join(', ')}.`, ...lines].join('\n');
}

function unfit({ name }: Tool, problem: string): string {
  return `I cannot call ${name} with the values from the question: ${problem.replace(/\banswer\b/g, 'the arguments')}.`;
}

/** After the user has given a missing argument: the earlier question and this answer, together. */
function resumedQuestion({ messages, tools }: ChatTask, answer: string) {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const asked = messages[last - 1];
  const [, name, missing = ''] = asked?.role === 'assistant' ? (LACKS.exec(asked.text) ?? []) : [];
  const tool = tools.find((one) => one.name === name);
  const before = messages.slice(0, Math.max(0, last)).findLast(({ role }) => role === 'user');
  if (!tool || !before) return undefined;
  const [param, ...others] = missing.split(', ');
  const isPlain = others.length === 0 && !answer.includes(':');
  const named = isPlain ? `${param}: ${answer.trim().replace(/[.!]$/, '')}` : answer;
  return { tool, text: `${named}\n${before.text}` };
}
