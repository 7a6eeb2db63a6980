import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import * as mssql from './index.js';
import { type ServerOptions, startServer } from './testing/server.js';
import { addressOf } from './testing/stand-in.js';
import * as tokens from './testing/tokens.js';

/** A server that answers every request, except those before it, with these tokens. */
const answering = (...parts: readonly Buffer[]): ServerOptions => ({
  answer: ({ sql }) => (/^set /i.test(sql) ? [tokens.done(0)] : parts),
});

const query = (connection: string) => mssql.executeSQLQuery({ sql: 'SELECT 1', connection });
const DEADLOCK = {
  number: 1205,
  text: 'Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
  severity: 13,
  state: 51,
};

it.each([1205, 1222, 10928, 10929, 40501, 40613, 3960])('%s is busy: it passes', async (number) => {
  const said = tokens.said({ ...DEADLOCK, number });
  await using server = await startServer(answering(said, tokens.done(tokens.DONE.error)));
  const error = await failure(query(addressOf(server)), ServiceError);
  expect(error).toMatchObject({ reason: String(number), busy: true, exitStatus: 75 });
  expect(error.details).toMatchObject({ number, severity: 13, state: 51 });
});

it('several errors are all in the message, and the first one is the reason', async () => {
  const first = { number: 5074, text: "The object 'DF_1' is dependent on column 'a'." };
  const second = { number: 4922, text: 'ALTER TABLE DROP COLUMN a failed.' };
  const parts = [tokens.said(first), tokens.said(second), tokens.done(tokens.DONE.error)];
  await using server = await startServer(answering(...parts));
  const error = await failure(query(addressOf(server)), ServiceError);
  expect(error).toMatchObject({ reason: '5074', busy: false, exitStatus: 1 });
  expect(error.message).toMatch(/DF_1.*; ALTER TABLE DROP COLUMN a failed.*Drop the constraint/s);
});

it('an error that ends the connection is a ConnectionError', async () => {
  const fatal = { number: 596, text: 'Cannot continue because the session is in the kill state.' };
  const said = tokens.said({ ...fatal, severity: 21 });
  await using server = await startServer(answering(said, tokens.done(tokens.DONE.error)));
  const error = await failure(query(addressOf(server)), ConnectionError);
  expect(error).toMatchObject({ reason: '596', sent: true, retryable: true });
});

it('an error without words is still one', async () => {
  await using server = await startServer(answering(tokens.done(tokens.DONE.error)));
  await expect(query(addressOf(server))).rejects.toMatchObject({ code: 'connection' });
});

it('what the server prints is passed on', async () => {
  const parts = [
    tokens.said({ number: 0, text: 'halfway', severity: 0 }),
    tokens.said({ number: 8153, text: 'Warning: Null value is eliminated.', severity: 0 }),
    tokens.said({ number: 5701, text: 'Changed database context.', severity: 0 }),
    tokens.done(0),
  ];
  await using server = await startServer(answering(...parts));
  const notices: unknown[] = [];
  const onNotice = (notice: unknown) => void notices.push(notice);
  await mssql.executeSQLQuery({ sql: 'x', connection: addressOf(server) }, { onNotice });
  expect(notices).toEqual([
    { severity: 'INFO', message: 'halfway' },
    { severity: 'INFO', message: 'Warning: Null value is eliminated. (8153)' },
  ]);
});

it.each([
  ['an unknown token', Buffer.from([0x01, 2, 3])],
  ['a response that ends in the middle', Buffer.from([0xfd, 0, 0])],
  ['a length longer than its token', Buffer.from('aa0800d000000001010500', 'hex')],
  ['an unknown type', Buffer.from('8101000000000009009900', 'hex')],
  ['a packet size of nothing', Buffer.from('e30400040001 3000'.replace(' ', ''), 'hex')],
])('%s is not the protocol, and the connection is closed', async (_, bytes) => {
  await using server = await startServer(answering(bytes));
  const connectionString = addressOf(server);
  const connection = await mssql.createConnection({ connectionString });
  const failing = mssql.executeSQLQuery({ sql: 'SELECT 1', connection });
  const error = await failure(failing, ConnectionError);
  expect(error).toMatchObject({ reason: 'PROTOCOL', exitStatus: 3 });
  expect(connection.isOpen).toBe(false);
});
