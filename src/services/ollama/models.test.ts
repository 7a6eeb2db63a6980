import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json } from '../../../test/support/server.js';
import { AbortedError, HttpError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import type { Progress } from '../../index.js';
import * as ollama from './index.js';
import * as fixtures from './testing/fixtures.js';
import { ndjson, OllamaServer } from './testing/server.js';

const server = await OllamaServer.start();
const { url } = server;
const model = 'llama3.2';
beforeEach(() => server.reset());

describe('the models', () => {
  it('are listed, and those in memory', async () => {
    expect(await ollama.getModelList({ url })).toEqual(fixtures.tags);
    expect(server.last).toMatchObject({ method: 'GET', path: '/api/tags' });
    expect(await ollama.listRunningModels({ url })).toEqual(fixtures.running);
    expect(server.last).toMatchObject({ method: 'GET', path: '/api/ps' });
  });

  it('are described, with everything unless told otherwise', async () => {
    expect(await ollama.getModelInformation({ url, model })).toEqual(fixtures.information);
    expect(server.last).toMatchObject({ path: '/api/show', json: { model, verbose: true } });
    await ollama.getModelInformation({ url, model, verbose: false });
    expect(server.last.json).toEqual({ model, verbose: false });
  });
});

describe('a method that returns a status only', () => {
  it('copies and deletes', async () => {
    expect(await ollama.copyModel({ url, model, name: 'backup' })).toEqual({ status_code: 200 });
    expect(server.last.json).toEqual({ source: model, destination: 'backup' });
    expect(await ollama.deleteModel({ url, model: 'backup' })).toEqual({ status_code: 200 });
    expect(server.last).toMatchObject({ method: 'DELETE', path: '/api/delete' });
    expect(server.last.json).toEqual({ model: 'backup' });
  });

  it('fails if the model does not exist, or another program responds', async () => {
    server.on('delete', (_, response) => json(response, { error: "model 'x' not found" }, 404));
    const gone = await failure(ollama.deleteModel({ url, model: 'x' }), HttpError);
    expect(gone.message).toContain("404 Not Found: model 'x' not found");
    server.on('copy', (_, response) => response.end('<html><title>Sign in</title></html>'));
    const page = await failure(ollama.copyModel({ url, model, name: 'y' }), ResponseError);
    expect(page.message).toContain('an HTML page "Sign in"');
  });
});

describe('memory', () => {
  it('loads a model for some time, and unloads it', async () => {
    expect(await ollama.loadModelToMemory({ url, model })).toEqual(fixtures.loaded('load'));
    expect(server.last.json).toEqual({ model, keep_alive: 300, stream: false });
    await ollama.loadModelToMemory({ url, model, keep: -1 });
    expect(server.last.json).toMatchObject({ keep_alive: -1 });
    expect(await ollama.unloadModelFromMemory({ url, model })).toEqual(fixtures.loaded('unload'));
    expect(server.last.json).toEqual({ model, keep_alive: 0, stream: false });
  });
});

/** They only differ in their params, which are given below. */
type Move = typeof ollama.pullModel;

describe.each<[string, Move, readonly object[], string]>([
  ['pull', ollama.pullModel, fixtures.pulling, 'down'],
  ['push', ollama.pushModel, fixtures.pushing, 'up'],
  ['create', ollama.createModel as unknown as Move, fixtures.creating, 'down'],
])('%s', (what, call, lines, direction) => {
  const settings = { from: 'llama3.2', system: 'You are Mario.' };
  const input = { url, model: 'mario', ...(what === 'create' && { settings }) };

  it('waits for the end, reports progress, and returns the last status', async () => {
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => void told.push(progress);
    expect(await call(input, { onProgress })).toEqual({ status: 'success' });
    const further = what === 'create' ? settings : { insecure: false };
    expect(server.last).toMatchObject({ method: 'POST', path: `/api/${what}` });
    expect(server.last.json).toEqual({ model: 'mario', ...further, stream: true });
    for (const progress of told) expect(progress.direction).toBe(direction);
  });

  it('yields each status as it arrives', async () => {
    const stream = await call.stream(input);
    const seen: unknown[] = [];
    for await (const line of stream) seen.push(line);
    expect(seen).toEqual(lines);
    expect(stream.result()).toEqual({ status: 'success' });
  });

  it('was cut if it ends without success, and says where', async () => {
    server.on(what, (_, response) => ndjson(response, lines.slice(0, 3)));
    const error = await failure(call(input), ResponseError);
    expect(error).toMatchObject({ cut: true, partial: lines[2] });
    expect(error.message).toMatch(/after 3 lines \(the last: "[a-z]/);
    expect(error.message).toContain('no status: success');
  });

  it('reports a failure in the server’s words, and keeps the last status', async () => {
    const oops = { error: 'write /root/.ollama/models: no space left on device' };
    server.on(what, (_, response) => ndjson(response, [...lines.slice(0, 2), oops], false));
    const error = await failure(call(input), ResponseError);
    expect(error.message).toContain('reported an error: write /root/.ollama/models: no space');
    expect(error).toMatchObject({ partial: lines[1], cut: false });
    expect(server.asked.length).toBe(1);
  });

  it('stops at once when it is interrupted', async () => {
    const hungUp = new Promise<void>((resolve) => {
      server.on(what, (_, response) => {
        response.once('close', resolve);
        ndjson(response, lines.slice(0, 2), false);
      });
    });
    const signal = AbortSignal.timeout(50);
    await failure(call(input, { signal }), AbortedError);
    await hungUp;
  });

  it('has deadlines for operations that take hours, unless the caller says otherwise', async () => {
    server.on(what, (_, response) => ndjson(response, lines.slice(0, 2), false));
    const silent = await failure(call(input, { idleTimeout: 100 }), TimeoutError);
    expect(silent).toMatchObject({ deadline: 'idleTimeout', after: 100 });
    const late = await failure(call(input, { timeout: 100 }), TimeoutError);
    expect(late).toMatchObject({ deadline: 'timeout', after: 100 });
  });
});

describe('the progress of a pull', () => {
  it('is the sum of its parts, each as last reported', async () => {
    const told: [number, number | undefined][] = [];
    await ollama.pullModel(
      { url, model },
      { onProgress: ({ done, total }) => void told.push([done, total]) },
    );
    expect(told).toEqual([
      [0, 2142590208],
      [241970, 2142590208],
      [2142590208, 2142590208],
      [2142590208, 2142590695],
      [2142590695, 2142590695],
    ]);
  });

  it('is reported while it streams, too', async () => {
    let told = 0;
    const stream = await ollama.pullModel.stream({ url, model }, { onProgress: () => void told++ });
    for await (const _ of stream);
    expect(told).toBe(5);
  });

  it('that does not exist is an error with what to do', async () => {
    const error = { error: 'pull model manifest: file does not exist' };
    server.on('pull', (_, response) => ndjson(response, [fixtures.pulling[0], error]));
    const failed = await failure(ollama.pullModel({ url, model: 'llama99' }), ResponseError);
    expect(failed.message).toContain('pull model manifest: file does not exist');
    expect(failed.hint).toContain('https://ollama.com/search');
  });
});

describe('the settings of a new model', () => {
  it('omit empty fields, and add the algorithm to digests', async () => {
    const bare = 'ab'.repeat(32);
    const settings = {
      ...(await ollama.getModelSettingsStructure({ empty: true })),
      files: { 'a.gguf': bare, 'b.gguf': `sha256:${bare}` },
      adapters: { lora: bare },
      parameters: { temperature: 0 },
    };
    await ollama.createModel({ url, model: 'mine', settings });
    expect(server.last.json).toEqual({
      model: 'mine',
      files: { 'a.gguf': `sha256:${bare}`, 'b.gguf': `sha256:${bare}` },
      adapters: { lora: `sha256:${bare}` },
      parameters: { temperature: 0 },
      stream: true,
    });
  });
});
