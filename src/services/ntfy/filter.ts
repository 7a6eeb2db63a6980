import { knownFields } from '../../core/definition/kinds/known-fields.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The fields of GetFilterParametersStructure. */
export const filterFields = {
  since: 'Messages since then: 10m, a Unix time, the ID of a message, latest or all',
  limit: 100,
} as const;

const FURTHER = ['scheduled', 'id', 'message', 'title', 'priority', 'tags'];

/** The param that selects messages. */
export const filter = knownFields(
  [...Object.keys(filterFields), ...FURTHER],
  'Filter, as GetFilterParametersStructure returns it',
  { optional: true, example: "{'since':'10m'}" },
);

/** What the server filters by. It knows no limit. */
export function queryOf({ limit: _, scheduled, ...others }: JsonRecord): JsonRecord {
  const isGiven = ([, value]: [string, unknown]) =>
    value !== undefined && value !== null && value !== '';
  const given = Object.fromEntries(Object.entries(others).filter(isGiven));
  const isScheduled = /^(true|yes|1)$/i.test(String(scheduled));
  if (Array.isArray(given.tags)) given.tags = given.tags.join(',');
  if (Array.isArray(given.priority)) given.priority = given.priority.join(',');
  return { ...given, ...(isScheduled && { scheduled: '1' }) };
}
