import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json } from '../../../test/support/server.js';
import {
  AbortedError,
  ConnectionError,
  HttpError,
  InputError,
  TimeoutError,
} from '../../core/errors/errors.js';
import type { CallOptions } from '../../index.js';
import * as telegram from './index.js';
import { type BotCall, BotServer, refuse, TOKEN } from './testing/bot-server.js';

const server = await BotServer.start();
beforeEach(() => server.reset());

const token = TOKEN;
const offsets = () => server.calls.map(({ fields }) => fields.offset);
const stream = (more: CallOptions = {}, input: object = {}) =>
  telegram.getUpdates.stream({ token, ...input }, { ...server.here, ...more, fullResponse: false });

/**
 * Stores updates like Telegram: an update stays until an offset above its ID arrives. If there are
 * none, it does not respond, as in a long poll, and calls `quiet`.
 */
class Queue {
  updates: { update_id: number; message?: object }[] = [];
  /** How many are returned at a time. */
  batch = 100;
  quiet: () => void = () => {};
  open: ServerResponse[] = [];

  constructor(...ids: number[]) {
    this.updates = ids.map((update_id) => ({ update_id, message: { text: `№ ${update_id} 😀` } }));
    server.on((call, response) => this.answer(call, response));
  }

  answer({ fields: { offset, timeout, limit = this.batch } }: BotCall, response: ServerResponse) {
    if (offset !== undefined) {
      this.updates = this.updates.filter(({ update_id }) => update_id >= Number(offset));
    }
    const result = this.updates.slice(0, Math.min(this.batch, Number(limit)));
    if (result.length > 0 || timeout === 0) return json(response, { ok: true, result });
    this.open.push(response);
    return this.quiet();
  }

  get ids() {
    return this.updates.map(({ update_id }) => update_id);
  }
}

describe('a poll', () => {
  it('gets the current updates', async () => {
    new Queue(7, 8);
    const { ok, result } = await telegram.getUpdates({ token }, server.here);
    expect(ok).toBe(true);
    expect(result.map(({ update_id, message }) => [update_id, message?.text])).toEqual([
      [7, '№ 7 😀'],
      [8, '№ 8 😀'],
    ]);
  });

  it('is not cut short by the deadline for the first byte', async () => {
    // The response arrives well after this deadline, and well before the end of the poll.
    server.on(
      (_, response) => void setTimeout(() => json(response, { ok: true, result: [] }), 300),
    );
    const call = { ...server.here, firstByteTimeout: 60 };
    await expect(telegram.getUpdates({ token, timeout: 50 }, call)).resolves.toMatchObject({
      ok: true,
    });
    await expect(telegram.getUpdates({ token, timeout: 0 }, call)).rejects.toMatchObject({
      deadline: 'firstByteTimeout',
      after: 60,
    });
  });

  it('still ends at the deadline of the whole call', async () => {
    new Queue();
    const call = { ...server.here, timeout: 60 };
    const error = await failure(telegram.getUpdates({ token, timeout: 50 }, call), TimeoutError);
    expect(error).toMatchObject({ deadline: 'timeout', after: 60 });
  });

  it('returns status and headers on request', async () => {
    new Queue(1);
    const call = { ...server.here, fullResponse: true } as const;
    const answer = await telegram.getUpdates({ token, timeout: 1 }, call);
    expect(answer).toMatchObject({
      status: 200,
      body: { ok: true },
      headers: { 'content-type': 'application/json' },
    });
  });
});

describe('a stream of updates', () => {
  it('continues from poll to poll, and confirms what was read', async () => {
    const queue = new Queue(1, 2, 3, 4, 5);
    queue.batch = 2;
    const seen: number[] = [];
    for await (const { update_id } of await stream()) {
      seen.push(update_id);
      if (update_id === 5) break;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    // Leaving confirms the last but one; whether the last was processed is unknown.
    expect(offsets()).toEqual([undefined, 3, 5]);
    expect(queue.ids).toEqual([5]);
    expect(server.calls[0]!.fields.timeout).toBe(50);
  });

  it('loses nothing if the reader fails: the current update and later ones are returned again', async () => {
    const queue = new Queue(1, 2, 3, 4);
    const reading = async () => {
      for await (const { update_id } of await stream()) {
        if (update_id === 3) throw new RangeError('the reader failed');
      }
    };
    await failure(reading(), RangeError);
    expect(queue.ids).toEqual([3, 4]);
  });

  it('confirms nothing if it is left at the first update', async () => {
    const queue = new Queue(1, 2);
    for await (const _ of await stream()) break;
    expect(server.calls).toHaveLength(1);
    expect(queue.ids).toEqual([1, 2]);
  });

  it('can be told where to start, and how long to wait', async () => {
    new Queue(1, 2, 3);
    for await (const { update_id } of await stream({}, { offset: 3, timeout: 7 })) {
      expect(update_id).toBe(3);
      break;
    }
    expect(server.only.fields).toEqual({ offset: 3, timeout: 7 });
  });

  it('asks for the same kinds of updates in every poll', async () => {
    const queue = new Queue(1, 2);
    queue.batch = 1;
    const allowedUpdates = ['message_reaction'];
    for await (const { update_id } of await stream({}, { allowedUpdates })) {
      if (update_id === 2) break;
    }
    const asked = server.calls.slice(0, 2).map(({ fields }) => fields.allowed_updates);
    expect(asked).toEqual([allowedUpdates, allowedUpdates]);
  });

  it('returns the last updates, not all of them', async () => {
    const queue = new Queue(1, 2, 3);
    queue.batch = 1;
    const updates = await stream();
    expect(updates.result()).toEqual({ ok: true, result: [] });
    for await (const { update_id } of updates) if (update_id === 3) break;
    expect(updates.result().result.map(({ update_id }) => update_id)).toEqual([3]);
  });

  it('can be read once', async () => {
    new Queue(1);
    const updates = await stream();
    for await (const _ of updates) break;
    expect(() => updates[Symbol.asyncIterator]()).toThrow(InputError);
  });

  it('ends at once on its signal, even in the middle of a poll', async () => {
    const controller = new AbortController();
    const queue = new Queue(1, 2);
    queue.quiet = () => controller.abort();
    const seen: number[] = [];
    const reading = async () => {
      const { signal } = controller;
      for await (const { update_id } of await stream({ signal })) seen.push(update_id);
    };
    const error = await failure(reading(), AbortedError);
    expect(error.method).toBe('telegram GetUpdates');
    expect(seen).toEqual([1, 2]);
    // The poll in progress had confirmed them.
    expect(queue.ids).toEqual([]);
  });

  it('ends on its signal while the reader is busy', async () => {
    const controller = new AbortController();
    const queue = new Queue(1, 2);
    const { signal } = controller;
    const seen: number[] = [];
    const reading = async () => {
      for await (const { update_id } of await stream({ signal })) {
        seen.push(update_id);
        controller.abort();
      }
    };
    await failure(reading(), AbortedError);
    expect(seen).toEqual([1]);
    expect(server.calls).toHaveLength(1);
    expect(queue.ids).toEqual([1, 2]);
  });

  it('survives a dead connection', async () => {
    const queue = new Queue(1);
    let dead = 0;
    server.on((call, response) => {
      if (call.fields.offset !== 2) return queue.answer(call, response);
      // The first request is never answered.
      if (dead++ > 0) json(response, { ok: true, result: [{ update_id: 2 }] });
      return undefined;
    });
    const seen: number[] = [];
    const call = { retries: undefined, firstByteTimeout: 100 };
    for await (const { update_id } of await stream(call)) {
      seen.push(update_id);
      if (update_id === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    expect(dead).toBe(2);
    // Its polls are as short as the caller's deadline.
    expect(server.calls[0]!.fields.timeout).toBe(0);
  });

  it('survives temporary failures, once it has started', async () => {
    const queue = new Queue(1);
    let fails = 0;
    server.on((call, response) => {
      if (call.fields.offset === 2 && fails < 4) {
        fails++;
        if (fails === 1) response.destroy();
        else if (fails === 2) refuse(response, 502, 'Bad Gateway');
        else if (fails === 3) refuse(response, 429, 'Too Many Requests', { retry_after: 0.01 });
        else response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy());
        return undefined;
      }
      if (fails === 4) queue.updates.push({ update_id: 2 });
      return queue.answer(call, response);
    });
    const seen: number[] = [];
    // With the usual retries, and its own.
    for await (const { update_id } of await stream({ retries: undefined })) {
      seen.push(update_id);
      if (update_id === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    expect(fails).toBe(4);
  });

  it('but not if the caller has set the number of retries', async () => {
    const queue = new Queue(1);
    server.on((call, response) =>
      call.fields.offset ? refuse(response, 502, 'Bad Gateway') : queue.answer(call, response),
    );
    const reading = async () => {
      for await (const _ of await stream({ retries: 0 }));
    };
    await expect(reading()).rejects.toMatchObject({ status: 502, method: 'telegram GetUpdates' });
    expect(server.calls).toHaveLength(2);
  });

  it.each([
    [401, 'Unauthorized', /Check token/],
    [409, 'Conflict: terminated by other getUpdates request', /Another program/],
  ])('ends with %i %s, which is permanent', async (status, description, hint) => {
    const queue = new Queue(1);
    server.on((call, response) =>
      call.fields.offset ? refuse(response, status, description) : queue.answer(call, response),
    );
    const reading = async () => {
      for await (const _ of await stream({ retries: undefined }));
    };
    expect((await failure(reading(), HttpError)).hint).toMatch(hint);
  });

  it('ends at once if there is no server', async () => {
    const reading = async () => {
      for await (const _ of await stream({ baseUrl: 'http://127.0.0.1:1' }));
    };
    await failure(reading(), ConnectionError);
  });

  it('does not flood a server that responds at once with nothing', async () => {
    const controller = new AbortController();
    server.on((_, response, index) => {
      json(response, { ok: true, result: [] });
      if (index === 1) controller.abort();
    });
    const began = performance.now();
    const reading = async () => {
      for await (const _ of await stream({ signal: controller.signal }));
    };
    await failure(reading(), AbortedError);
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(server.calls).toHaveLength(2);
  });

  it('respects a deadline of the whole call, if the caller sets one', async () => {
    new Queue(1);
    const reading = async () => {
      for await (const _ of await stream({ timeout: 200 }));
    };
    const error = await failure(reading(), TimeoutError);
    expect(error).toMatchObject({ deadline: 'timeout', after: 200 });
  });

  it('yields ten thousand updates in order', async () => {
    const count = 10_000;
    new Queue(...Array.from({ length: count }, (_, index) => index + 1));
    let next = 1;
    for await (const { update_id } of await stream()) {
      expect(update_id).toBe(next++);
      if (update_id === count) break;
    }
    expect(server.calls).toHaveLength(count / 100 + 1);
  });
});
