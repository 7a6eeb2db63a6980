import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { startDaemon, whyNo } from '../../../test/support/daemon.js';
import { folder } from '../../../test/support/folder.js';
import { ServiceError, TimeoutError } from '../../core/errors/errors.js';
import * as grpc from './methods.js';
import { compiled, HERE, noGreeter, startGreeter } from './testing/greeter.js';

const why = noGreeter ? ` (skipped: ${noGreeter})` : '';
const service = 'helloworld.Greeter';

describe.skipIf(noGreeter)(`a server of Python${why}`, async () => {
  const server = noGreeter ? undefined! : await startGreeter();
  const connection = { address: server?.address };
  const greeter = { connection, service };

  it('says which services and methods it has', async () => {
    expect((await grpc.getServiceList({ connection })).data).toEqual([service]);
    const names = ['SayHello', 'Count', 'Collect', 'Chat', 'Fail', 'Wait', 'Metadata'];
    expect((await grpc.getMethodList(greeter)).data).toEqual(names);
    const { data } = await grpc.getMethod({ ...greeter, method: 'Count' });
    expect(data).toMatchObject({
      is_client_streaming: false,
      is_server_streaming: true,
      request_type: 'helloworld.CountRequest',
      request_schema: { fields: { to: { number: 1, type: 'int32', repeated: false } } },
      response_schema: { fields: { id: { number: 2, type: 'int64' } } },
    });
  });

  it('answers calls of all four kinds, with every digit', async () => {
    const id = '9223372036854775807';
    const unary = await grpc.executeMethod({
      ...greeter,
      method: 'SayHello',
      data: { name: 'Ada', id },
    });
    expect(unary).toEqual({ result: true, data: { message: 'Hello, Ada', id } });
    const many = await grpc.processServerStream({ ...greeter, method: 'Count', data: { to: 3 } });
    expect(many.data).toEqual([0, 1, 2].map((at) => ({ message: '', id: String(at) })));
    const data = [{ name: 'Ada' }, { name: 'Alan' }];
    const collected = await grpc.processClientStream({ ...greeter, method: 'Collect', data });
    expect(collected).toMatchObject({ message: { message: 'Ada, Alan' }, messages_sent: 2 });
    const chat = await grpc.processBidirectionalStream({
      ...greeter,
      method: 'Chat',
      order: [{ name: 'a' }, null, { name: 'b' }, { name: 'c' }, null],
    });
    expect(chat.data).toEqual(
      ['a', 'b', 'c'].map((one) => ({ message: `You said ${one}`, id: '0' })),
    );
    expect(chat.final_retrieval).toEqual({ result: false, error: 'the stream has ended' });
  });

  it('receives only as many messages as asked for, of a stream that is larger than memory', async () => {
    const data = { to: 2_000_000_000, size: 100_000 };
    const { data: found } = await grpc.processServerStream({
      ...greeter,
      method: 'Count',
      data,
      count: 200,
    });
    expect(found).toHaveLength(200);
  });

  it('streams the messages of one call one by one', async () => {
    const stream = await grpc.call.stream({
      address: server.address,
      method: `${service}/Chat`,
      data: [{ name: 'a' }, { name: 'b' }],
    });
    const found: unknown[] = [];
    for await (const message of stream) found.push(message);
    expect(found).toEqual([
      { message: 'You said a', id: '0' },
      { message: 'You said b', id: '0' },
    ]);
  });

  it('fails with the status, its words and its details', async () => {
    const failure = grpc.executeMethod({ ...greeter, method: 'Fail', data: { name: 'Ada' } });
    await expect(failure).rejects.toBeInstanceOf(ServiceError);
    await expect(failure).rejects.toMatchObject({
      reason: 'INVALID_ARGUMENT',
      message: 'grpc ExecuteMethod: helloworld.Greeter/Fail: INVALID_ARGUMENT (3): bad name: Ada',
      details: {
        code: 3,
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            field_violations: [{ field: 'name', description: 'must not be Ada' }],
          },
        ],
      },
    });
    const order = [{ name: 'a' }, null, { name: 'break' }, null];
    const broken = grpc.processBidirectionalStream({ ...greeter, method: 'Chat', order });
    await expect(broken).rejects.toMatchObject({ reason: 'ABORTED' });
  });

  it('is told the deadline, and stops working when it has expired', async () => {
    const failure = grpc.executeMethod({ ...greeter, method: 'Wait', timeout: 100 });
    await expect(failure).rejects.toBeInstanceOf(TimeoutError);
    await expect.poll(() => server.output(), { timeout: 10_000 }).toContain('stopped waiting');
  });

  it('gets metadata, also of bytes, and new metadata for later calls', async () => {
    const metadata = { 'X-Trace': 'a', 'raw-bin': 'AQI=', authorization: 'Bearer sesame' };
    await using opened = await grpc.createConnection({ settings: { ...connection, metadata } });
    const asked = { connection: opened, service, method: 'Metadata' };
    const { data } = await grpc.executeMethod(asked);
    expect(data).toMatchObject({ message: 'authorization=Bearer sesame; raw-bin=0102; x-trace=a' });
    await grpc.setMetadata({ connection: opened, metadata: { lang: 'ru' } });
    expect((await grpc.executeMethod(asked)).data).toMatchObject({ message: 'lang=ru' });
    await expect(
      grpc.setMetadata({ connection: opened, metadata: { 'bad name': 'x' } }),
    ).rejects.toThrow('"bad name" cannot be a name of metadata');
  });

  it('has streams whose messages are sent and received one by one', async () => {
    await using opened = await grpc.createConnection({ settings: connection });
    const one = { connection: opened };
    const { streamId } = await grpc.initializeBidirectionalStream({
      ...one,
      service,
      method: 'Chat',
    });
    const stream = { ...one, streamId };
    expect(await grpc.sendMessage({ ...stream, data: { name: 'a' } })).toEqual({ result: true });
    expect(await grpc.getMessage(stream)).toMatchObject({ message: { message: 'You said a' } });
    await grpc.completeSend(stream);
    const ended = { result: false, error: 'the stream has ended' };
    expect(await grpc.getMessage(stream)).toEqual(ended);
    await grpc.closeStream(stream);
    await expect(grpc.getMessage(stream)).rejects.toThrow('no open stream with this ID');

    const from = { ...one, service, timeout: 50 };
    const silent = await grpc.initializeBidirectionalStream({ ...from, method: 'Chat' });
    expect(await grpc.getMessage({ ...one, streamId: silent.streamId })).toEqual({
      result: false,
      error: 'no message arrived within 0.05 s',
    });
    const collecting = await grpc.initializeClientStream({ ...one, service, method: 'Collect' });
    const client = { ...one, streamId: collecting.streamId };
    await grpc.sendMessage({ ...client, data: { name: 'x' } });
    await grpc.completeSend(client);
    expect(await grpc.getMessage(client)).toMatchObject({ message: { message: 'x', id: '1' } });
    const counting = { ...one, service, method: 'Count', data: { to: 2 } };
    const counted = { ...one, ...(await grpc.initializeServerStream(counting)) };
    const next = () => grpc.getMessage({ connection: opened, streamId: counted.streamId });
    expect(await next()).toMatchObject({ message: { id: '0' } });
    expect(await next()).toMatchObject({ message: { id: '1' } });
    expect(await next()).toEqual(ended);
  });

  it('says what is wrong with a name or a request before it is called', async () => {
    const says = (given: object) =>
      grpc.executeMethod({ ...greeter, method: 'SayHello', ...given }).then(String, String);
    expect(await says({ method: 'SayHelo' })).toContain('Did you mean SayHello?');
    expect(await says({ service: 'helloworld.Greter' })).toContain(`Did you mean ${service}?`);
    expect(await says({ data: { nam: 'x' } })).toContain('data.nam is not a field of');
    expect(await says({ method: 'Chat' })).toContain('is a bidirectional method');
  });

  it('fails calls in progress when it stops', async () => {
    const other = await startGreeter();
    const waiting = grpc.executeMethod({
      connection: { address: other.address },
      service,
      method: 'Wait',
    });
    const failed = expect(waiting).rejects.toMatchObject({ code: 'connection' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await other.stop();
    await failed;
  });

  it.each(['v1', 'v1alpha'] as const)('is known by reflection %s', async (reflection) => {
    const { address } = await startGreeter({ reflection });
    expect((await grpc.getServiceList({ connection: { address } })).data).toEqual([service]);
  });

  it('without reflection is known by .proto files, a folder, or a descriptor set', async () => {
    const { address } = await startGreeter({ reflection: 'none' });
    const hello = (proto?: object | string) =>
      grpc.executeMethod({
        connection: { address, ...(proto && { proto }) },
        service,
        method: 'SayHello',
        data: { name: 'Ada' },
      });
    await expect(hello()).rejects.toThrow('the server does not support reflection');
    const text = readFileSync(join(HERE, 'greeter.proto'), 'utf8');
    const types = readFileSync(join(HERE, 'types.proto'), 'utf8');
    for (const proto of [
      join(HERE, 'greeter.proto'),
      HERE,
      await compiled('greeter.proto'),
      { 'main.proto': text, 'types.proto': types },
    ]) {
      expect(await hello(proto)).toMatchObject({ data: { message: 'Hello, Ada' } });
    }
    await expect(hello({ 'main.proto': text })).rejects.toThrow(
      'main.proto imports types.proto, which is not among the files',
    );
    await expect(hello({ 'main.proto': 'syntax = "proto3"; message {' })).rejects.toThrow(
      'is not a valid schema in main.proto',
    );
  });
});

const noTls = noGreeter ?? whyNoOpenssl();

describe.skipIf(noTls)(`with TLS${noTls ? ` (skipped: ${noTls})` : ''}`, () => {
  it('verifies the server, and shows a certificate of its own', async () => {
    const ca = await authority();
    const own = await ca.sign('server', 'IP:127.0.0.1');
    const client = await ca.sign('client', 'DNS:client.test');
    const pem = join(await folder(), 'server.pem');
    await writeFile(pem, own.key + own.cert);
    const server = await startGreeter({ pem });
    const connection = { address: server.address };
    await expect(grpc.getServiceList({ connection })).rejects.toThrow('is not trusted');
    const tls = await grpc.getTlsSettings({ trust: false, cert: ca.certPath });
    expect((await grpc.getServiceList({ connection, tls })).data).toEqual([service]);
    const plain = { address: server.address.replace('https', 'http') };
    await expect(grpc.getServiceList({ connection: plain })).rejects.toThrow(/https:\/\//);

    const mutual = await startGreeter({ pem, clients: ca.certPath });
    const strict = { connection: { address: mutual.address }, tls };
    await expect(grpc.getServiceList(strict)).rejects.toMatchObject({ code: 'connection' });
    const call = { cert: client.certPath, key: client.keyPath };
    expect((await grpc.getServiceList(strict, call)).data).toEqual([service]);
  });
});

const noEtcd = whyNo('etcd') ?? whyNo('protoc');

describe.skipIf(noEtcd)(`etcd${noEtcd ? ` (skipped: ${noEtcd})` : ''}`, () => {
  it('stores, reads and watches keys', async () => {
    const data = await folder();
    const peer = 'http://127.0.0.1:0';
    const etcd = await startDaemon('etcd', (port) => {
      const url = `http://127.0.0.1:${port}`;
      return [
        ...['--data-dir', data, '--listen-client-urls', url, '--advertise-client-urls', url],
        ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
        ...['--initial-cluster', `default=${peer}`, '--log-level', 'error'],
      ];
    });
    const proto = join(HERE, 'etcd.proto');
    await using connection = await grpc.createConnection({
      settings: { address: `http://127.0.0.1:${etcd.port}`, proto },
    });
    const kv = { connection, service: 'etcdserverpb.KV' };
    const key = Buffer.from('name').toString('base64');
    const value = Buffer.from('Ada').toString('base64');
    const watch = { connection, service: 'etcdserverpb.Watch', method: 'Watch' };
    const { streamId } = await grpc.initializeBidirectionalStream(watch);
    await grpc.sendMessage({ connection, streamId, data: { create_request: { key } } });
    expect(await grpc.getMessage({ connection, streamId })).toMatchObject({
      message: { created: true },
    });
    await grpc.executeMethod({ ...kv, method: 'Put', data: { key, value } });
    const range = await grpc.executeMethod({ ...kv, method: 'Range', data: { key } });
    expect(range.data).toMatchObject({ count: '1', kvs: [{ key, value, version: '1' }] });
    expect(await grpc.getMessage({ connection, streamId })).toMatchObject({
      message: { events: [{ type: 'PUT', kv: { key, value } }] },
    });
  });
});
