import { describe, expect, it } from 'vitest';
import { errorCommand, ping, ready, subscribe } from './commands.js';
import { encodeCommand, type Message, messageSize, writeMessage } from './frames.js';
import { encodeGreeting } from './greeting.js';
import { Outbox } from './outbox.js';
import { ZmtpProblem } from './problem.js';
import { Session } from './session.js';
import type { SocketType } from './socket-types.js';
import { Subscriptions } from './subscriptions.js';

/** A session, and all that it does. */
function newSession(type: SocketType) {
  const written: Buffer[] = [];
  const messages: Message[] = [];
  const subscriptions: string[] = [];
  const silences: number[] = [];
  const session = new Session(type, {
    write: (bytes) => void written.push(bytes),
    ready() {},
    message: (parts) => void messages.push(parts),
    subscription: (isOn, prefix) => void subscriptions.push(`${isOn ? '+' : '-'}${prefix}`),
    silenceAllowed: (ttl) => void silences.push(ttl),
  });
  return { session, written, messages, subscriptions, silences };
}

/** A session after the handshake. */
function opened(type: SocketType, other: SocketType, minor = 1) {
  const found = newSession(type);
  const greeting = encodeGreeting();
  greeting[11] = minor;
  found.session.receive(Buffer.concat([greeting, ready(other)]));
  found.written.length = 0;
  return found;
}

function encoded(...parts: Buffer[]): Buffer {
  const bytes = Buffer.alloc(messageSize(parts));
  writeMessage(parts, bytes, 0);
  return bytes;
}

function reasonOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ZmtpProblem) return error.reason;
    throw error;
  }
  return 'none';
}

it('greets as RFC 37 says, and shakes hands', () => {
  const { session, written } = newSession('REQ');
  const greeting = 'ff00000000000000017f03014e554c4c'.padEnd(128, '0');
  expect(written[0]!.toString('hex')).toBe(greeting);
  session.receive(encodeGreeting());
  expect(written[1]!.toString('latin1')).toBe(
    '\x04\x26\x05READY\x0bSocket-Type\0\0\0\x03REQ\x08Identity\0\0\0\0',
  );
  expect(session.isReady).toBe(false);
  session.receive(ready('REP'));
  expect(session.isReady).toBe(true);
});

describe('messages', () => {
  it.each([0, 1, 255, 256, 65_536, 200_000])('of %i bytes survive any packets', (length) => {
    const body = Buffer.alloc(length, 'é');
    const bytes = encoded(Buffer.from('a'), body, Buffer.alloc(0));
    for (const size of [1, 7, 65_536, bytes.length]) {
      const { session, messages } = opened('PULL', 'PUSH');
      for (let at = 0; at < bytes.length; at += size) {
        session.receive(bytes.subarray(at, at + size));
      }
      const [[first, second, third]] = messages as [[Buffer, Buffer, Buffer]];
      expect([String(first), second.equals(body), third.length]).toEqual(['a', true, 0]);
      expect(session.pending).toBe(0);
    }
  });

  it('that are too large, or have too many parts, are refused at their beginning', () => {
    const frame = Buffer.from('020000000004000001', 'hex');
    expect(reasonOf(() => opened('PULL', 'PUSH').session.receive(frame))).toBe('TOO_LARGE');
    const parts = Buffer.concat(Array.from({ length: 10_001 }, () => Buffer.from([1, 0])));
    expect(reasonOf(() => opened('PULL', 'PUSH').session.receive(parts))).toBe('TOO_LARGE');
  });

  it('a length that lies takes no memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const sessions = Array.from({ length: 100 }, () => {
      const { session } = opened('PULL', 'PUSH');
      session.receive(Buffer.from('020000000003ffffff61', 'hex'));
      return session;
    });
    const pending = sessions.reduce((sum, session) => sum + session.pending, 0);
    expect(pending).toBe(100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 2 ** 20);
  });
});

describe('commands', () => {
  it('a PING is answered with its context', () => {
    const { session, written, silences } = opened('PULL', 'PUSH');
    session.receive(Buffer.from('\x04\x0a\x04PING\x00\x64ctx', 'latin1'));
    expect(written[0]!.toString('latin1')).toBe('\x04\x08\x04PONGctx');
    expect(silences).toEqual([10_000]);
    expect(ping(60_000).toString('hex')).toBe(
      Buffer.from('\x04\x07\x04PING\x02\x58').toString('hex'),
    );
    const long = encodeCommand(Buffer.from(`\x04PING\0\0${'x'.repeat(17)}`, 'latin1'));
    expect(reasonOf(() => session.receive(long))).toBe('PROTOCOL');
  });

  it('subscriptions are commands for ZMTP 3.1, messages for 3.0, and read as either', () => {
    const { session, subscriptions } = opened('PUB', 'SUB');
    session.receive(subscribe(Buffer.from('a')));
    session.receive(encoded(Buffer.from('\x01b')));
    session.receive(encoded(Buffer.from('\x00b')));
    session.receive(encoded(Buffer.from('something else')));
    expect(subscriptions).toEqual(['+a', '+b', '-b']);
    const modern = opened('SUB', 'PUB').session.encodeSubscription(Buffer.from('a'));
    expect(modern.toString('latin1')).toBe('\x04\x0b\x09SUBSCRIBEa');
    const old = opened('SUB', 'PUB', 0).session.encodeSubscription(Buffer.from('a'));
    expect(old.toString('latin1')).toBe('\x00\x02\x01a');
  });

  it('that are unknown are ignored; an ERROR ends the connection', () => {
    const { session, messages } = opened('PULL', 'PUSH');
    session.receive(encodeCommand(Buffer.from('\x06LATERS123', 'latin1')));
    session.receive(encoded(Buffer.from('x')));
    expect(messages.length).toBe(1);
    expect(reasonOf(() => session.receive(errorCommand('too late')))).toBe('REFUSED');
    const nameless = opened('PULL', 'PUSH').session;
    expect(reasonOf(() => nameless.receive(Buffer.from([4, 0])))).toBe('PROTOCOL');
    expect(reasonOf(() => nameless.receive(Buffer.from([5, 0])))).toBe('PROTOCOL');
  });

  it('the other type must fit, and is told why', () => {
    const { session, written } = newSession('PULL');
    session.receive(encodeGreeting());
    expect(reasonOf(() => session.receive(ready('PUB')))).toBe('SOCKET_TYPE');
    expect(written.at(-1)!.toString('latin1')).toContain('\x05ERROR\x13Invalid socket type');
    const cut = encodeCommand(Buffer.from('\x05READY\x0bSocket-Type\0\0\0\x09PUSH', 'latin1'));
    expect(reasonOf(() => opening().receive(cut))).toBe('PROTOCOL');
    expect(reasonOf(() => opening().receive(ping(1)))).toBe('PROTOCOL');
  });

  function opening() {
    const { session } = newSession('PULL');
    session.receive(encodeGreeting());
    return session;
  }
});

it('an outbox copies messages, and hands over whole ones', () => {
  const outbox = new Outbox();
  const reused = Buffer.from('a');
  outbox.add([reused]);
  reused.write('b');
  outbox.add([reused, Buffer.alloc(100_000, 'c')]);
  expect(outbox.count).toBe(2);
  const [first, second, none] = [outbox.take()!, outbox.take()!, outbox.take()];
  expect(first).toEqual({ bytes: Buffer.from('\0\x01a'), count: 1 });
  expect(second.bytes.length).toBe(3 + 9 + 100_000);
  expect(none).toBeUndefined();
  const other = new Outbox();
  other.add([Buffer.from('0')]);
  other.addBatch(first);
  other.add([Buffer.from('1')]);
  const all = [other.take()!, other.take()!, other.take()!].map(({ bytes }) => bytes.toString());
  expect(all).toEqual(['\0\x010', '\0\x01a', '\0\x011']);
  for (let at = 0; at < 1000; at++) other.add([reused]);
  expect(other.isFull).toBe(true);
});

it('subscriptions count, and are limited', () => {
  const subscriptions = new Subscriptions();
  for (const prefix of ['a', 'a', 'bc']) subscriptions.add(Buffer.from(prefix));
  const matches = (topic: string) => subscriptions.match(Buffer.from(topic));
  expect(['a', 'ax', 'b', 'bcd', ''].map(matches)).toEqual([true, true, false, true, false]);
  subscriptions.remove(Buffer.from('a'));
  expect(matches('a')).toBe(true);
  subscriptions.remove(Buffer.from('a'));
  subscriptions.remove(Buffer.from('never'));
  expect(matches('a')).toBe(false);
  subscriptions.add(Buffer.alloc(0));
  expect(matches('')).toBe(true);
  expect([...subscriptions].map(String)).toEqual(['bc', '']);
  const endless = () => {
    for (let at = 0; ; at++) subscriptions.add(Buffer.from(`topic ${at}`));
  };
  expect(reasonOf(endless)).toBe('TOO_LARGE');
});
