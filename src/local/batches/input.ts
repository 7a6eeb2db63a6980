import type { FileHandle } from 'node:fs/promises';
import { isTooDeepJson, TOO_DEEP } from '../../core/util/depth.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { BatchProblem } from './batch.js';

const MOST_REQUESTS = 50_000;
const MOST_PROBLEMS = 100;

/** A line of the input. */
export interface BatchRequest {
  custom_id: string;
  url: string;
  body: JsonRecord;
}

/** The non-empty lines, with their line numbers. */
export async function* linesOf(file: FileHandle): AsyncGenerator<{ text: string; line: number }> {
  let line = 0;
  for await (const text of file.readLines({ encoding: 'utf8', autoClose: false, start: 0 })) {
    line++;
    const content = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (content.trim() !== '') yield { text: content, line };
  }
}

/** Validates the whole input before anything is run. */
export async function checkInput(file: FileHandle, endpoint: string) {
  const problems: BatchProblem[] = [];
  const ids = new Set<string>();
  let total = 0;
  for await (const { text, line } of linesOf(file)) {
    total++;
    const found = problemOf(text, endpoint, ids);
    if (found) problems.push({ ...found, line });
    if (total > MOST_REQUESTS) {
      problems.push(problem('too_many_tasks', `The file has more than ${MOST_REQUESTS} requests.`));
    }
    if (problems.length >= MOST_PROBLEMS || total > MOST_REQUESTS) break;
  }
  if (total === 0) problems.push(problem('empty_file', 'The file has no requests.'));
  return { total, problems };
}

/** A validated line. */
export function parseLine(text: string): BatchRequest {
  return JSON.parse(text) as BatchRequest;
}

function problemOf(text: string, endpoint: string, ids: Set<string>): BatchProblem | undefined {
  if (isTooDeepJson(text)) return problem('invalid_json_line', `This line is ${TOO_DEEP}.`);
  const request = jsonOf(text);
  if (!isRecord(request)) return problem('invalid_json_line', 'This line is not a JSON object.');
  const { custom_id: id, method, url, body } = request;
  if (typeof id !== 'string' || id === '') {
    return problem('missing_required_parameter', "'custom_id' must be a string.", 'custom_id');
  }
  if (ids.has(id))
    return problem('duplicate_custom_id', `The custom_id '${id}' is used twice.`, 'custom_id');
  ids.add(id);
  if (method !== 'POST') return problem('invalid_method', "'method' must be POST.", 'method');
  if (url !== endpoint) {
    return problem('mismatched_url', `'url' must be the batch's ${endpoint}.`, 'url');
  }
  if (!isRecord(body)) return problem('invalid_body', "'body' must be an object.", 'body');
  if (body.stream === true) {
    return problem('invalid_body', "Batches cannot stream. Leave 'stream' out.", 'body.stream');
  }
  return undefined;
}

function problem(code: string, message: string, param: string | null = null): BatchProblem {
  return { code, message, param, line: null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
