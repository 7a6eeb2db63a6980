import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** The names of all categories in a tree of them, by ID. */
export function categoryNames({ response }: JsonRecord): Record<string, string> {
  const names: Record<string, string> = {};
  const left: unknown[] = [isRecord(response) ? response.items : undefined];
  while (left.length > 0) {
    const next = left.pop();
    if (Array.isArray(next)) left.push(...next);
    if (!isRecord(next)) continue;
    if (next.id !== undefined) names[String(next.id)] = String(next.name);
    left.push(next.children);
  }
  return names;
}
