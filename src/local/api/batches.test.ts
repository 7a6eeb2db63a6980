import OpenAI, { APIError, NotFoundError, toFile } from 'openai';
import { beforeEach, describe, expect, it } from 'vitest';
import { ask, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import * as openai from '../../services/openai/index.js';
import { createApp } from '../app.js';
import { type Answering, BatchRunner } from '../batches/runner.js';
import { embeddedLocal } from '../local.js';

const client = new OpenAI({
  baseURL: 'http://local/v1',
  apiKey: 'x',
  fetch: embedded as typeof fetch,
  maxRetries: 0,
});
const CHAT = '/v1/chat/completions';
const window = '24h' as const;

function line(custom_id: string, body: object, url = CHAT) {
  return JSON.stringify({ custom_id, method: 'POST', url, body });
}

function question(content: string, model = 'oint-guide') {
  return { model, messages: [{ role: 'user', content }] };
}

async function upload(lines: readonly string[], purpose: 'batch' | 'user_data' = 'batch') {
  const file = await toFile(Buffer.from(`${lines.join('\n')}\n`), 'in.jsonl');
  return (await client.files.create({ file, purpose })).id;
}

/** Waits for the batch to end, whatever the outcome. */
async function ended(id: string) {
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (!/validating|in_progress|finalizing|cancelling/.test(batch.status)) return batch;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type OutputLine = {
  id: string;
  custom_id: string;
  response: { status_code: number; request_id: string; body: Record<string, unknown> } | null;
  error: { code: string } | null;
};

async function linesIn(file: string | undefined): Promise<OutputLine[]> {
  const text = await (await client.files.content(file ?? 'none')).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OutputLine);
}

describe('batches of the embedded server', () => {
  it('have IDs for their requests, also over HTTP, and read a byte order mark', async () => {
    const app = createApp(embeddedLocal(), { isServed: true });
    const served = new OpenAI({
      baseURL: 'http://local/v1',
      apiKey: 'x',
      fetch: async (url, init) => app.fetch(new Request(url, init)),
    });
    const input_file_id = await upload([`\ufeff${line('one', question('Hi'))}`]);
    const { id } = await served.batches.create({
      input_file_id,
      endpoint: CHAT,
      completion_window: window,
    });
    const [answered] = await linesIn((await ended(id)).output_file_id);
    expect(answered?.response?.request_id).toMatch(/^req_/);
  });

  it('answer each line, and write the failures to a separate file', async () => {
    const input_file_id = await upload([
      line('first', question('How do I upload a file?')),
      line('wrong', question('Hi', 'gpt-5')),
      '',
      line('last', question('How do I list models?')),
    ]);
    const made = await client.batches.create({
      input_file_id,
      endpoint: CHAT,
      completion_window: window,
      metadata: { job: 'nightly' },
    });
    expect(made).toMatchObject({
      object: 'batch',
      status: 'validating',
      metadata: { job: 'nightly' },
    });
    const batch = await ended(made.id);
    expect(batch).toMatchObject({
      status: 'completed',
      input_file_id,
      request_counts: { total: 3, completed: 2, failed: 1 },
    });
    expect(batch.completed_at).toBeGreaterThanOrEqual(batch.created_at);

    const answers = await linesIn(batch.output_file_id);
    expect(answers.map(({ custom_id }) => custom_id)).toEqual(['first', 'last']);
    const alone = await ask('POST', CHAT, question('How do I upload a file?'));
    expect(answers[0]!.response).toMatchObject({
      status_code: 200,
      request_id: expect.stringMatching(/^req_/),
      body: { choices: alone.body.choices, usage: alone.body.usage },
    });
    const [failed, ...none] = await linesIn(batch.error_file_id);
    expect(none).toEqual([]);
    expect(failed).toMatchObject({
      custom_id: 'wrong',
      response: { status_code: 404, body: { error: { code: 'model_not_found' } } },
    });
    expect(await client.files.retrieve(batch.output_file_id!)).toMatchObject({
      purpose: 'batch_output',
    });
  });

  it('support embeddings and images too', async () => {
    const url = '/v1/embeddings' as const;
    const body = { model: 'oint-hash', input: 'one text' };
    const input_file_id = await upload([line('a', body, url)]);
    const { id } = await client.batches.create({
      input_file_id,
      endpoint: url,
      completion_window: window,
    });
    const [answer] = await linesIn((await ended(id)).output_file_id);
    const alone = await ask('POST', url, body);
    expect(answer!.response!.body).toEqual(alone.body);
  });

  it.each([
    ['no JSON', ['{'], 'invalid_json_line'],
    ['JSON without end', ['['.repeat(1_000_000)], 'invalid_json_line'],
    [
      'no ID',
      [JSON.stringify({ method: 'POST', url: CHAT, body: {} })],
      'missing_required_parameter',
    ],
    ['a duplicate ID', [line('a', {}), line('a', {})], 'duplicate_custom_id'],
    ['another URL', [line('a', {}, '/v1/embeddings')], 'mismatched_url'],
    ['a stream', [line('a', { stream: true })], 'invalid_body'],
    ['nothing', [''], 'empty_file'],
  ])('fail before they start for %s', async (_, lines, code) => {
    const input_file_id = await upload(lines);
    const { id } = await client.batches.create({
      input_file_id,
      endpoint: CHAT,
      completion_window: window,
    });
    const batch = await ended(id);
    expect(batch).toMatchObject({ status: 'failed', errors: { data: [{ code }] } });
    expect(batch.output_file_id).toBeUndefined();
  });

  it('are refused if the request is not valid', async () => {
    const wrongPurpose = await upload([line('a', {})], 'user_data');
    const file = await upload([line('a', {})]);
    const right = { input_file_id: file, endpoint: CHAT, completion_window: window };
    const cases: [object, number, string][] = [
      [{ input_file_id: 'file-none' }, 400, 'input_file_id'],
      [{ input_file_id: wrongPurpose }, 400, 'input_file_id'],
      [{ endpoint: '/v1/models' }, 400, 'endpoint'],
      [{ endpoint: '/v1/moderations' }, 501, 'endpoint'],
      [{ completion_window: '1h' }, 400, 'completion_window'],
      [{ metadata: [] }, 400, 'metadata'],
    ];
    for (const [change, status, param] of cases) {
      const answer = await ask('POST', '/v1/batches', { ...right, ...change });
      expect(answer.status).toBe(status);
      expect(answer.body.error).toMatchObject({ param });
    }
    await failure(client.batches.retrieve('batch_none'), NotFoundError);
  });

  it('are listed, newest first', async () => {
    const input_file_id = await upload([line('a', question('Hi'))]);
    const made: string[] = [];
    for (let count = 0; count < 3; count++) {
      const request = { input_file_id, endpoint: CHAT, completion_window: window } as const;
      made.unshift((await client.batches.create(request)).id);
    }
    const ids: string[] = [];
    for await (const { id } of client.batches.list({ limit: 2 })) ids.push(id);
    expect(ids.slice(0, 3)).toEqual(made);
    for (const id of made) await ended(id);
  });

  it('work with the methods of OInt', async () => {
    const to = { url: 'local', token: '' };
    const file = await upload([line('a', question('Hi'))]);
    const { id } = await openai.createBatch({ ...to, file, endpoint: CHAT });
    await ended(id);
    expect(await openai.getBatch({ ...to, id })).toMatchObject({ status: 'completed' });
    expect((await openai.listBatches(to)).data[0]!.id).toBe(id);
  });
});

/** Answers when it is allowed to. */
class Slow implements Answering {
  readonly asked: string[] = [];
  #let!: () => void;
  #gate!: Promise<void>;

  constructor() {
    this.shut();
  }

  shut(): void {
    this.#gate = new Promise((resolve) => {
      this.#let = resolve;
    });
  }

  open(): void {
    this.#let();
  }

  async fetch(request: Request): Promise<Response> {
    const { input } = (await request.json()) as { input: string };
    this.asked.push(input);
    if (input === 'wait') await this.#gate;
    return Response.json({ input });
  }
}

describe('a running batch', () => {
  const local = embeddedLocal();
  let id: string;
  let file: string;

  beforeEach(async () => {
    const url = '/v1/embeddings';
    file = await upload(['one', 'wait', 'two'].map((input) => line(input, { input }, url)));
    id = `batch_${file.slice(5)}`;
    const created_at = Math.floor(Date.now() / 1000);
    (await local.store()).objects.put('batch', {
      ...{ id, object: 'batch', endpoint: url, input_file_id: file, completion_window: window },
      ...{ status: 'validating', created_at, expires_at: created_at + 86_400, metadata: null },
      request_counts: { total: 0, completed: 0, failed: 0 },
    } as { id: string });
  });

  const stored = async () =>
    (await local.store()).objects.get<{ id: string } & Record<string, unknown>>('batch', id)!;
  const until = async (is: () => boolean | Promise<boolean>) => {
    while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('resumes after a crash where it was', async () => {
    const store = await local.store();
    const dying = new Slow();
    new BatchRunner(dying).start(store, id);
    await until(() => dying.asked.length === 2);
    // The state after a crash: one line answered, and the claim of a process that has ended.
    store.objects.put('batch_claim', { id, owner: 'gone', until: Date.now() - 1 } as {
      id: string;
    });
    expect(await stored()).toMatchObject({
      status: 'in_progress',
      request_counts: { total: 3, completed: 1, failed: 0 },
    });
    const next = new Slow();
    next.open();
    new BatchRunner(next).resume(store);
    await until(async () => (await stored()).status === 'completed');
    expect(next.asked).toEqual(['wait', 'two']);
    expect(await stored()).toMatchObject({ request_counts: { total: 3, completed: 3, failed: 0 } });
    const written = store.files.find((await stored()).output_file_id as string);
    expect(await written).toMatchObject({ purpose: 'batch_output' });
    dying.open();
  });

  it('is left to the process that runs it', async () => {
    const store = await local.store();
    const claim = { id, owner: 'another', until: Date.now() + 60_000 };
    store.objects.put('batch_claim', claim as { id: string });
    const app = new Slow();
    new BatchRunner(app).resume(store);
    await new Promise((resolve) => setImmediate(resolve));
    expect(app.asked).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'validating' });
    store.objects.remove('batch_claim', id);
    store.objects.remove('batch', id);
  });

  it('is cancelled between two lines; what was answered is kept', async () => {
    const store = await local.store();
    const app = new Slow();
    const runner = new BatchRunner(app);
    runner.start(store, id);
    await until(() => app.asked.length === 2);
    store.objects.put('batch', { ...(await stored()), status: 'cancelling' } as { id: string });
    app.open();
    await until(async () => (await stored()).status === 'cancelled');
    expect(app.asked).toEqual(['one', 'wait']);
    expect(await stored()).toMatchObject({ request_counts: { total: 3, completed: 2, failed: 0 } });
    expect((await stored()).output_file_id).toMatch(/^file-/);
  });

  it('expires: the remaining lines are in the error file', async () => {
    const store = await local.store();
    store.objects.put('batch', { ...(await stored()), expires_at: 1 } as { id: string });
    const app = new Slow();
    new BatchRunner(app).start(store, id);
    await until(async () => (await stored()).status === 'expired');
    expect(app.asked).toEqual([]);
    const { error_file_id } = await stored();
    const errors = await linesIn(error_file_id as string);
    expect(errors.map(({ error }) => error?.code)).toEqual(Array(3).fill('batch_expired'));
  });

  it('fails, and reports it, if its file is deleted in the meantime', async () => {
    const store = await local.store();
    await store.files.remove(file);
    new BatchRunner(new Slow()).start(store, id);
    await until(async () => (await stored()).status === 'failed');
    expect(await stored()).toMatchObject({ errors: { data: [{ code: 'server_error' }] } });
  });
});

it('a finished batch cannot be cancelled', async () => {
  const input_file_id = await upload([line('a', question('Hi'))]);
  const { id } = await client.batches.create({
    input_file_id,
    endpoint: CHAT,
    completion_window: window,
  });
  await ended(id);
  expect(await failure(client.batches.cancel(id), APIError)).toMatchObject({ status: 409 });
});

it('a batch is cancelled by request', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => line(`q${index}`, question('Hi')));
  const { id } = await client.batches.create({
    input_file_id: await upload(lines),
    endpoint: CHAT,
    completion_window: window,
  });
  expect(await openai.cancelBatch({ url: 'local', id })).toMatchObject({ status: 'cancelling' });
  const { status, request_counts } = await ended(id);
  expect(status).toBe('cancelled');
  expect(request_counts!.completed).toBeLessThan(50);
});
