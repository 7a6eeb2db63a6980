import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import type { Step } from './types.js';

/**
 * Calculates the cost of tokens from a table of prices per million tokens: `{"gpt-5-mini":
 * {"input": 0.25, "cached": 0.025, "output": 2, "currency": "$"}}`. A model's name may have a
 * suffix that the table does not (a date). Returns `undefined` if the table has no price.
 */
export function cost(
  usage: Step['usage'],
  model: string | undefined,
  prices: JsonRecord,
): { amount: number; currency: string } | undefined {
  if (!usage || !model) return undefined;
  const [name] = Object.keys(prices)
    .filter((key) => model.startsWith(key))
    .sort((a, b) => b.length - a.length);
  const price = name === undefined ? undefined : prices[name];
  if (!isRecord(price)) return undefined;
  const number = (key: string) => (typeof price[key] === 'number' ? price[key] : undefined);
  const [input, output] = [number('input'), number('output')];
  if (input === undefined || output === undefined) return undefined;
  const cached = usage.cached ?? 0;
  const amount =
    ((usage.input - cached) * input +
      cached * (number('cached') ?? input) +
      usage.output * output) /
    1e6;
  return { amount, currency: typeof price.currency === 'string' ? price.currency : '$' };
}
