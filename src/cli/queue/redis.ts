import type { Redis, RedisOptions } from 'ioredis';
import { ConnectionError, InputError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { secretOf } from '../serving/limits.js';
import { note } from '../start/terminal.js';
import { queueEngine } from './packages.js';

/** The name of the queue in Redis: all calls and all workers have this one. */
export const QUEUE = 'oint';

/** The first connection must be there in this time, in milliseconds. */
const FIRST = 10_000;
/** The longest pause between two attempts to connect again, in milliseconds. */
const LONGEST_PAUSE = 1_000;

/** A connection to Redis, which is made again when it is lost. */
export interface QueueConnection {
  redis: Redis;
  /** Its host and port: what may be shown of its URL. */
  where: string;
  close(): void;
}

/**
 * Connects to the Redis of `--queue`: a URL, or `env:NAME`, `file:PATH` or `cmd:COMMAND` with it.
 * The URL has a password, so it is in no message.
 */
export async function connectRedis(method: string, typed: string): Promise<QueueConnection> {
  const url = await secretOf(method, 'queue', typed);
  const where = placeIn(method, url);
  const { Redis } = await import('ioredis').catch(elsewhere(queueEngine, 'ioredis'));
  let isOpen = false;
  const options: RedisOptions = {
    lazyConnect: true,
    connectTimeout: FIRST,
    // Commands wait until Redis is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isOpen ? Math.min(times * 50, LONGEST_PAUSE) : null),
    // After a failover, this server may only be a replica.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  };
  const redis = new Redis(url, options);
  let last: Error | undefined;
  redis.on('error', (error) => (last = error));
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw unreachable(method, where, last ?? (error as Error));
  }
  isOpen = true;
  let isLost = false;
  redis.on('close', () => {
    if (isOpen && !isLost) note(`lost the connection to Redis at ${where}; trying again`);
    isLost = true;
  });
  redis.on('ready', () => {
    if (isLost) note(`connected to Redis at ${where} again`);
    isLost = false;
  });
  const close = () => {
    isOpen = false;
    redis.disconnect();
  };
  return { redis, where, close };
}

function placeIn(method: string, url: string): string {
  const found = URL.canParse(url) ? new URL(url) : undefined;
  if (found && /^rediss?:$/.test(found.protocol) && found.hostname !== '') {
    return `${found.hostname}:${found.port || '6379'}`;
  }
  throw new InputError({
    method,
    param: '--queue',
    message: '--queue must be the URL of a Redis server',
    hint: 'Example: --queue redis://:password@host:6379/0, with TLS rediss://…, or env:NAME for a variable that has it.',
  });
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|NOAUTH|invalid password/, 'Check the password: redis://:password@host:6379'],
  [/ECONNREFUSED|ENOTFOUND/, 'Check that Redis is running, its host and its port.'],
  [/certificate|SSL|TLS/i, 'To trust its certificate authority, set NODE_EXTRA_CA_CERTS=ca.pem.'],
];

function unreachable(method: string, where: string, error: Error): ConnectionError {
  const { code, message } = error as NodeJS.ErrnoException;
  const text = `${code ?? ''} ${message}`;
  return new ConnectionError({
    method,
    message: `could not connect to Redis at ${where}: ${message || code}`,
    hint: HINTS.find(([pattern]) => pattern.test(text))?.[1],
    reason: code ?? 'redis',
    sent: false,
    retryable: true,
  });
}
